"""Which fit belongs to which models."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.answering.models import assurance_of
from qa.confidence.estimator import Assurance
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
    assert assurance_of(SilentReader()) == Assurance.load() == assurance_of(None)


def test_the_shipped_reader_brings_its_own_fit() -> None:
    fitted = assurance_of(OnnxReader())
    assert fitted != Assurance.load()
    assert fitted.weights["reading"] > 0


def test_a_copied_reader_is_as_sure_as_the_one_it_was_copied_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(DEFAULT_FOLDER, folder)
    assert assurance_of(open_reader(Settings(reader=str(folder)))) == assurance_of(OnnxReader())


def test_a_reader_of_our_own_that_nothing_was_fitted_for_is_as_sure_as_retrieval(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path, assurance=None), threads=1)
    assert assurance_of(reader) == Assurance.load()
    reader.close()


def test_a_fit_brings_its_curve_its_threshold_and_what_retrieval_is_worth(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    fitted = assurance_of(reader)
    assert (fitted.dense_weight, fitted.threshold) == (7.5, 0.4)
    assert fitted.curve.apply(0.0) == 0.5
    reader.close()


def test_a_fit_that_is_none_is_refused(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path, assurance={}), threads=1)
    with pytest.raises(CalibrationError):
        assurance_of(reader)
    reader.close()
