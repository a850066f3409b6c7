from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import Draft, load_paths, load_stream
from tests.support.files import BODY, GOOD, PAGE, SECOND, mail, tarred, warc, zipped


def read(data: bytes, name: str) -> list[Draft | LoadError]:
    return list(load_stream(io.BytesIO(data), name=name))


def test_every_file_of_a_kind_that_is_read_is_an_article_and_a_bad_one_stops_no_other() -> None:
    data = zipped(
        {
            "a/bridge.pdf": GOOD[".pdf"],
            "a/bad.pdf": b"%PDF-1.4",
            "b.md": f"# Ferry\n\n{SECOND}",
            "__MACOSX/b.md": "x",
            ".x.txt": "x",
            "p.png": b"\x89PNG\r\n\x1a\n",
        }
    )
    pdf, bad, markdown = read(data, "all.zip")
    assert isinstance(pdf, Draft)
    assert isinstance(markdown, Draft)
    assert (pdf.where, pdf.places[0][1]) == ("a/bridge.pdf", "page 1")
    assert str(bad).startswith("a/bad.pdf: it is no PDF")
    assert (markdown.where, markdown.title) == ("b.md", "Ferry")


def test_articles_of_an_archive_have_ids_that_stay(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zipped({"one/story.txt": BODY, "two/story.txt": SECOND}))
    ids = [[article.id for one in load_paths([tmp_path]) for article in one.articles] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2
    assert all(one.startswith("story-") for one in ids[0])


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tars_are_read_however_they_are_packed(mode: str) -> None:
    (draft,) = read(tarred({"bridge.html": PAGE.encode()}, mode=mode), "all.tar")
    assert isinstance(draft, Draft)
    assert draft.title == "Bridge closed"


def test_a_packed_file_is_read_by_the_name_that_it_has_without_the_packing(tmp_path: Path) -> None:
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(f"title,text\nBridge,{BODY}\n".encode()))
    (one,) = load_paths([tmp_path])
    assert one.articles[0].title == "Bridge"


def test_archives_in_archives_and_in_mails_are_read() -> None:
    inner = zipped({"bridge.txt": BODY})
    drafts = read(zipped({"inner.zip": inner, "mail.eml": mail(SECOND, attached={"inner.zip": inner})}), "all.zip")
    assert [draft.where for draft in drafts if isinstance(draft, Draft)] == [
        "inner.zip: bridge.txt",
        "mail.eml",
        "mail.eml: attachment inner.zip: bridge.txt",
    ]


def test_names_that_lead_out_of_the_archive_are_names_and_nothing_else() -> None:
    (draft,) = read(zipped({"../../etc/bridge.txt": BODY}), "all.zip")
    assert isinstance(draft, Draft)
    assert draft.where == "../../etc/bridge.txt"


def test_a_web_archive_gives_its_pages_with_their_addresses() -> None:
    data = warc(
        ("https://example.com/bridge", "text/html; charset=utf-8", PAGE.encode()),
        ("https://example.com/logo.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("https://example.com/bridge.pdf", "application/pdf", GOOD[".pdf"]),
    )
    page, pdf = read(data, "crawl.warc")
    assert isinstance(page, Draft)
    assert isinstance(pdf, Draft)
    assert (page.url, page.where) == ("https://example.com/bridge", "record 1")
    assert (pdf.url, pdf.places[0][1]) == ("https://example.com/bridge.pdf", "page 1")
