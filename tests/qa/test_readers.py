"""Which reader the settings mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.assurance import Assurance
from qa.errors import ReaderError
from qa.reader import Candidate, Reading
from qa.readers import open_reader, reading_assurance
from qa.settings import Settings


class SilentReader:
    name = "silent"

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[Reading]:
        return [Reading(0.0)] * len(candidates)


def test_none_means_retrieval_alone() -> None:
    assert open_reader(Settings(reader="none")) is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=r"it has no reader\.json"):
        open_reader(Settings(reader=str(tmp_path)))


def test_a_reader_without_a_curve_is_as_sure_as_retrieval() -> None:
    assert reading_assurance(SilentReader()) == Assurance.load()


def test_without_a_shipped_model_the_default_is_retrieval_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.readers.DEFAULT_FOLDER", tmp_path)
    assert open_reader(Settings()) is None
