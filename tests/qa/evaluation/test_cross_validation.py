"""A curve is fitted and judged on folds it was not fitted on; with too few outcomes it is refused."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.confidence.curves import Calibration, fit
from qa.errors import EvaluationError
from qa.evaluation.cross_validation import FOLDS, KINDS, NEEDED, Fitting, fitted, folds_of, held_out
from tests.support.examples import examples

TOO_SURE = Calibration("platt", ((1.0, 6.0),))


def drawn(count: int, *, seed: int = 5, slope: float = 1.5) -> tuple[list[float], list[bool]]:
    chance = random.Random(seed)
    scores = [chance.uniform(-3, 3) for _ in range(count)]
    return scores, [chance.random() < 1 / (1 + math.exp(-slope * score)) for score in scores]


def of(scores: list[float], right: list[bool], *, shipped: Calibration = TOO_SURE) -> Fitting:
    return fitted(scores, right, shipped=shipped, threshold=0.5, bins=10)


def test_a_fitted_curve_is_truer_on_held_out_questions_than_one_that_is_too_sure() -> None:
    found = of(*drawn(400))
    assert found.is_better
    chosen = found.held_out[found.curve.kind]
    assert chosen.calibration_error < 0.1 < found.shipped.calibration_error
    assert chosen.squared_error == min(errors.squared_error for errors in found.held_out.values())
    assert chosen.risk < found.shipped.risk
    assert found.curve == fit(*drawn(400), kind=found.curve.kind)


def test_a_curve_that_was_true_already_is_not_beaten() -> None:
    scores, right = drawn(400)
    assert not of(scores, right, shipped=fit(scores, right, kind="isotonic")).is_better


@pytest.mark.slow
def test_a_step_is_fitted_by_isotonic_and_a_slope_by_platt() -> None:
    assert of(*drawn(2000, slope=1.0)).curve.kind == "platt"
    chance = random.Random(1)
    scores = [chance.uniform(-3, 3) for _ in range(2000)]
    step = [chance.random() < (0.15 if score < -2 else 0.6 if score < 2 else 0.95) for score in scores]
    assert of(scores, step).curve.kind == "isotonic"


@given(st.lists(st.booleans(), min_size=2 * FOLDS, max_size=120))
def test_folds_share_out_right_and_wrong_evenly_and_are_the_same_again(right: list[bool]) -> None:
    folds = folds_of(right)
    assert folds == folds_of(right)
    for kind in (True, False):
        counts = [sum(f == fold and r is kind for f, r in zip(folds, right, strict=True)) for fold in range(FOLDS)]
        assert max(counts) - min(counts) <= 1


@settings(max_examples=examples(20))
@given(st.sampled_from(KINDS), st.integers(0, FOLDS - 1), st.integers(0, 3))
def test_an_outcome_never_touches_the_probability_that_it_is_given(kind: str, fold: int, seed: int) -> None:
    """Exchanging the scores of a right and a wrong one of a fold exchanges their probabilities and changes no other."""
    scores, right = drawn(100, seed=seed)
    folds = folds_of(right)
    inside = [i for i, own in enumerate(folds) if own == fold]
    first, second = next(i for i in inside if right[i]), next(i for i in inside if not right[i])
    before = held_out(scores, right, kind=kind)  # type: ignore[arg-type]
    swapped = list(scores)
    swapped[first], swapped[second] = scores[second], scores[first]
    after = held_out(swapped, right, kind=kind)  # type: ignore[arg-type]
    assert [before[i] for i in inside if i not in (first, second)] == [
        after[i] for i in inside if i not in (first, second)
    ]
    assert (after[first], after[second]) == (before[second], before[first])


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (NEEDED - 3, 40, "these have 17 and 40: add 3 more that it gets right"),
        (40, 0, "these have 40 and 0: add 20 more that it gets wrong"),
        (1, 2, "add 19 more that it gets right and 18 more that it gets wrong"),
    ],
)
def test_too_few_outcomes_are_refused_with_how_many_are_needed(right: int, wrong: int, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        of([float(i) for i in range(right + wrong)], [True] * right + [False] * wrong)


def test_scores_that_tell_nothing_are_refused() -> None:
    scores, right = drawn(200)
    with pytest.raises(EvaluationError, match="no confidence can be read"):
        of([-score for score in scores], right)


def test_where_nothing_would_be_answered_there_is_no_risk() -> None:
    never = Calibration("platt", ((1.0, -60.0),))
    found = of(*drawn(100), shipped=never)
    assert (found.shipped.coverage, math.isnan(found.shipped.risk)) == (0.0, True)
