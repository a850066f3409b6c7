"""The measures agree with worked examples and with independent definitions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import metrics as ev

RANKING = [False, True, False, True]
scores = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=20)


def test_rank_measures_on_a_worked_example() -> None:
    assert ev.precision_at_1(RANKING) == 0.0
    assert ev.precision_at_1([]) == 0.0
    assert ev.reciprocal_rank(RANKING) == 0.5
    assert ev.reciprocal_rank(RANKING, k=1) == 0.0
    assert ev.success_at(RANKING, 1) == 0.0
    assert ev.success_at(RANKING, 2) == 1.0
    assert ev.average_precision(RANKING, relevant=2) == pytest.approx((1 / 2 + 2 / 4) / 2)


def test_a_question_with_no_right_answer_has_no_average_precision() -> None:
    with pytest.raises(ValueError, match="leave it out"):
        ev.average_precision(RANKING, relevant=0)


def test_a_mean_of_nothing_is_not_a_score() -> None:
    assert math.isnan(ev.mean([]))
    assert math.isnan(ev.auroc([], [1.0]))
    assert math.isnan(ev.calibration_error([], []))


@given(scores, scores)
def test_auroc_is_the_share_of_pairs_in_the_right_order(positives: list[float], negatives: list[float]) -> None:
    wins = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    assert ev.auroc(positives, negatives) == pytest.approx(float(np.mean(wins)))


def test_risk_is_traced_over_coverage_with_ties_kept_together() -> None:
    points = ev.risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    assert points == [
        ev.RiskPoint(0.9, 0.25, 0.0),
        ev.RiskPoint(0.8, 0.75, pytest.approx(1 / 3)),
        ev.RiskPoint(0.1, 1.0, 0.5),
    ]


def test_the_threshold_keeps_the_risk_asked_for() -> None:
    points = ev.risk_coverage([0.9, 0.8, 0.7, 0.1], [True, True, False, False])
    assert ev.threshold_for_risk(points, 0.05) == 0.8
    assert ev.threshold_for_risk(points, 0.5) == 0.1
    assert ev.threshold_for_risk(ev.risk_coverage([0.9], [False]), 0.5) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_full_coverage_has_the_overall_risk(pairs: list[tuple[float, bool]]) -> None:
    points = ev.risk_coverage([c for c, _ in pairs], [r for _, r in pairs])
    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(sum(not r for _, r in pairs) / len(pairs))


def test_calibration_error_is_nothing_when_confidence_tells_the_truth() -> None:
    assert ev.calibration_error([0.75] * 4, [True, True, True, False], bins=1) == pytest.approx(0.0)
    assert ev.calibration_error([1.0] * 4, [False] * 4) == pytest.approx(1.0)
    assert ev.calibration_error([0.0, 1.0], [False, True], bins=2) == pytest.approx(0.0)


def test_the_interval_holds_the_mean_and_repeats_itself() -> None:
    values = [float(i % 2) for i in range(100)]
    low, high = ev.bootstrap_interval(values)
    assert low < 0.5 < high
    assert (low, high) == ev.bootstrap_interval(values)


def test_the_brier_score_is_the_mean_squared_gap() -> None:
    assert ev.brier_score([1.0, 0.5, 0.0], [True, True, True]) == pytest.approx((0 + 0.25 + 1) / 3)
    assert math.isnan(ev.brier_score([], []))


def test_an_interval_leaves_out_resamples_without_the_statistic() -> None:
    pairs = [(0.9, True), (0.1, False)]

    def parted(drawn: Sequence[tuple[float, bool]]) -> float:
        return ev.auroc([c for c, r in drawn if r], [c for c, r in drawn if not r])

    assert ev.resampled_interval(pairs, parted) == (1.0, 1.0)
    assert all(map(math.isnan, ev.resampled_interval(pairs[:1], parted)))
    assert all(map(math.isnan, ev.resampled_interval([], parted)))


@given(scores)
def test_an_interval_lies_within_the_values_and_is_the_same_again(values: list[float]) -> None:
    low, high = ev.resampled_interval(values, ev.mean, rounds=50)
    assert min(values) <= low + 1e-9
    assert low <= high <= max(values) + 1e-9
    assert (low, high) == ev.bootstrap_interval(values, rounds=50)


def test_bins_are_equally_filled_and_sorted_by_confidence() -> None:
    bins = ev.reliability([0.9, 0.1, 0.2, 0.8], [True, False, True, True], bins=2)
    assert bins == [ev.Bin(pytest.approx(0.15), 0.5, 2), ev.Bin(pytest.approx(0.85), 1.0, 2)]
    assert [one.count for one in ev.reliability([0.5, 0.6], [True, True], bins=10)] == [1, 1]
