"""ConfidenceModel: features of a candidate -> its confidence, and the threshold from which on to answer.

Owns the fitted weights and their file. ``scripts/fit/confidence.py`` fits them: those of plain retrieval are in
``qa/models``, those of a reader beside the reader's weights.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from qa.confidence.abstention import Thresholds
from qa.confidence.curves import Calibration
from qa.confidence.features import Features
from qa.errors import CalibrationError

RETRIEVAL = Path(__file__).parents[1] / "models" / "retrieval.json"
#: The weight of the retrieval score beside the logit of a reader for which no weight was fitted.
DENSE_WEIGHT = 20.0
#: The default of the confidence from which on a sentence is shown as related.
RELATED = 0.15
_FEATURES = frozenset(f.name for f in fields(Features))


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A weighted sum of features, the curve that turns it into a probability, and the threshold from which on to
    answer. ``dense_weight`` is the weight of the retrieval score beside a reader's logit in the ranking."""

    weights: Mapping[str, float]
    bias: float
    curve: Calibration
    threshold: float
    dense_weight: float = DENSE_WEIGHT
    #: The least confidence of a related sentence.
    related_threshold: float = RELATED
    #: The weight of a second reader's logit beside the first one's in the ranking.
    second_weight: float = 0.0
    #: For a pair of readers: the model that was fitted for the first alone, for what the second cannot read.
    alone: ConfidenceModel | None = None

    def score(self, features: Features) -> float:
        """Return the weighted sum."""
        named = features.named()
        return self.bias + sum(weight * named[name] for name, weight in self.weights.items())

    def confidence(self, features: Features) -> float:
        """Return the probability that the candidate answers, between 0 and 1, to four places."""
        return round(self.curve.apply(self.score(features)), 4)

    def thresholds(self, max_error: float | None = None) -> Thresholds:
        """Return the thresholds from which on to answer, and from which on a sentence is related. ``max_error``
        replaces the default by the least confidence above which at most this share is wrong, with 95 % confidence;
        infinite when there is none."""
        if max_error is None:
            answered = self.threshold
        else:
            kept = self.curve.guaranteed(max_error).threshold
            answered = math.inf if kept is None else kept
        return Thresholds(answered, min(answered, self.related_threshold))

    @classmethod
    def load(cls, path: Path = RETRIEVAL) -> ConfidenceModel:
        """Read fitted weights. Raises CalibrationError when the file is missing or is not such a file."""
        try:
            return cls.from_dict(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise CalibrationError(f"cannot read the calibration {path}: {error}; install the package again") from error

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ConfidenceModel:
        """Read what ``to_dict`` wrote. Raises CalibrationError when a feature is unknown or a number is missing."""
        try:
            weights = {str(name): float(weight) for name, weight in data["weights"].items()}
            bias, threshold, curve = float(data["bias"]), float(data["threshold"]), Calibration.from_dict(data["curve"])
            dense_weight = float(data.get("dense_weight", DENSE_WEIGHT))
            related = float(data.get("related_threshold", RELATED))
            second_weight = float(data.get("second_weight", 0.0))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CalibrationError(f"not a calibration of features ({error!r}): fit it again") from error
        if unknown := sorted(weights.keys() - _FEATURES):
            raise CalibrationError(f"the calibration weighs {unknown[0]!r}, which is no feature: fit it again")
        return cls(weights, bias, curve, threshold, dense_weight, related, second_weight)

    def to_dict(self) -> dict[str, Any]:
        """Return the weights and the curve as plain JSON types."""
        return {
            "weights": dict(self.weights),
            "bias": self.bias,
            "threshold": self.threshold,
            "related_threshold": self.related_threshold,
            "dense_weight": self.dense_weight,
            "second_weight": self.second_weight,
            "curve": self.curve.to_dict(),
        }
