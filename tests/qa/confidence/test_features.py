"""Signals measure what they say they measure."""

from __future__ import annotations

import math

import pytest

from qa.confidence.features import Features, QuestionFeatures, lacks, rarity, spans_kind
from qa.text.answer_type import Wanted

COUNTS = {"people": 30, "live": 0, "harrowmere": 10}


def asked(question: str = "How many people live in Harrowmere?") -> QuestionFeatures:
    return QuestionFeatures.of(question, COUNTS, sentences=100)


def test_a_rarer_word_weighs_more_and_none_less_than_nothing() -> None:
    assert rarity(0, 100) > rarity(10, 100) > rarity(30, 100) > rarity(100, 100) > 0
    assert rarity(10, 100) == pytest.approx(math.log(1 + 90.5 / 10.5))


def test_a_question_knows_its_unknown_words_names_and_kind() -> None:
    it = asked()
    assert (it.unknown, it.names, it.kind) == (("live",), frozenset({"harrowmere"}), "number")
    total = rarity(30, 100) + rarity(0, 100) + rarity(10, 100)
    assert it.oov_share == pytest.approx(rarity(0, 100) / total)


def test_coverage_is_the_weight_of_the_words_held_in_any_form_by_any_text() -> None:
    it = QuestionFeatures.of("How many people live in Harrowmere?", COUNTS | {"live": 7}, sentences=100)
    total = sum(it.weights.values())
    assert it.coverage("Nobody lived there.") == pytest.approx(rarity(7, 100) / total)
    assert it.coverage("Nobody lives there.", "Harrowmere’s people") == pytest.approx(1.0)
    assert it.coverage("") == 0.0


def test_a_word_that_no_sentence_holds_takes_nothing_from_coverage() -> None:
    it = asked()
    assert "live" in it.unknown
    assert it.coverage("Harrowmere's people") == 1.0


def test_a_question_without_telling_words_is_covered_by_nothing() -> None:
    it = QuestionFeatures.of("Who is he?", {}, sentences=100)
    assert (it.coverage("He is."), it.oov_share) == (0.0, 0.0)


def test_names_and_numbers_that_no_text_holds_are_strange() -> None:
    it = QuestionFeatures.of("Did Ada Moor sell 40 boats in Harrowmere in 1999?", {}, sentences=100)
    assert it.unmatched_entities("Ada Moor sold forty boats.", "Harrowmere's harbour, 1999") == pytest.approx(1 / 5)
    assert it.unmatched_entities("Moor’s 40 boats") == pytest.approx(3 / 5)
    assert it.unmatched_entities() == 1.0
    assert QuestionFeatures.of("Who sold boats?", {}, sentences=100).unmatched_entities() == 0.0


def test_a_sentence_without_a_number_lacks_what_how_many_asks_for() -> None:
    assert lacks("number", "Nine people were killed.") == 0.0
    assert lacks("number", "People were killed.") == 1.0


def test_signals_are_told_by_name() -> None:
    named = Features(0.5, 0.6, 0.7, 0.4, 0.0, 1.0, 0.1).named()
    assert (named["dense"], named["missing_answer_type"], named["reader_logit"]) == (0.5, 1.0, 0.0)


@pytest.mark.parametrize(
    ("kind", "words", "fits"),
    [
        ("number", "21 militants", True),
        ("number", "the deadliest raids", False),
        ("time", "on Tuesday", True),
        ("time", "Norvik", False),
        ("person", "Brandt", True),
        ("person", "the harbour", False),
        ("anything", "a beam", True),
    ],
)
def test_marked_words_are_of_the_kind_that_is_asked_for_or_not(kind: Wanted, words: str, fits: bool) -> None:
    assert spans_kind(kind, words) is fits


def test_a_word_that_asks_how_much_is_unknown_nowhere() -> None:
    assert (
        QuestionFeatures.of("How long will Harrowmere close?", {"harrowmere": 1, "close": 1}, sentences=9).unknown == ()
    )
    assert QuestionFeatures.of("Which long road will close?", {"road": 1, "close": 1}, sentences=9).unknown == ("long",)
