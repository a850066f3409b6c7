"""Which statement stands before a more relevant one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa.confidence.features import Features, QuestionFeatures
from qa.confidence.precedence import in_order

PLAIN = Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Statement:
    text: str
    confidence: float
    features: Features = PLAIN


def _spoken(text: str, confidence: float) -> Statement:
    return Statement(text, confidence, Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0, spoken=1.0))


def _first(question: str, *ranked: Statement) -> str:
    asked = QuestionFeatures.of(question, {}, sentences=9)
    ordered = in_order(asked, ranked)
    assert sorted(one.text for one in ordered) == sorted(one.text for one in ranked)
    return ordered[0].text


QUOTE = _spoken("“The fear is over,” Voss told the crowd.", 0.9)
PROMISE = Statement("Voss promised to raise the wage.", 0.8)


@pytest.mark.parametrize(
    ("question", "ranked", "first"),
    [
        ("What did Voss promise?", (QUOTE, PROMISE), PROMISE),
        ("What did Voss say?", (QUOTE, PROMISE), QUOTE),
        ("What did Voss say?", (Statement("He blamed the card.", 0.5), QUOTE), QUOTE),
        ("What did Voss say?", (Statement("He blamed the card.", 0.95), QUOTE), Statement("He blamed the card.", 0.95)),
        ("What did Voss promise?", (QUOTE, Statement("Voss promised to raise the wage.", 0.4)), QUOTE),
        ("What did Ahl promise?", (QUOTE, PROMISE), QUOTE),
    ],
)
def test_the_words_and_acts_of_who_is_asked_for_stand_first(
    question: str, ranked: tuple[Statement, ...], first: Statement
) -> None:
    assert _first(question, *ranked) == first.text


def test_a_surer_statement_with_all_names_stands_before_one_without() -> None:
    nameless = Statement("It burned.", 0.5, Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0, unmatched_entities=1.0))
    assert _first("When did Norvik burn?", nameless, Statement("Norvik burned in May.", 0.6)) == "Norvik burned in May."
    assert _first("When did Norvik burn?", nameless, Statement("Norvik burned in May.", 0.4)) == "It burned."


def test_who_is_told_by_the_last_name_alone_is_named() -> None:
    half = Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0, unmatched_entities=0.5)
    promise = Statement("Voss promised to raise the wage.", 0.7, half)
    assert _first("What did Anna Voss promise?", promise, QUOTE) == promise.text


def test_nothing_has_precedence_over_nothing() -> None:
    assert in_order(QuestionFeatures.of("What did Voss say?", {}, sentences=9), ()) == []
