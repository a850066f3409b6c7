"""Calibrating: an engine's confidence fitted to a user's own labelled questions.

Owns which outcomes count and what is recorded of how a calibration was made. Knows nothing of terminals.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from qa.answering.models import stamp_of
from qa.confidence.corpus_calibration import OwnCalibration
from qa.confidence.curves import Guarantee
from qa.engine import Engine
from qa.evaluation.cross_validation import FOLDS, Errors, Fitting, fitted
from qa.evaluation.measures import bins_for
from qa.evaluation.question_set import BadLine, QuestionSet
from qa.evaluation.run import ask_all, borne_out

#: The shares of wrong answers that a calibration says how to keep to.
MAX_ERRORS = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A fit, the calibration made of it, and what it was made of: how many first statements were right and wrong, the
    lines that could not be used, and the lines that say nothing that could be measured."""

    own: OwnCalibration
    fitting: Fitting
    right: int
    wrong: int
    bad: tuple[BadLine, ...]
    aside: tuple[int, ...]

    @property
    def guarantees(self) -> dict[float, Guarantee]:
        """Return, by the share of wrong answers to accept, from where on the fitted curve keeps to it for certain."""
        return {max_error: self.fitting.curve.guaranteed(max_error) for max_error in MAX_ERRORS}

    def to_dict(self) -> dict[str, Any]:
        """Return what was found as plain JSON types."""
        return {
            "object": "qa.calibration",
            **self.own.made,
            "chosen": self.fitting.curve.kind,
            "is_better": self.fitting.is_better,
            "fitted_for": dict(self.own.fitted_for),
            "bad_lines": [asdict(bad) for bad in self.bad],
            "lines_aside": list(self.aside),
            "guarantees": {f"{max_error:g}": asdict(kept) for max_error, kept in self.guarantees.items()},
        }


def calibrate(
    engine: Engine, questions: QuestionSet, *, on_asked: Callable[[int], None] = lambda _: None
) -> Calibrated:
    """Ask an engine every question, and fit its confidence to what came out right.

    Of each question the first statement counts, whether it was given or not. Raises EvaluationError when the questions
    cannot be measured or do not suffice."""
    kept, bad = borne_out(engine, questions)
    outcomes = ask_all(engine, kept, on_asked=on_asked)
    known = [(o.score, o.right) for o in outcomes if o.score is not None and o.right is not None]
    scores, right = [score for score, _ in known], [was_right for _, was_right in known]
    confidence_model = engine.models.confidence_model
    fitting = fitted(
        scores, right, shipped=confidence_model.curve, threshold=confidence_model.threshold, bins=bins_for(len(right))
    )
    held_out = {"shipped": fitting.shipped, **{str(kind): errors for kind, errors in fitting.held_out.items()}}
    made = {
        "questions_sha256": questions.sha256,
        "generation": max(outcome.answer.generation for outcome in outcomes),
        "right": sum(right),
        "wrong": len(right) - sum(right),
        "folds": FOLDS,
        "bins": fitting.bins,
        "held_out": {name: _error_shares(errors) for name, errors in held_out.items()},
    }
    own = OwnCalibration(fitting.curve, stamp_of(engine.models), made)
    return Calibrated(own, fitting, sum(right), len(right) - sum(right), tuple(bad), questions.aside)


def _error_shares(errors: Errors) -> dict[str, float | None]:
    # nan is no JSON: where nothing would have been answered there is no risk
    return {name: None if math.isnan(value) else round(value, 6) for name, value in asdict(errors).items()}
