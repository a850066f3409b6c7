"""Which fit belongs to which models."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.answering.models import confidence_model_of
from qa.confidence.estimator import ConfidenceModel
from qa.errors import CalibrationError
from qa.reader.base import ReaderInput, Reading
from qa.reader.loading import open_reader
from qa.reader.onnx import DEFAULT_FOLDER, OnnxReader
from qa.settings import Settings
from tests.support.readers import write_tiny_reader


class SilentReader:
    name = "silent"
    fitted = None

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        return [Reading(0.0)] * len(candidates)

    def close(self) -> None:
        """Hold nothing."""


def test_a_reader_without_a_fit_is_as_sure_as_retrieval() -> None:
    assert confidence_model_of(SilentReader()) == ConfidenceModel.load() == confidence_model_of(None)


@pytest.mark.model
def test_the_shipped_reader_brings_its_own_fit() -> None:
    fitted = confidence_model_of(open_reader(Settings(reader="fast")))
    assert fitted != ConfidenceModel.load()
    assert fitted.weights["reader_logit"] > 0


@pytest.mark.model
def test_a_copied_reader_is_as_sure_as_the_one_it_was_copied_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(DEFAULT_FOLDER, folder)
    copied, shipped = open_reader(Settings(reader=str(folder))), open_reader(Settings(reader="fast"))
    assert confidence_model_of(copied) == confidence_model_of(shipped)


def test_a_reader_of_our_own_that_nothing_was_fitted_for_is_as_sure_as_retrieval(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path, confidence_model=None), threads=1)
    assert confidence_model_of(reader) == ConfidenceModel.load()
    reader.close()


def test_a_fit_brings_its_curve_its_threshold_and_what_retrieval_is_worth(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    fitted = confidence_model_of(reader)
    assert (fitted.dense_weight, fitted.threshold) == (7.5, 0.4)
    assert fitted.curve.apply(0.0) == 0.5
    reader.close()


def test_a_fit_that_is_none_is_refused(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path, confidence_model={}), threads=1)
    with pytest.raises(CalibrationError):
        confidence_model_of(reader)
    reader.close()
