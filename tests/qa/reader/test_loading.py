"""Which reader the settings mean."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.confidence.estimator import Assurance
from qa.errors import ReaderError
from qa.reader.base import Candidate, Reading
from qa.reader.loading import open_reader, reading_assurance
from qa.reader.onnx import DEFAULT_FOLDER, OnnxReader
from qa.settings import Settings
from tests.support.readers import write_tiny_reader


class SilentReader:
    name = "silent"

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        return [Reading(0.0)] * len(candidates)

    def close(self) -> None:
        """Hold nothing."""


def test_none_means_retrieval_alone() -> None:
    assert open_reader(Settings(reader="none")) is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be loaded as a CrossEncoder"):
        open_reader(Settings(reader=str(tmp_path)))


def test_a_reader_without_a_curve_is_as_sure_as_retrieval() -> None:
    assert reading_assurance(SilentReader()) == Assurance.load()


def test_the_default_is_the_shipped_reader_and_brings_its_own_assurance() -> None:
    reader = open_reader(Settings())
    assert isinstance(reader, OnnxReader)
    assert reader.assurance is not None
    assert reading_assurance(reader) is reader.assurance
    assert reader.assurance.weights["reading"] > 0


def test_a_copied_reader_is_as_sure_as_the_one_it_was_copied_from(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(DEFAULT_FOLDER, folder)
    reader = open_reader(Settings(reader=str(folder)))
    assert isinstance(reader, OnnxReader)
    assert reading_assurance(reader) == OnnxReader().assurance


def test_a_reader_of_our_own_that_nothing_was_fitted_for_is_as_sure_as_retrieval(tmp_path: Path) -> None:
    reader = OnnxReader(write_tiny_reader(tmp_path, assurance=None), threads=1)
    assert reading_assurance(reader) == Assurance.load()
    reader.close()
