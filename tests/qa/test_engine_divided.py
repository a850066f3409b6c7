"""Answers over a corpus in parts: as over one corpus, and honest about parts that are silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from index import ShardedCorpus
from index.errors import ShardLost, ShardsDown
from index.shards.fleet import Call, LocalFleet, Replies
from index.shards.layout import part_of
from qa.engine import Engine, Models
from qa.records import Answer
from qa.settings import Settings
from tests.support.divided import one_and_parts
from tests.support.doubles import HashEncoder
from tests.support.newsroom import BY_COVERAGE, MARKET, RAIDS, WIRE

MODELS = Models(HashEncoder(256), None, BY_COVERAGE)
QUESTION = "What did the repairs of the fish market cost?"
PARTS = 6


class Failing:
    """A fleet whose parts fall silent: always, or from some question to them on, which names ``Shard.ask`` knows."""

    def __init__(self, fleet: LocalFleet, silent: Mapping[int, str]) -> None:
        self.layout, self._fleet, self._silent, self._gone = fleet.layout, fleet, silent, set[int]()

    def ask(self, calls: Mapping[int, Call], *, budget: float) -> Replies:
        self._gone |= {place for place, call in calls.items() if self._silent.get(place) in ("always", call.name)}
        heard = {place: call for place, call in calls.items() if place not in self._gone}
        return Replies(
            self._fleet.ask(heard, budget=budget).values, {place: "is silent" for place in calls if place in self._gone}
        )

    def close(self) -> None:
        self._fleet.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Answer, Path]]:
    corpus, divided = one_and_parts(tmp_path_factory.mktemp("made"), [RAIDS, MARKET, WIRE], MODELS.encoder, parts=PARTS)
    with Engine(corpus, MODELS, settings=Settings(corpus=corpus.folder)) as engine:
        yield engine.ask(QUESTION), divided


def asked(divided: Path, silent: Mapping[int, str]) -> Answer:
    corpus = ShardedCorpus(divided, Failing(LocalFleet(divided), silent), MODELS.encoder)
    with Engine(corpus, MODELS, settings=Settings(corpus=divided)) as engine:
        return engine.ask(QUESTION)


def test_the_answer_is_that_of_one_corpus(made: tuple[Answer, Path]) -> None:
    expected, divided = made
    answer = asked(divided, {})
    assert expected.status == "answered"
    assert [quote.citation for quote in answer.quotes] == [quote.citation for quote in expected.quotes]
    assert [quote.said_by for quote in answer.quotes] == [quote.said_by for quote in expected.quotes]
    assert answer.confidence == pytest.approx(expected.confidence)
    assert "partial" not in answer.to_dict()


@pytest.mark.parametrize("when", ["always", "document_frequency", "counted", "lexical_by", "rows", "article"])
def test_without_a_part_the_rest_answers_and_says_so(made: tuple[Answer, Path], when: str) -> None:
    silent = RAIDS if when == "article" else WIRE  # of a copy of another's sentence the article is not read
    place = part_of(silent.id, PARTS)
    assert place != part_of(MARKET.id, PARTS)
    answer = asked(made[1], {place: when})
    assert answer.status == "answered"
    assert answer.quotes[0].text == made[0].quotes[0].text
    assert answer.to_dict()["partial"] is True
    assert answer.to_dict()["missing"] == [f"part-{place:03}"]
    assert "did not answer" in answer.notices[-1]


def test_the_answer_of_a_silent_part_is_not_made_up(made: tuple[Answer, Path]) -> None:
    answer = asked(made[1], {part_of(MARKET.id, PARTS): "rows"})
    assert answer.missing
    assert {quote.citation.article_id for quote in (*answer.quotes, *answer.nearest)} == {RAIDS.id}


def test_no_part_at_all_is_an_error(made: tuple[Answer, Path]) -> None:
    with pytest.raises((ShardsDown, ShardLost)):
        asked(made[1], dict.fromkeys(range(PARTS), "always"))
