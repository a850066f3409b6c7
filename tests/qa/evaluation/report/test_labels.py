"""Measures and misses are told in words that say what they are."""

from __future__ import annotations

import math
from dataclasses import fields

import pytest

from qa.evaluation.measures import WHYS, Measure, measures, misses
from qa.evaluation.report.labels import MEASURES, counted, interval, lost, number, percent
from qa.evaluation.report.labels import WAYS as WAY_WORDS
from qa.evaluation.report.labels import WHYS as WHY_WORDS
from qa.evaluation.run import WAYS, Outcome
from tests.qa.evaluation.test_measures import made


def test_every_measure_way_and_kind_of_miss_has_its_words() -> None:
    assert set(MEASURES) == set(measures([made(True, full=1)]))
    assert set(WAY_WORDS) == set(WAYS)
    assert set(WHY_WORDS) == set(WHYS)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (made(True), "not among the sentences found"),
        (made(True, full=3, fused=1), "ranked 3"),
        (made(True, fused=9), "found at rank 9, too low to be read"),
        (made(True, answered=False, full=1, confidence=0.314), "first, with a confidence of 0.31"),
        (made(False), ""),
    ],
)
def test_a_miss_says_where_the_sentence_was_lost(outcome: Outcome, said: str) -> None:
    (miss,) = misses([outcome])
    assert lost(miss) == said


def test_a_measure_of_nothing_is_a_dash() -> None:
    nothing = Measure(*([math.nan] * (len(fields(Measure)) - 1)), 0)  # type: ignore[arg-type]
    assert (number(nothing.value), interval(nothing)) == ("–", "–")
    assert (number(0.5), interval(Measure(0.5, 0.25, 0.75, 4))) == ("0.500", "0.250 – 0.750")


@pytest.mark.parametrize(
    ("count", "noun", "said"), [(1, "miss", "1 miss"), (2, "miss", "2 misses"), (1200, "line", "1,200 lines")]
)
def test_counts_agree_with_their_nouns(count: int, noun: str, said: str) -> None:
    assert counted(count, noun) == said


def test_shares_are_whole_percents() -> None:
    assert percent(0.387) == "39 %"
