"""Every searcher ranks as one index does, and says which parts are missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import Corpus, Filters
from index.errors import ShardsDown
from index.shards.fleet import Call, LocalFleet, Replies
from index.shards.searcher import CorpusSearcher, Searcher, ShardSearcher
from tests.support.divided import articles, one_and_parts
from tests.support.doubles import HashEncoder

ENCODER = HashEncoder(64)
QUESTIONS = ["harbour council officials", "Which turbine was seen near the orchard gate?", "glacier", "number 7"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, Path]]:
    corpus, divided = one_and_parts(tmp_path_factory.mktemp("made"), articles(60), ENCODER, parts=3)
    with corpus:
        yield corpus, divided


def searchers() -> list[str]:
    """Name the implementations that can run here; `tests.contracts.test_searcher_on_ray` adds that of a cluster."""
    return ["one corpus", "parts in this process"]


@pytest.fixture(params=searchers())
def searcher(request: pytest.FixtureRequest, made: tuple[Corpus, Path]) -> Iterator[Searcher]:
    corpus, divided = made
    if request.param == "one corpus":
        yield CorpusSearcher(corpus)
        return
    fleet = LocalFleet(divided)
    yield ShardSearcher(fleet)
    fleet.close()


@pytest.mark.parametrize("k", [1, 10, 10_000])
@pytest.mark.parametrize("filters", [None, Filters(sources=("Paper 1",)), Filters(published_from="2024-05-01")])
def test_the_hits_are_those_of_one_index(
    searcher: Searcher, made: tuple[Corpus, Path], k: int, filters: Filters | None
) -> None:
    vectors = np.stack([ENCODER.encode_question(question) for question in QUESTIONS])
    found = searcher.search(vectors, k, budget=5.0, filters=filters)
    with made[0].view() as view:
        expected = tuple(tuple(view.dense(vector, k, filters=filters)) for vector in vectors)
    assert [[hit.number for hit in row] for row in found.rows] == [[hit.number for hit in row] for row in expected]
    assert np.allclose([h.score for r in found.rows for h in r], [h.score for r in expected for h in r], atol=1e-6)
    assert not found.partial


def test_no_vector_finds_nothing(searcher: Searcher) -> None:
    assert searcher.search(np.empty((0, 64), np.float32), 3, budget=5.0).rows == ()


class Silenced:
    """A fleet some of whose parts do not answer."""

    def __init__(self, fleet: LocalFleet, silent: set[int]) -> None:
        self.layout, self._fleet, self._silent = fleet.layout, fleet, silent

    def ask(self, calls: dict[int, Call], *, budget: float) -> Replies:
        replies = self._fleet.ask({p: call for p, call in calls.items() if p not in self._silent}, budget=budget)
        return Replies(replies.values, {place: "does not answer" for place in calls if place in self._silent})

    def close(self) -> None:
        self._fleet.close()


def test_a_missing_part_is_named_and_the_rest_is_ranked_as_before(made: tuple[Corpus, Path]) -> None:
    fleet = Silenced(LocalFleet(made[1]), {1})
    bases = fleet.layout.bases
    vectors = ENCODER.encode_question(QUESTIONS[0]).reshape(1, -1)
    found = ShardSearcher(fleet).search(vectors, 10, budget=1.0)
    assert found.missing == {"part-001": "does not answer"}
    with made[0].view() as view:
        rest = [h.number for h in view.dense(vectors[0], 10_000) if not bases[1] < h.number <= bases[2]]
    assert [hit.number for hit in found.rows[0]] == rest[:10]
    fleet.close()


def test_nothing_that_answers_is_an_error_and_no_empty_answer(made: tuple[Corpus, Path]) -> None:
    fleet = Silenced(LocalFleet(made[1]), {0, 1, 2})
    with pytest.raises(ShardsDown, match="does not answer"):
        ShardSearcher(fleet).search(ENCODER.encode_question("x").reshape(1, -1), 3, budget=1.0)
    fleet.close()
