"""Scores become probabilities on a rising curve, and a bearable error becomes a threshold."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.confidence.curves import Calibration, fit, risk_curve
from qa.errors import CalibrationError

SCORES = st.floats(-30, 30, allow_nan=False).map(lambda x: round(x, 3))
OUTCOMES = st.lists(st.tuples(SCORES, st.booleans()), min_size=2, max_size=80).filter(
    lambda pairs: 0 < sum(r for _, r in pairs) < len(pairs)
)
KINDS = st.sampled_from(["platt", "isotonic"])


@given(OUTCOMES, KINDS, st.lists(SCORES, min_size=2, max_size=10))
def test_a_higher_score_is_never_less_probable(pairs, kind, asked):
    curve = fit([s for s, _ in pairs], [r for _, r in pairs], kind=kind)
    probabilities = [curve.apply(score) for score in sorted(asked)]
    assert all(0 <= p <= 1 for p in probabilities)
    assert probabilities == sorted(probabilities)


@given(OUTCOMES, KINDS)
def test_a_curve_survives_being_written_and_read(pairs, kind):
    curve = fit([s for s, _ in pairs], [r for _, r in pairs], kind=kind)
    assert Calibration.from_dict(curve.to_dict()) == curve


@given(OUTCOMES, KINDS, st.floats(0.01, 0.99))
def test_above_the_threshold_for_an_error_no_more_than_that_was_wrong(pairs, kind, bearable):
    scores, right = [s for s, _ in pairs], [r for _, r in pairs]
    curve = fit(scores, right, kind=kind)
    threshold = curve.guaranteed(bearable).threshold
    if threshold is not None:
        answered = [r for s, r in pairs if curve.apply(s) >= threshold]
        assert answered.count(False) <= bearable * len(answered) + 1e-9


@pytest.mark.parametrize("kind", ["platt", "isotonic"])
def test_the_curve_finds_the_probabilities_that_made_the_outcomes(kind):
    chance = random.Random(5)
    scores = [chance.uniform(-4, 4) for _ in range(4000)]
    right = [chance.random() < 1 / (1 + math.exp(-(1.5 * s - 0.5))) for s in scores]
    curve = fit(scores, right, kind=kind)
    for score in (-2.0, -0.5, 0.3, 1.0, 2.5):
        assert curve.apply(score) == pytest.approx(1 / (1 + math.exp(-(1.5 * score - 0.5))), abs=0.07)


def test_isotonic_pools_what_is_out_of_order_and_joins_the_pools_by_lines():
    curve = fit([1, 2, 3, 4], [False, True, False, True], kind="isotonic")
    assert curve.points == ((1, 0.25), (2.5, 0.5), (4, 0.75))
    assert curve.apply(-9) == 0.25
    assert curve.apply(1.75) == pytest.approx(0.375)
    assert curve.apply(9) == 0.75


def test_equal_scores_share_one_probability():
    curve = fit([2, 2, 2, 2, 5], [True, False, True, False, True], kind="isotonic")
    assert curve.points == ((2, 0.5), (5, 0.75))


def test_a_score_that_misleads_gets_a_level_curve_and_not_a_falling_one():
    curve = fit([1, 2, 3, 4, 5, 6], [True, True, True, False, False, False], kind="platt")
    assert curve.apply(1) == curve.apply(6) == pytest.approx(0.5)


def test_risk_counts_everything_at_least_so_probable():
    assert risk_curve([0.9, 0.8, 0.8, 0.1], [True, False, True, False]) == (
        (0.1, 0.5, 4),
        (0.8, 1 / 3, 3),
        (0.9, 0.0, 1),
    )


def test_a_long_risk_curve_is_thinned_to_its_worst_risks():
    probabilities = [i / 1000 for i in range(1000)]
    right = [i % 3 == 0 or i > 500 for i in range(1000)]
    thin, whole = risk_curve(probabilities, right), []
    for p in probabilities:
        above = [r for q, r in zip(probabilities, right, strict=True) if q >= p]
        whole.append((p, above.count(False) / len(above)))
    assert len(thin) <= 200
    for probability, risk, _ in thin:
        assert risk >= dict(whole)[probability]


def test_no_threshold_keeps_an_error_that_even_the_surest_answers_pass():
    curve = fit([1, 2, 3], [True, True, False], kind="platt")
    assert curve.guaranteed(0.01).threshold is None


@pytest.mark.parametrize(
    ("scores", "right", "said"),
    [
        ([1.0], [True, False], "1 scores but 2 outcomes"),
        ([1.0, 2.0], [True, True], "all 2 outcomes are alike"),
        ([], [], "all 0 outcomes are alike"),
        ([1.0, math.inf], [True, False], "not a finite number"),
    ],
)
def test_what_cannot_be_fitted_is_refused(scores, right, said):
    with pytest.raises(CalibrationError, match=said):
        fit(scores, right, kind="platt")


@pytest.mark.slow
def test_a_guarantee_holds_for_questions_that_were_not_measured():
    """Of 200 curves of 400 questions each, at most 5 % promise less than what is truly wrong."""
    chance, broken = random.Random(7), 0
    for _ in range(200):
        scores = [chance.random() for _ in range(400)]
        right = [chance.random() < score for score in scores]
        points = ((0.0, 0.0), (1.0, 1.0))
        curve = Calibration("isotonic", points, risk_curve(scores, right), len(scores))
        threshold = curve.guaranteed(0.2).threshold
        # of scores spread evenly above a threshold, half of what is left to 1 is wrong
        broken += threshold is not None and (1 - threshold) / 2 > 0.2
    assert broken <= 10


def test_too_few_questions_promise_nothing_and_say_how_many_it_takes():
    curve = Calibration("isotonic", ((0.0, 0.0), (1.0, 1.0)), risk_curve([0.9] * 30, [True] * 30), 30)
    few = curve.guaranteed(0.05)
    assert (few.threshold, few.questions, few.needed) == (None, 30, 59)
    enough = replace(curve, risks=risk_curve([0.9] * few.needed, [True] * few.needed))
    assert enough.guaranteed(0.05).threshold == 0.9


@pytest.mark.parametrize("max_error", [-0.1, 1.1])
def test_an_error_share_outside_0_and_1_is_refused(max_error):
    with pytest.raises(CalibrationError, match="between 0 and 1"):
        fit([1, 2], [False, True], kind="platt").guaranteed(max_error)


def test_a_curve_without_risks_has_no_thresholds():
    with pytest.raises(CalibrationError, match="no measured risks"):
        Calibration("platt", ((1.0, 0.0),)).guaranteed(0.05)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "platt", "points": [[1, 0]], "risks": [], "count": "many"},
        {"kind": "platt", "points": [], "risks": [], "count": 0},
        {"kind": "platt", "points": [[-1, 0]], "risks": [], "count": 0},
        {"kind": "platt", "points": [[math.nan, 0]], "risks": [], "count": 0},
        {"kind": "isotonic", "points": [[1, 0.5], [1, 0.6]], "risks": [], "count": 0},
        {"kind": "isotonic", "points": [[1, 0.5], [2, 0.4]], "risks": [], "count": 0},
        {"kind": "isotonic", "points": [[1, 0.5], [2, 1.4]], "risks": [], "count": 0},
        {"kind": "straight", "points": [[1, 0.5]], "risks": [], "count": 0},
        {"kind": "isotonic", "points": [1], "risks": [], "count": 0},
        {"kind": "platt", "points": [[1, 0]], "risks": [[0.5, 0.1]], "count": 0},
    ],
)
def test_what_is_no_rising_curve_is_refused(data):
    with pytest.raises(CalibrationError, match=r"scripts/fit/confidence\.py"):
        Calibration.from_dict(data)
