"""How sure an answer is comes from a file of fitted weights, which is checked."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from qa.confidence.curves import Calibration
from qa.confidence.estimator import ConfidenceModel
from qa.confidence.features import Features
from qa.errors import CalibrationError

CURVE = Calibration("platt", ((1.0, 0.0),), ((0.3, 0.5, 4_000), (0.6, 0.1, 2_000), (0.9, 0.05, 1_000)), 30)
FITTED = ConfidenceModel({"dense": 4.0, "coverage": 2.0}, -3.0, CURVE, 0.5)


def features(dense: float, coverage: float = 0.0) -> Features:
    return Features(dense, dense, coverage, 0.0, 0.0, 0.0, 0.0)


def test_confidence_is_the_logistic_of_the_weighted_sum() -> None:
    assert FITTED.score(features(0.5, 0.5)) == pytest.approx(0.0)
    assert FITTED.confidence(features(0.5, 0.5)) == 0.5
    assert FITTED.confidence(features(1.0, 1.0)) == round(1 / (1 + math.exp(-3)), 4)


def test_an_error_to_accept_sets_the_threshold_and_an_impossible_one_an_infinite_one() -> None:
    assert FITTED.thresholds().answered == 0.5
    assert FITTED.thresholds(0.2).answered == 0.6
    assert FITTED.thresholds(0.01).answered == math.inf


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(FITTED.to_dict()))
    assert ConfidenceModel.load(path) == FITTED


def test_the_shipped_weights_can_be_read_and_know_certain_from_hopeless() -> None:
    shipped = ConfidenceModel.load()
    assert 0 < shipped.threshold < 1
    certain = Features(0.9, 1.2, 1.0, 1.0, 0.0, 0.0, 0.3)
    hopeless = Features(0.1, 0.1, 0.0, 0.0, 1.0, 1.0, 0.0)
    assert shipped.confidence(certain) > 0.8
    assert shipped.confidence(hopeless) < 0.05


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights": {"luck": 1.0}}, "'luck', which is no feature"),
        ({"weights": None}, "not a calibration"),
        ({"threshold": "high"}, "not a calibration"),
        ({"curve": {}}, "not a calibration"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(FITTED.to_dict() | change))
    with pytest.raises(CalibrationError, match=said):
        ConfidenceModel.load(path)


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_a_missing_or_broken_file_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "weights.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CalibrationError):
        ConfidenceModel.load(path)
