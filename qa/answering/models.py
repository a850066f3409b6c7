"""The models that answer, put together with the confidence that was fitted for them.

Owns which fit belongs to which models: a reader's own, else that of plain retrieval, and a corpus's own curve in place
of either when it was fitted for the same models.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index import Encoder
from qa.confidence.corpus_calibration import NAME, load
from qa.confidence.estimator import ConfidenceModel
from qa.reader.base import Reader
from qa.reader.pair import ReaderPair

_INSTEAD = (
    "the shipped calibration is used instead. Fit it again with `qa calibrate FILE --write`, or take it away with "
    "`qa calibrate --remove`"
)


@dataclass(frozen=True, slots=True)
class Models:
    """The models that answer: the encoder, the reader (None: no reader), and how sure their results are.

    ``calibration`` names the corpus's own when the confidence model has its curve; None for the shipped one."""

    encoder: Encoder
    reader: Reader | None
    confidence_model: ConfidenceModel
    calibration: str | None = None

    @classmethod
    def of(cls, encoder: Encoder, reader: Reader | None) -> Models:
        """Put models together with the confidence model that was fitted for them."""
        return cls(encoder, reader, confidence_model_of(reader))

    def named(self) -> dict[str, str]:
        """Return the models' names."""
        named = {
            "encoder": self.encoder.name,
            "reader": None if self.reader is None else self.reader.name,
            "calibration": self.calibration,
        }
        return {part: name for part, name in named.items() if name is not None}


def confidence_model_of(reader: Reader | None) -> ConfidenceModel:
    """Return how sure answers are: by what was fitted for the reader's weights, else by plain retrieval's fit.

    Raises CalibrationError when the reader brings a fit that cannot be used."""
    fitted = None if reader is None else reader.fitted
    model = ConfidenceModel.load() if fitted is None else ConfidenceModel.from_dict(fitted)
    return replace(model, alone=confidence_model_of(reader.first)) if isinstance(reader, ReaderPair) else model


def stamp_of(models: Models) -> dict[str, str | None]:
    """Return what a calibration for these models is stamped with."""
    confidence_model = models.confidence_model
    weights = [dict(confidence_model.weights), confidence_model.bias, confidence_model.dense_weight]
    return {
        "encoder": models.encoder.name,
        "reader": None if models.reader is None else models.reader.name,
        "weights": hashlib.sha256(json.dumps(weights, sort_keys=True).encode()).hexdigest(),
    }


def with_own(models: Models, folder: Path) -> tuple[Models, str | None]:
    """Return the models with the calibration of the corpus in a folder, if it has one that fits them; and what to tell
    the user when it has one that does not. Raises what ``load`` raises."""
    own = load(folder)
    if own is None:
        return models, None
    stamp = stamp_of(models)
    if own.fitted_for != stamp:
        return models, f"{folder / NAME} was fitted {_difference(own.fitted_for, stamp)}; {_INSTEAD}"
    return replace(
        models, confidence_model=replace(models.confidence_model, curve=own.curve), calibration=own.digest[:12]
    ), None


def _difference(made: Mapping[str, str | None], now: Mapping[str, str | None]) -> str:
    parts = [f"the {part} {made[part] or 'none'}, not {now[part] or 'none'}" for part in ("encoder", "reader")]
    differences = [name for part, name in zip(("encoder", "reader"), parts, strict=True) if made[part] != now[part]]
    return "for " + " and ".join(differences) if differences else "by another version of this program"
