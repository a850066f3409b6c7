"""The search for one question: what is misspelt is searched for as the articles have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from index import Article, Corpus
from index.view import View
from qa.retrieval.search import Query, search
from tests.support.doubles import HashEncoder

TEXT = (
    "The bank cut its forecast to two percent. The ferry to Ostryn was late. The shelter opened in May. "
    "Nobody was hurt in the fire. The mayor thanked the crew."
)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    with Corpus.open(tmp_path_factory.mktemp("search"), encoder=HashEncoder(), create=True) as corpus:
        corpus.add([Article("a", "News", TEXT)])
        with corpus.view() as opened:
            yield opened


@pytest.mark.parametrize(
    ("question", "read", "first"),
    [
        ("What is the forcast?", "What is the forecast?", "The bank cut its forecast to two percent."),
        ("When did the shleter open?", "When did the shelter open?", "The shelter opened in May."),
        ("Who owns the smelter?", "Who owns the smelter?", None),  # a word of English, and no shelter
    ],
)
def test_a_slip_is_searched_for_as_the_articles_spell_it(
    view: View, question: str, read: str, first: str | None
) -> None:
    encoded = []

    def vector(spelt: Callable[[str], str]) -> NDArray[np.float32]:
        encoded.append(spelt(question))
        return HashEncoder().encode_question(encoded[-1])

    candidates = search(view, Query(question, question, vector))
    assert encoded[-1] == read
    lexical = [c for c in candidates if c.lexical is not None]
    assert (lexical[0].sentence.text if lexical else None) == first
