"""Which reader the settings mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import ReaderError
from qa.reader.loading import open_reader
from qa.reader.onnx import OnnxReader
from qa.settings import Settings


def test_none_means_retrieval_alone() -> None:
    assert open_reader(Settings(reader="none")) is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be loaded as a CrossEncoder"):
        open_reader(Settings(reader=str(tmp_path)))


def test_the_default_is_the_shipped_reader() -> None:
    reader = open_reader(Settings())
    assert isinstance(reader, OnnxReader)
    assert reader.fitted is not None
