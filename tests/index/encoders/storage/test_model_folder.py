"""A model's folder is read whole or refused, with the file, the reason and the cure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.durable.files import sha256
from index.encoders.storage.model_folder import Form, ModelFolder
from index.errors import EncoderError

FORM = Form("model.json", 3, frozenset({"files", "name"}), EncoderError, "delete {folder}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph").write_bytes(b"graph")
    describe(tmp_path, format=3, name="one", files={"graph": sha256(b"graph")})
    return tmp_path


def describe(folder: Path, **description: object) -> None:
    (folder / "model.json").write_text(json.dumps(description))


def test_a_whole_folder_gives_its_files(folder: Path) -> None:
    whole = ModelFolder(folder, FORM)
    assert (whole.description["name"], whole.read("graph"), whole.check("graph")) == ("one", b"graph", folder / "graph")


def test_a_changed_or_missing_file_is_named_with_the_cure(folder: Path) -> None:
    (folder / "graph").write_bytes(b"grape")
    whole = ModelFolder(folder, FORM)
    for use in (whole.read, whole.check):
        with pytest.raises(EncoderError, match=rf"graph has sha256 {sha256(b'grape')}, not .*; delete {folder}"):
            use("graph")
        with pytest.raises(EncoderError, match=rf"tokenizer cannot be read .*; delete {folder}"):
            use("tokenizer")


@pytest.mark.parametrize("changes", [{"format": 2}, {"name": None}, {"files": None}])
def test_another_form_is_refused(folder: Path, changes: dict[str, object]) -> None:
    whole = {"format": 3, "name": "one", "files": {}} | changes
    describe(folder, **{key: value for key, value in whole.items() if value is not None})
    with pytest.raises(EncoderError, match=r"model\.json is not of format 3; delete"):
        ModelFolder(folder, FORM)
