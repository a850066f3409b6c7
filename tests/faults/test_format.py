"""A folder written by an earlier release opens, or is refused with what to do: one folder is kept for each format."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from index import Corpus
from index.errors import FormatMismatch
from index.store_schema import FORMAT
from tests.articles import articles
from tests.doubles import HashEncoder

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
        assert corpus.notices == []
        assert [corpus.article(i).text for i in ("a0", "a1", "a3")] == [
            articles(4, sentences=2)[n].text for n in (0, 1, 3)
        ]
        assert corpus.lexical("number3", 1)[0].number == corpus.sentences("a3")[0].number
        assert len(corpus.dense("keeps", 20)) == 6
        assert corpus.verify(sample=20).findings == []
        corpus.add([articles(4, sentences=2)[2]])
        assert corpus.verify(sample=20).findings == []
