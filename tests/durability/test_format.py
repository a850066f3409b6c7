"""A folder written by an earlier release opens, or is refused with what to do: one folder is kept for each format."""

from __future__ import annotations

import sqlite3
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from index import Corpus
from index.catalogue.connection import FORMAT
from index.errors import FormatMismatch
from index.records import outlined
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.searching import dense, lexical, sentences

FOLDERS = sorted((Path(__file__).parents[1] / "data").glob("corpus-format-*.tar.gz"))


def test_there_is_a_folder_of_this_format() -> None:
    assert f"corpus-format-{FORMAT}.tar.gz" in [path.name for path in FOLDERS], "keep one when the format changes"


@pytest.mark.parametrize("packed", FOLDERS, ids=lambda path: path.name)
def test_a_folder_of_an_earlier_release_opens_or_is_refused_with_what_to_do(packed: Path, tmp_path: Path) -> None:
    """The folder holds four articles of two sentences, of which a2 was deleted; its encoder has 16 dimensions."""
    with tarfile.open(packed) as files:
        files.extractall(tmp_path, filter="data")
    encoder = HashEncoder(16)
    try:
        corpus = Corpus.open(tmp_path, encoder=encoder)
    except FormatMismatch as error:
        assert f"this program reads format {FORMAT}" in str(error)  # noqa: PT017 - either is right
        return
    with corpus:
        is_old = f"format-{FORMAT}." not in packed.name
        (notice,) = corpus.notices
        assert (f"to {FORMAT}" in notice) == is_old
        assert "its full-text index was made again" in notice  # all were packed when words had other keys
        assert [corpus.article(i).text for i in ("a0", "a1", "a3")] == [
            articles(4, sentences=2)[n].text for n in (0, 1, 3)
        ]
        assert lexical(corpus, "number3", 1)[0].number == sentences(corpus, "a3")[0].number
        assert len(dense(corpus, "keeps", 20)) == 6
        assert corpus.verify(sample=20).findings == []
        with corpus.view(as_of="2024-01-01") as view:  # the day of a0
            assert [one.id for one in view.articles()] == ["a0"]
        corpus.add(
            [
                outlined(
                    replace(articles(4, sentences=2)[2], updated="2025-03-05", language="en"),
                    None,
                    places=((0, "page 1"), (20, "page 2")),
                )
            ]
        )
        assert [sentence.place for sentence in sentences(corpus, "a2")] == ["page 1", "page 2"]
        assert (corpus.article("a2").updated, corpus.article("a2").language) == ("2025-03-05", "en")
        corpus.add([article(3, sentences=2, version=2)])
        with corpus.view() as view:
            assert [one.revision for one in view.revisions("a3")] == [2, 1]
        assert corpus.verify(sample=20).findings == []


def test_a_folder_of_an_earlier_format_opened_for_reading_says_what_to_do(tmp_path: Path) -> None:
    _unpack(1, tmp_path)
    with pytest.raises(FormatMismatch, match=r"format 1, .* run `qa repair`"):
        Corpus.open(tmp_path, writable=False)
    with Corpus.open_to_repair(tmp_path, encoder=HashEncoder(16)) as corpus:
        assert corpus.repair().ok
    with Corpus.open(tmp_path, writable=False) as corpus:
        assert lexical(corpus, "number3", 1)


def test_a_folder_whose_catalogue_alone_was_brought_up_opens(tmp_path: Path) -> None:
    _unpack(1, tmp_path)
    earlier = (tmp_path / "manifest.json").read_bytes()
    Corpus.open(tmp_path, encoder=HashEncoder(16)).close()
    (tmp_path / "manifest.json").write_bytes(earlier)
    with Corpus.open(tmp_path, encoder=HashEncoder(16)) as corpus:
        assert corpus.verify(sample=20).findings == []


def test_a_full_text_index_of_other_rules_is_said_and_made_again(tmp_path: Path) -> None:
    _unpack(FORMAT, tmp_path)
    connection = sqlite3.connect(tmp_path / "catalogue.sqlite")
    connection.execute("UPDATE meta SET value = 'others' WHERE key = 'keys'")
    connection.commit()
    connection.close()
    with Corpus.open(tmp_path, writable=False) as corpus:
        assert "made by other rules" in corpus.notices[0]
        assert [finding.problem for finding in corpus.verify(sample=0).findings] == corpus.notices  # no damage
    with Corpus.open(tmp_path, encoder=HashEncoder(16)) as corpus:
        assert corpus.notices == ["its full-text index was made again"]
        assert corpus.verify(sample=20).findings == []
    with Corpus.open(tmp_path, writable=False) as corpus:
        assert corpus.notices == []


def _unpack(version: int, folder: Path) -> None:
    with tarfile.open(FOLDERS[0].with_name(f"corpus-format-{version}.tar.gz")) as files:
        files.extractall(folder, filter="data")
