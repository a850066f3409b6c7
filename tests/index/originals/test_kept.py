"""The file of an article is kept with it, copied with it, and gone with it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from index import Article, Corpus
from index.backups import backup, restore
from index.limits import Limits
from index.loaders import finish, load_file, load_stream
from index.loaders.drafts import Draft
from tests.index.durable.test_files import files_limited_to
from tests.support.doubles import HashEncoder
from tests.support.files import mail, tarred, zipped
from tests.support.newspaper import newspaper
from tests.support.pdfs import Page, pdf


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ice.pdf"
    path.write_bytes(newspaper())
    return path


def opened(folder: Path, **limits: int) -> Corpus:
    return Corpus.open(folder, encoder=HashEncoder(), create=True, limits=Limits(**limits))


def kept(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "originals").glob("*"))]


def read(data: bytes) -> Article:
    (draft,) = load_stream(io.BytesIO(data), name="ice.pdf")
    assert isinstance(draft, Draft)
    return finish(draft, "ice.pdf")[0]


def test_a_file_is_kept_and_is_there_after_a_restart(file: Path, tmp_path: Path) -> None:
    (article,) = load_file(file)
    with opened(tmp_path / "c") as corpus:
        corpus.add([article])
    with opened(tmp_path / "c") as corpus:
        path = corpus.originals.path(corpus.article(article.id))
        assert path is not None
        assert path.read_bytes() == newspaper()
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        assert article.id not in path.name
        assert corpus.stats()["bytes"]["originals"] == len(newspaper())
        assert corpus.verify().ok


def test_bytes_that_came_without_a_file_are_kept_too(tmp_path: Path) -> None:
    with opened(tmp_path / "c") as corpus:
        corpus.add([read(newspaper())])
    assert kept(tmp_path / "c") == [newspaper()]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("all.zip", zipped({"one/ice.pdf": newspaper(), "note.txt": b"It rained in Norvik on Sunday."})),
        ("all.tar", tarred({"ice.pdf": newspaper()}, mode="w:gz")),
        ("post.eml", mail("The paper is attached, said Holt.", attached={"ice.pdf": newspaper()})),
    ],
)
def test_a_file_in_an_archive_or_a_mail_is_kept_with_its_article_alone(name: str, data: bytes, tmp_path: Path) -> None:
    drafts = [draft for draft in load_stream(io.BytesIO(data), name=name) if isinstance(draft, Draft)]
    assert [draft.original is not None for draft in drafts] == [bool(draft.places) for draft in drafts]
    with opened(tmp_path / "c") as corpus:
        corpus.add([finish(draft, f"{name}:{draft.where}")[0] for draft in drafts])
    assert kept(tmp_path / "c") == [newspaper()]


def test_what_is_deleted_is_gone(file: Path, tmp_path: Path) -> None:
    (article,) = load_file(file)
    other = Article("other", "Other", "It rained in Norvik on Sunday.")
    with opened(tmp_path / "c") as corpus:
        corpus.add([article, other])
        corpus.delete([other.id])
        assert len(kept(tmp_path / "c")) == 1
        corpus.delete([article.id])
        assert kept(tmp_path / "c") == []


def test_another_revision_has_its_own_file_or_none(tmp_path: Path) -> None:
    article = read(newspaper())
    newer = pdf([Page().lines(["The harbour of Norvik is open again,", "said its master on Friday."])])
    with opened(tmp_path / "c") as corpus:
        corpus.add([article])
        corpus.add([read(newer)])
        assert kept(tmp_path / "c") == [newer]
        corpus.add([Article(article.id, "Ice", "There is no ice on the sea of Norvik now.")])
        assert kept(tmp_path / "c") == []
        assert corpus.originals.path(corpus.article(article.id)) is None


def test_an_article_that_is_there_unchanged_gets_the_file_that_it_lacked(tmp_path: Path) -> None:
    with opened(tmp_path / "c", original_bytes=0) as corpus:
        assert corpus.add([read(newspaper())])[0].status == "added"
    assert kept(tmp_path / "c") == []
    with opened(tmp_path / "c") as corpus:
        assert corpus.add([read(newspaper())])[0].status == "unchanged"
    assert kept(tmp_path / "c") == [newspaper()]


def test_a_file_beyond_the_limit_or_changed_since_is_not_kept(file: Path, tmp_path: Path) -> None:
    (article,) = load_file(file)
    with opened(tmp_path / "small", original_bytes=len(newspaper()) - 1) as corpus:
        corpus.add([article])
    file.write_bytes(newspaper() + b"\n")
    with opened(tmp_path / "changed") as corpus:
        corpus.add([article])
    file.unlink()
    with opened(tmp_path / "gone") as corpus:
        assert corpus.add([article])[0].status == "added"
    assert [kept(tmp_path / name) for name in ("small", "changed", "gone")] == [[], [], []]


def test_a_full_disk_costs_the_pages_and_not_the_article(tmp_path: Path) -> None:
    large = newspaper() + b"\n%" + b"x" * 4_000_000
    article = read(large)
    with opened(tmp_path / "c") as corpus:
        with files_limited_to(3_000_000):
            assert corpus.add([article])[0].status == "added"
        assert any("not its pages" in notice for notice in corpus.notices)
        assert corpus.article(article.id).text == article.text
    assert kept(tmp_path / "c") == []


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_holds_them(tmp_path: Path, name: str) -> None:
    article = read(newspaper())
    with opened(tmp_path / "c") as corpus:
        corpus.add([article])
        backup(corpus, tmp_path / name)
    restore(tmp_path / name, tmp_path / "again")
    assert kept(tmp_path / "again") == [newspaper()]
    with opened(tmp_path / "again") as corpus:
        assert corpus.originals.path(corpus.article(article.id)) is not None


def test_compacting_removes_what_an_interrupted_change_left(tmp_path: Path) -> None:
    with opened(tmp_path / "c") as corpus:
        corpus.add([read(newspaper())])
        stray = tmp_path / "c" / "originals"
        for name in ("0" * 32 + "-" + "1" * 32 + ".pdf", "half.pdf.tmp"):
            (stray / name).write_bytes(b"stray")
        corpus.snapshot(tmp_path / "copy")
        assert kept(tmp_path / "copy") == [newspaper()]
        corpus.compact()
        assert kept(tmp_path / "c") == [newspaper()]
