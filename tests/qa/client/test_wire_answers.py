"""The way to the wire and back loses nothing."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace

import pytest

from qa.client.wire_answers import answer_of
from qa.dates.records import SentenceDate
from qa.engine import Engine
from qa.records import Answer, Citation, Disagreement, Occurrence, Quote, Referent, Side
from qa.revisions.records import ChangedSince
from tests.qa.rendering.made import ABSTAINED, ANSWER, CITATION, QUOTE, RELATED

_MEANT = (Referent("Ilse Brandt", "Who is Ilse Brandt?", "harbour", 1, 12),)
# Everything that a record may leave out is said.
FULL_CITATION = replace(
    CITATION,
    place="page 3",
    changed_since=ChangedSince("edited", 2, "A fire destroyed five warehouses.", 10, 43),
    dates=(SentenceDate("on Saturday", 10, 21, "2025-03-01", "2025-03-01"),),
)
FULL_QUOTE = replace(
    QUOTE,
    citation=FULL_CITATION,
    occurrences=(Occurrence("wire", 0, 41),),
    articles=2,
    origins=2,
    before=("Before.",),
    after=("After.",),
)
FULL = replace(
    ABSTAINED,
    reason="underspecified",
    nearest=(FULL_QUOTE,),
    models={"encoder": "e"},
    carried=((0, 3),),
    operation="more",
    evidence_set=(0,),
    conversation="conv_1",
    could_mean=_MEANT,
    notices=("nothing",),
    disagreements=(
        Disagreement("number", "warehouses", (Side("four", 0, 4, 4.0, FULL_CITATION, "2025-03-04", None, 1, 1),)),
    ),
    doubts=("rivals",),
    missing=("part-001",),
)


@pytest.mark.parametrize("record", [FULL, FULL_QUOTE, FULL_CITATION], ids=lambda record: type(record).__name__)
def test_the_fullest_answer_says_all_that_a_record_may_leave_out(record: Answer | Quote | Citation) -> None:
    for field in fields(record):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        assert getattr(record, field.name) != default, field.name


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER,
        RELATED,
        replace(ABSTAINED, reason="underspecified", could_mean=_MEANT, notices=("nothing",), conversation="conv_1"),
        replace(ANSWER, quotes=(QUOTE, QUOTE), evidence_set=(0, 1), carried=((0, 3),)),
        FULL,
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
