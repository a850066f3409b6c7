"""Each measure is taken over the questions it is meant for, and every miss is told with where it went wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.measures import WHYS, bins_for, curve, measures, misses, ranking
from qa.evaluation.question_set import Label, Labelled
from qa.evaluation.run import DENSE, FULL, FUSED, LEXICAL, Outcome
from qa.records import Answer

LABELS = (Label("x"),)


def made(
    answerable: bool | None, *, confidence: float = 0.5, answered: bool = True, right: bool | None = None, **ranks: Any
) -> Outcome:
    """Make an outcome; ``full`` and the other ways are ranks of the right one among ten, None for nowhere."""
    labelled = Labelled("q", (1,), LABELS if answerable else (), () if answerable is not None else LABELS, answerable)
    rankings = {
        way: tuple(rank == ranks.get(way.lower()) for rank in range(1, 11)) for way in (FULL, FUSED, LEXICAL, DENSE)
    }
    status = "answered" if answered else "abstained"
    answer = Answer("i", 0, "q", "q", status, None, 0.0, (), (), 1, 1, 1)
    if right is None and answerable is not None:
        right = ranks.get("full") == 1
    return Outcome(labelled, answer, rankings, right, confidence, 1.0)


def test_each_measure_is_taken_over_its_own_questions() -> None:
    outcomes = [
        made(True, confidence=0.9, full=1, fused=1, dense=1, bm25=2),
        made(True, confidence=0.8, full=2, fused=1, dense=None, bm25=1),
        made(True, confidence=0.3, answered=False, full=1, fused=4, dense=5, bm25=None),
        made(True, confidence=0.2, answered=False),
        made(False, confidence=0.6),
        made(False, confidence=0.1, answered=False),
        made(None, confidence=0.7, right=False),
        made(None, confidence=0.7),
    ]
    told = {name: (round(m.value, 4), m.count) for name, m in measures(outcomes).items()}
    assert told == {
        "precision_at_1": (0.5, 4),
        "mrr_at_10": (0.625, 4),
        "coverage": (round(4 / 7, 4), 7),
        "coverage_of_answerable": (0.5, 4),
        "risk": (0.75, 4),
        "abstained_of_unanswerable": (0.5, 2),
        "auroc": (0.75, 8 - 2),
        "calibration_error": (round(abs(3.6 / 7 - 2 / 7), 4), 7),
    }
    assert ranking(outcomes, LEXICAL)["precision_at_1"].value == 0.25
    assert ranking(outcomes, DENSE)["mrr_at_10"].value == pytest.approx(1.2 / 4)
    assert [(p.threshold, round(p.coverage * 7)) for p in curve(outcomes)][:3] == [(0.9, 1), (0.8, 2), (0.7, 3)]
    assert curve(outcomes)[-1].risk == pytest.approx(5 / 7)


def test_a_measure_of_no_questions_is_no_number() -> None:
    told = measures([made(True, full=1)])
    assert math.isnan(told["auroc"].value)
    assert math.isnan(told["abstained_of_unanswerable"].value)
    assert told["abstained_of_unanswerable"].count == 0
    assert (told["precision_at_1"].low, told["precision_at_1"].high) == (pytest.approx(0.025), 1.0)


@given(
    st.lists(
        st.builds(
            made,
            st.sampled_from([True, True, False, None]),
            confidence=st.floats(0, 1),
            answered=st.booleans(),
            full=st.integers(1, 10),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_interval_lies_around_possible_values_and_misses_are_told_once(outcomes: list[Outcome]) -> None:
    for measure in measures(outcomes).values():
        assert math.isnan(measure.value) or 0 <= measure.low <= measure.high <= 1
    told = [id(miss.outcome) for miss in misses(outcomes)]
    assert len(told) == len(set(told)) <= len(outcomes)


@pytest.mark.parametrize(
    ("outcome", "why", "rank", "found"),
    [
        (made(True, full=1), None, None, None),
        (made(True, answered=False, full=1, fused=2), "abstained", 1, 2),
        (made(True, full=3, fused=1), "ranked lower", 3, 1),
        (made(True, answered=False, full=3, fused=1), "ranked lower", 3, 1),
        (made(True, fused=9), "ranked lower", None, 9),
        (made(True), "not retrieved", None, None),
        (made(False), "answered though unanswerable", None, None),
        (made(False, answered=False), None, None, None),
        (made(None, right=False), "quoted though marked wrong", None, None),
        (made(None, right=False, answered=False), None, None, None),
        (made(None), None, None, None),
    ],
)
def test_a_miss_says_where_the_right_sentence_was_lost(
    outcome: Outcome, why: str | None, rank: int | None, found: int | None
) -> None:
    told = misses([outcome])
    assert [(miss.why, miss.rank, miss.fused_rank) for miss in told] == ([] if why is None else [(why, rank, found)])


def test_misses_are_sorted_by_why() -> None:
    told = misses([made(None, right=False), made(False), made(True), made(True, full=2), made(True, answered=False)])
    assert [WHYS.index(miss.why) for miss in told] == sorted(WHYS.index(miss.why) for miss in told)


@pytest.mark.parametrize(("count", "bins"), [(0, 1), (9, 1), (20, 2), (99, 9), (100, 10), (5000, 10)])
def test_no_bin_holds_fewer_than_ten_outcomes(count: int, bins: int) -> None:
    assert bins_for(count) == bins
