"""Where the second reader's model comes from: packages in parts, checked."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from qa.errors import ReaderError
from qa.reader.second_model import PARTS, RELEASE, is_installed
from qa.reader.second_weights import read_second


def _install(site: Path, name: str, content: bytes, number: int) -> None:
    """Put a package of one file where Python finds it, as pip does."""
    folder = site / f"{name}-files"
    folder.mkdir()
    (folder / f"model.zip.{number:03}").write_bytes(content)
    info = site / f"{name.replace('-', '_')}-{RELEASE}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {RELEASE}\n")
    (info / "RECORD").write_text(f"{name}-files/model.zip.{number:03},,\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where packages are."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    return tmp_path


def _install_all(site: Path, content: bytes) -> None:
    for number, name in enumerate(PARTS, 1):
        _install(site, name, content[(number - 1) * len(content) // 5 : number * len(content) // 5], number)


def test_a_package_that_is_not_there_is_named_with_what_to_install(site: Path) -> None:
    assert not is_installed()
    with pytest.raises(
        ReaderError, match=r"part-001 is not installed; run `pip install .*==0\.0\.1.*QA_READER to fast"
    ):
        read_second()


def test_parts_that_make_no_archive_are_refused(site: Path) -> None:
    _install_all(site, b"no archive at all")
    assert is_installed()
    with pytest.raises(ReaderError, match="do not hold the model"):
        read_second()


def test_another_model_in_the_packages_is_refused(site: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("model.safetensors", "tokenizer.json"):
            archive.writestr(f"all-mpnet-base-v2/{name}", "another")
    _install_all(site, packed.getvalue())
    with pytest.raises(ReaderError, match=r"model.safetensors in .* has sha256 [0-9a-f]{12}\.\.\. where 78c0197b6159"):
        read_second()
