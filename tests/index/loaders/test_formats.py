"""Every format: good files, files with another's name, and files that are damaged, locked or hostile."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import LOADERS, Draft, choose, load_file, load_paths, load_stream, unknown_kind
from tests.support.files import BODY, GOOD, GOOD_ATOM, GOOD_JSON_FEED, GOOD_RSS, PAGE, SECOND, mail, mbox, warc, zipped
from tests.support.hostile_files import hostile, mislabelled

HOSTILE = hostile()
#: Files that take seconds to refuse: what they unfold to, or how deep it goes.
LARGE = {"bomb.txt.bz2", "bomb.warc.gz", "deep.rss", "large.docx", "wide.xlsx"}
MISLABELLED = mislabelled()
#: What such a file gives today is nothing at all, as JSON lines always did.
NOTHING = {"empty.jsonl", "empty.jsonl.gz"}


@pytest.mark.parametrize("suffix", GOOD)
def test_a_good_file_on_disk_gives_its_article(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"story{suffix}"
    path.write_bytes(GOOD[suffix])
    (article,) = load_file(path)
    assert BODY in article.text.replace("\n", " ")
    assert article.title == "Bridge closed" or suffix == ".srt"


def test_every_end_of_a_name_has_a_loader_and_every_format_a_good_file() -> None:
    loaders = {id(LOADERS[suffix]) for suffix in GOOD}
    assert loaders == {id(loader) for loader in LOADERS.values()}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in LARGE else [])
        for name in sorted(HOSTILE.keys() - NOTHING)
    ],
)
def test_a_file_that_is_damaged_locked_or_hostile_has_a_named_outcome(name: str, tmp_path: Path) -> None:
    content, words = HOSTILE[name]
    (tmp_path / name).write_bytes(content())
    outcomes = list(load_paths([tmp_path / name]))
    assert outcomes
    assert all(one.error or one.skipped for one in outcomes)
    assert any(words in (one.error or one.skipped or "") for one in outcomes)


@pytest.mark.slow
def test_the_process_that_hands_out_hostile_files_stays_small(tmp_path: Path) -> None:
    """Read them all in a process that has nothing else to do, and compare its memory before and after."""
    for name, (content, _) in HOSTILE.items():
        if name not in NOTHING and not name.endswith((".txt", ".md", ".html", ".jsonl", ".jsonl.gz")):
            (tmp_path / name).write_bytes(content())
    program = (
        "import os, sys\nfrom index.loaders import load_paths\n"
        "def resident(): return int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGE_SIZE')\n"
        "before = resident()\nfor _ in load_paths([sys.argv[1]]): pass\nprint(resident() - before)"
    )
    if not Path("/proc/self/statm").exists():
        pytest.skip("only Linux says how much memory a process holds in this way")
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    assert int(run.stdout) < 20 * 1024 * 1024


@pytest.mark.parametrize("name", MISLABELLED)
def test_a_file_with_the_name_of_another_kind_is_read_as_what_it_is_and_that_is_said(name: str) -> None:
    content, words = MISLABELLED[name]
    (draft,) = load_stream(io.BytesIO(content()), name=name)
    assert isinstance(draft, Draft)
    assert BODY in draft.text
    assert any(words in notice for notice in draft.notices)


def test_a_web_archive_that_is_cut_off_says_so() -> None:
    (draft,) = load_stream(io.BytesIO(GOOD[".warc"][:-60]), name="a.warc")
    assert isinstance(draft, Draft)
    assert any("bytes are missing" in notice for notice in draft.notices)


def test_a_document_that_was_packed_again_is_one() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD[".odt"])) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    choice = choose(packed, name="a.odt")
    assert choice is not None
    assert choice.format == "odt"


def test_an_archive_that_holds_a_document_as_it_is_stays_an_archive() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("bridge.docx", GOOD[".docx"])
        archive.writestr("bridge.odt", GOOD[".odt"])
    drafts = list(load_stream(packed, name="both.zip"))
    assert [draft.where for draft in drafts if isinstance(draft, Draft)] == ["bridge.docx", "bridge.odt"]


@pytest.mark.slow
def test_a_file_that_ends_the_process_that_reads_it_stops_no_other_of_its_archive() -> None:
    wide = HOSTILE["wide.xlsx"][0]()
    data = zipped({"1.html": PAGE, "2.xlsx": wide, ".3.html": PAGE, "4.zip": zipped({"5.html": PAGE}), "6.xlsx": wide})
    outcomes = list(load_stream(io.BytesIO(data), name="all.zip"))
    assert [one.where if isinstance(one, Draft) else str(one)[:28] for one in outcomes] == [
        "1.html",
        "2.xlsx: the process that rea",
        "4.zip: 5.html",
        "6.xlsx: the process that rea",
    ]


@pytest.mark.parametrize("name", ["all.mbox", "all.warc"])
def test_a_mail_or_record_that_ends_the_process_that_reads_it_stops_no_other(name: str) -> None:
    wide = {"rows.xlsx": HOSTILE["wide.xlsx"][0]()}
    mails = [mail(BODY), mail(BODY, attached=wide), mail(SECOND), mail(BODY, attached=wide), mail(SECOND)]
    data = mbox(*mails) if name == "all.mbox" else warc(*(("https://a.example/m", "message/rfc822", m) for m in mails))
    outcomes = list(load_stream(io.BytesIO(data), name=name))
    where = "message" if name == "all.mbox" else "record"
    outcome = [one.where if isinstance(one, Draft) else str(one).partition(" that rea")[0] for one in outcomes]
    assert [line for line in outcome if line and "process" in line] == [f"{where} {n}: the process" for n in (2, 4)]
    assert [line for line in outcome if line and "process" not in line] == [f"{where} {n}" for n in (1, 3, 5)]


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".odt", ".epub", ".pptx", ".rtf", ".zip", ".tar.gz", ".warc"])
def test_a_marked_kind_needs_no_name(suffix: str) -> None:
    (draft,) = load_stream(io.BytesIO(GOOD[suffix]), name="download")
    assert isinstance(draft, Draft)
    assert BODY in draft.text
    assert not [notice for notice in draft.notices if "was read as" in notice]


def test_a_media_type_tells_what_the_name_does_not() -> None:
    (draft,) = load_stream(
        io.BytesIO(f"# Bridge\n\n{BODY}".encode()), name="", media_type="text/markdown; charset=utf-8"
    )
    assert isinstance(draft, Draft)
    assert draft.title == "Bridge"
    (draft,) = load_stream(io.BytesIO(PAGE.encode()), name="story.txt", media_type="text/html")
    assert isinstance(draft, Draft)
    assert draft.title == "Bridge closed"


def test_names_that_many_kinds_share_are_read_only_where_the_content_tells(tmp_path: Path) -> None:
    for name, content in {"feed.xml": GOOD_RSS, "atom.xml": GOOD_ATOM, "feed.json": GOOD_JSON_FEED}.items():
        drafts = list(load_stream(io.BytesIO(content), name=name))
        assert BODY in drafts[0].text if isinstance(drafts[0], Draft) else False
    (tmp_path / "settings.json").write_text('{"port": 8000}')
    (tmp_path / "build.xml").write_text("<project/>")
    assert all(one.skipped and not one.error for one in load_paths([tmp_path]))


def test_text_that_begins_like_another_kind_stays_text() -> None:
    for text in (f"From: the mayor\nTo: all\nSubject: roads\n\n{BODY}", f"WEBVTT\n\n{BODY}", PAGE):
        (draft,) = load_stream(io.BytesIO(text.encode()), name="notes.txt")
        assert isinstance(draft, Draft)
        assert draft.text == text


def test_a_file_that_a_program_packs_in_its_own_way_is_no_archive_of_articles(tmp_path: Path) -> None:
    (tmp_path / "tool.jar").write_bytes(GOOD[".zip"])
    (tmp_path / "letter.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000)
    (tmp_path / "mail.msg").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_0037001F".encode("utf-16-le") + b"\x00" * 4000
    )
    old, mail, packed = (one.skipped or "" for one in load_paths([tmp_path]))
    assert packed.startswith("a .jar file is not read; read are")
    assert "an Office file of before 2007" in old
    assert "save it as .eml" in mail


def test_what_is_of_no_known_kind_says_what_is() -> None:
    with pytest.raises(LoadError, match=r"a \.bin file is not read; read are \.txt \.md .* name it \.txt if it"):
        list(load_stream(io.BytesIO(b"\x00\x01"), name="a.bin"))
    with pytest.raises(LoadError, match="a file whose name has no ending is not read; read are"):
        list(load_stream(io.BytesIO(b"\x00\x01"), name="notes"))


@pytest.mark.slow
def test_a_missing_library_names_the_extra_that_brings_it() -> None:
    program = (
        "import io, sys\nsys.modules['pypdfium2'] = None\nfrom index.loaders.pdf.loading import load_pdf\n"
        "try: list(load_pdf(io.BytesIO(b'%PDF-1.4')))\nexcept Exception as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "needs pypdfium2" in run.stdout
    assert "pip install 'grounded-qa[pdf]'" in run.stdout


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        *[
            ("post.MSG", "as .eml"),
            ("week.ics", "as .txt or .csv"),
            ("talk.ppt", "as .pptx"),
            ("plan.pages", "as .docx"),
        ],
        *[
            ("sums.numbers", "as .xlsx"),
            ("novel.azw3", "to .epub"),
            ("novel.mobi", "to .epub"),
            ("text.fodt", "as .odt"),
        ],
    ],
)
def test_a_kind_that_is_not_read_says_what_to_save_it_as(name: str, advice: str) -> None:
    assert advice in unknown_kind(name, "an Office file")
