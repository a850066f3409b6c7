"""The reasons to abstain, and their order."""

from __future__ import annotations

from qa.confidence.abstention import Verdict, judge
from qa.confidence.features import QuestionFeatures

KNOWN = QuestionFeatures.of("Who is Holt?", {"holt": 3}, sentences=10)


def verdict(
    confidences: list[float], *, asked: QuestionFeatures = KNOWN, is_question: bool = True, sentences: int = 10
) -> Verdict:
    return judge(asked, confidences, threshold=0.5, is_question=is_question, sentences=sentences)


def test_all_that_are_sure_in_a_row_are_quoted() -> None:
    assert verdict([0.9, 0.6, 0.4, 0.8]) == Verdict((0.9, 0.6, 0.4, 0.8), 2, None)


def test_nothing_is_quoted_when_the_first_is_not_sure() -> None:
    assert verdict([0.4, 0.8]) == Verdict((0.4, 0.8), 0, "below_threshold")
    assert verdict([]) == Verdict((), 0, "below_threshold")


def test_an_empty_corpus_comes_before_every_other_reason() -> None:
    assert verdict([], is_question=False, sentences=0).reason == "empty_corpus"


def test_what_is_no_question_is_not_answered_however_near_a_sentence_is() -> None:
    assert verdict([0.99], is_question=False).reason == "not_a_question"


COMMON = {"raiders": 1, "villagers": 1, "drivers": 1, "ministers": 1}


def test_a_name_that_stands_nowhere_is_the_reason() -> None:
    asked = QuestionFeatures.of("What did raiders, villagers, drivers and ministers tell Holt?", COMMON, sentences=10)
    assert asked.oov_share < 0.34
    assert verdict([0.2], asked=asked).reason == "unknown_terms"


def test_a_weighty_word_that_stands_nowhere_is_the_reason() -> None:
    assert verdict([0.2], asked=QuestionFeatures.of("who is mayor", {}, sentences=10)).reason == "unknown_terms"


def test_a_light_word_that_stands_nowhere_is_not_the_reason() -> None:
    asked = QuestionFeatures.of("what did raiders, villagers, drivers and ministers shout", COMMON, sentences=10)
    assert verdict([0.2], asked=asked).reason == "below_threshold"
