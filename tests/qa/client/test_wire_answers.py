"""The way to the wire and back loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.client.wire_answers import answer_of
from qa.engine import Engine
from qa.records import Answer, Referent
from tests.qa.rendering.made import ABSTAINED, ANSWER, QUOTE, RELATED

_MEANT = (Referent("Ilse Brandt", "Who is Ilse Brandt?", "harbour", 1, 12),)


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        RELATED,
        replace(ABSTAINED, reason="underspecified", could_mean=_MEANT, notices=("nothing",), conversation="conv_1"),
        replace(ANSWER, quotes=(QUOTE, QUOTE), evidence_set=(0, 1), carried=((0, 3),)),
    ],
)
def test_an_answer_comes_back_as_it_went(answer: Answer) -> None:
    assert answer_of(answer.to_dict()) == answer
    assert answer_of(answer.to_dict() | {"something": "new"}) == answer


def test_the_engines_own_answers_come_back(engine: Engine) -> None:
    for question in (
        "When did the fish market at Port Ostrin reopen?",
        "What did she say?",
        "Who won the cup in Zanzibar?",
    ):
        answer = engine.ask(question)
        assert answer_of(answer.to_dict()) == answer


def test_a_service_that_does_not_know_places_yet_is_understood() -> None:
    older = ANSWER.to_dict()
    del older["quotes"][0]["citation"]["place"]
    assert answer_of(older) == ANSWER
