"""Fitting: which curve tells best how often scores are right, judged on questions that it was not fitted on. Pure.

Owns the folds, how many outcomes a fit needs, and the choice between Platt and isotonic. Knows nothing of questions,
engines or files: scores and outcomes in, a curve and its errors out.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from qa.confidence.curves import Calibration, Kind, fit
from qa.errors import EvaluationError
from qa.evaluation.metrics import brier_score, calibration_error, mean

#: Right ones and wrong ones that a fit needs, each: ten outcomes of the rarer kind for each of Platt's two parameters.
NEEDED = 20
FOLDS = 5
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Errors:
    """How far confidences were from outcomes, and what answering from a threshold on would have given: the share of the
    questions answered, and the share of those that was wrong (nan when none was)."""

    calibration_error: float
    squared_error: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Fitting:
    """The curve chosen, fitted on all outcomes, and the errors of each kind on folds that it was not fitted on, beside
    those of the shipped curve on the same outcomes. ``bins``: what the calibration errors are taken in."""

    curve: Calibration
    shipped: Errors
    held_out: Mapping[Kind, Errors]
    bins: int

    @property
    def is_better(self) -> bool:
        """Tell whether the curve beats the shipped one on what it was not fitted on."""
        return self.held_out[self.curve.kind].squared_error < self.shipped.squared_error


def fitted(
    scores: Sequence[float], right: Sequence[bool], *, shipped: Calibration, threshold: float, bins: int
) -> Fitting:
    """Fit a curve of the kind that errs less on held-out folds. The same outcomes always give the same curve.

    Raises EvaluationError when there are too few right or wrong ones, or when the scores do not tell them apart."""
    _check(right)
    errors = {
        kind: _errors(held_out(scores, right, kind=kind), right, threshold=threshold, bins=bins) for kind in KINDS
    }
    chosen = min(KINDS, key=lambda kind: errors[kind].squared_error)
    curve = fit(scores, right, kind=chosen)
    if curve.apply(min(scores)) == curve.apply(max(scores)):
        raise EvaluationError(
            "on these questions a higher score is no more often right, so no confidence can be read from it; "
            "see what goes wrong with `qa eval FILE --html REPORT.html`"
        )
    before = _errors([shipped.apply(score) for score in scores], right, threshold=threshold, bins=bins)
    return Fitting(curve, before, errors, bins)


def held_out(scores: Sequence[float], right: Sequence[bool], *, kind: Kind) -> list[float]:
    """Return for each outcome the probability that a curve gives it which was fitted on the other folds alone."""
    folds = folds_of(right)
    out = [0.0] * len(scores)
    for fold in range(FOLDS):
        others = [i for i, own in enumerate(folds) if own != fold]
        curve = fit([scores[i] for i in others], [right[i] for i in others], kind=kind)
        for i, own in enumerate(folds):
            if own == fold:
                out[i] = curve.apply(scores[i])
    return out


def folds_of(right: Sequence[bool]) -> list[int]:
    """Return each outcome's fold: equally many right ones in each, and equally many wrong ones, by a fixed shuffle."""
    folds = [0] * len(right)
    draw = random.Random(0)  # noqa: S311 - an even spread, not secrecy
    for kind in (True, False):
        places = [i for i, was_right in enumerate(right) if bool(was_right) is kind]
        draw.shuffle(places)
        for turn, place in enumerate(places):
            folds[place] = turn % FOLDS
    return folds


def _errors(confidences: Sequence[float], right: Sequence[bool], *, threshold: float, bins: int) -> Errors:
    answered = [was_right for confidence, was_right in zip(confidences, right, strict=True) if confidence >= threshold]
    return Errors(
        calibration_error(confidences, right, bins=bins),
        brier_score(confidences, right),
        len(answered) / len(right),
        mean([float(not was_right) for was_right in answered]),
    )


def _check(right: Sequence[bool]) -> None:
    rights = sum(map(bool, right))
    wrongs = len(right) - rights
    missing = []
    if rights < NEEDED:
        missing.append(f"{NEEDED - rights} more that it gets right")
    if wrongs < NEEDED:
        missing.append(f"{NEEDED - wrongs} more that it gets wrong, such as questions that the articles do not answer")
    if missing:
        raise EvaluationError(
            f"calibrating needs {NEEDED} questions whose first sentence is right and {NEEDED} whose first is wrong; "
            f"these have {rights} and {wrongs}: add {' and '.join(missing)}"
        )
