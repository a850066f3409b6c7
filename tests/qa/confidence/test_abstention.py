"""The three states of an answer, and the order of the reasons."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qa.confidence.abstention import Thresholds, Verdict, judge
from qa.confidence.features import Features, QuestionFeatures

KNOWN = QuestionFeatures.of("Who is Holt?", {"holt": 3}, sentences=10)
PLAIN = Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0)
STRANGER = Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0, unmatched_entities=0.5)
NAMELESS = Features(0.5, 0.5, 1.0, 1.0, 0.0, 1.0)
VAGUE = Features(0.5, 0.5, 1.0, 1.0, 0.0, 0.0, vagueness=0.5)


@dataclass(frozen=True)
class One:
    confidence: float
    features: Features = PLAIN


def verdict(*ranked: One, asked: QuestionFeatures = KNOWN, is_question: bool = True, sentences: int = 10) -> Verdict:
    thresholds = Thresholds(0.5, 0.3)
    return judge(asked, ranked, thresholds=thresholds, is_question=is_question, sentences=sentences)


def test_all_that_are_sure_in_a_row_are_quoted() -> None:
    assert verdict(One(0.9), One(0.6), One(0.4), One(0.8)) == Verdict("answered", 2)


def test_a_first_that_may_answer_is_related() -> None:
    assert verdict(One(0.4), One(0.1)) == Verdict("related", 0, "unsure", ("weak_match",))


def test_a_first_that_hardly_answers_is_none() -> None:
    assert verdict(One(0.2), One(0.1)) == Verdict("abstained", 0, "below_threshold")
    assert verdict() == Verdict("abstained", 0, "below_threshold")


@pytest.mark.parametrize(
    ("ranked", "doubts"),
    [
        ((One(0.4, STRANGER),), ("names_missing",)),
        ((One(0.4, NAMELESS),), ("kind_missing",)),
        ((One(0.4), One(0.35)), ("rivals",)),
        ((One(0.4, VAGUE), One(0.35)), ("vague", "rivals")),
        ((One(0.4, STRANGER), One(0.35)), ("names_missing", "rivals")),
    ],
)
def test_doubts_say_what_is_missing(ranked: tuple[One, ...], doubts: tuple[str, ...]) -> None:
    assert verdict(*ranked).doubts == doubts


def test_a_word_that_no_article_uses_is_a_doubt() -> None:
    assert verdict(One(0.4), asked=QuestionFeatures.of("who is mayor", {}, sentences=10)).doubts == ("unknown_terms",)


def test_an_empty_corpus_comes_before_every_other_reason() -> None:
    assert verdict(is_question=False, sentences=0).reason == "empty_corpus"


def test_what_is_no_question_is_not_answered_however_near_a_sentence_is() -> None:
    assert verdict(One(0.99), is_question=False).reason == "not_a_question"


COMMON = {"raiders": 1, "villagers": 1, "drivers": 1, "ministers": 1}


def test_a_name_that_stands_nowhere_is_the_reason() -> None:
    asked = QuestionFeatures.of("What did raiders, villagers, drivers and ministers tell Holt?", COMMON, sentences=10)
    assert asked.oov_share < 0.34
    assert verdict(One(0.2), asked=asked).reason == "unknown_terms"


def test_a_weighty_word_that_stands_nowhere_is_the_reason() -> None:
    assert verdict(One(0.2), asked=QuestionFeatures.of("who is mayor", {}, sentences=10)).reason == "unknown_terms"


def test_a_light_word_that_stands_nowhere_is_not_the_reason() -> None:
    asked = QuestionFeatures.of("what did raiders, villagers, drivers and ministers shout", COMMON, sentences=10)
    assert verdict(One(0.2), asked=asked).reason == "below_threshold"
