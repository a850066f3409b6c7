"""Which reader the settings mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import DEFAULT_MODEL, compiled_folder, model_digest
from qa.answering.models import Models
from qa.errors import ReaderError
from qa.reader.loading import open_reader
from qa.reader.onnx import OnnxReader
from qa.reader.pair import ReaderPair
from qa.reader.second_model import is_installed
from qa.settings import Settings
from tests.support.doubles import HashEncoder


def test_none_means_retrieval_alone() -> None:
    assert open_reader(Settings(reader="none")) is None


@pytest.mark.slow
def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="cannot be loaded as a CrossEncoder"):
        open_reader(Settings(reader=str(tmp_path)))


@pytest.mark.model
def test_fast_is_the_first_reader_alone() -> None:
    reader = open_reader(Settings(reader="fast"))
    assert isinstance(reader, OnnxReader)
    assert reader.fitted is not None


@pytest.mark.model
@pytest.mark.skipif(not is_installed(), reason="the second reader's model is not installed")
def test_the_default_is_both_readers_each_with_its_fit() -> None:
    reader = open_reader(Settings())
    assert isinstance(reader, ReaderPair)
    assert reader.fitted != reader.first.fitted
    models = Models.of(HashEncoder(), reader)
    assert models.confidence_model.weights["second_logit"] > 0
    assert models.confidence_model.alone is not None
    assert "second_logit" not in models.confidence_model.alone.weights
    reader.close()


@pytest.mark.model
def test_where_compiling_the_second_reader_is_killed_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o700)
    cache = _with_the_encoder_alone(tmp_path)
    monkeypatch.setattr("qa.reader.loading.is_installed", lambda: True)
    monkeypatch.setattr("qa.reader.loading.sys.executable", str(killed))
    with pytest.raises(
        ReaderError, match=r"ended by signal 9; it needs 1.6 GB of memory, once; or set QA_READER to fast"
    ):
        open_reader(Settings(cache=cache))


def _with_the_encoder_alone(folder: Path) -> Path:
    """Make a cache that holds the compiled encoder and no reader."""
    cache = folder / "cache"
    cache.mkdir()
    encoder = compiled_folder(Settings().cache, model_digest(DEFAULT_MODEL))
    (cache / encoder.name).symlink_to(encoder)
    return cache


@pytest.mark.model
def test_where_the_second_readers_model_is_not_installed_the_first_reads_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.reader.loading.is_installed", lambda: False)
    cache = _with_the_encoder_alone(tmp_path)
    assert isinstance(open_reader(Settings(cache=cache)), OnnxReader)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("fats", "did you mean 'fast'"),
        ("defualt", "did you mean 'default'"),
        ("None", "did you mean 'none'"),
        ("/srv/nowhere/reader", "there is no folder /srv/nowhere/reader"),
        ("./nowhere", "there is no folder ./nowhere"),
    ],
)
def test_a_misspelt_reader_and_a_folder_that_is_away_are_told_before_any_hub_is_asked(name: str, told: str) -> None:
    with pytest.raises(ReaderError, match=told):
        open_reader(Settings(reader=name))
