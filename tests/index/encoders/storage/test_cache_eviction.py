"""A compiled model that nobody has used for a month makes room for its successor; one in use never does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.encoders.storage.cache_eviction import UNUSED_SECONDS, hold
from index.encoders.storage.compiled import DESCRIPTION, compiled_folder, write_once

pytestmark = pytest.mark.usefixtures("released_markers")
_DAY = 86400
_HOLD = """
import sys
from pathlib import Path
from index.encoders.storage.cache_eviction import hold
print(hold(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def model(cache: Path, digest: str, *, name: str = "small", days: int = 0) -> Path:
    """Write a model that was last opened so many days ago."""
    folder = write_once(cache, digest, write=lambda _: {"name": name})
    age(folder / DESCRIPTION, days)
    return folder


def age(path: Path, days: int) -> None:
    then = time.time() - days * _DAY
    os.utime(path, (then, then))


@pytest.mark.parametrize(
    ("name", "days", "stays"),
    [("small", 31, False), ("small", 29, True), ("small", 0, True), ("large", 400, True)],
)
def test_an_older_model_of_the_same_name_goes_once_it_is_unused(
    tmp_path: Path, name: str, days: int, stays: bool
) -> None:
    older, newer = model(tmp_path, "old", name=name, days=days), model(tmp_path, "new")
    assert hold(newer)
    assert older.is_dir() == stays
    assert sorted(tmp_path.iterdir()) == sorted([newer, *[older] * stays])


def test_opening_a_model_is_using_it(tmp_path: Path) -> None:
    folder = model(tmp_path, "old", days=100)
    hold(folder)
    assert time.time() - (folder / DESCRIPTION).stat().st_mtime < UNUSED_SECONDS


@pytest.mark.slow
def test_what_another_process_has_opened_stays_until_that_ends(tmp_path: Path) -> None:
    older, newer = model(tmp_path, "old"), model(tmp_path, "new")
    command = [sys.executable, "-c", _HOLD, str(older)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "True\n"
        age(older / DESCRIPTION, 31)
        hold(newer)
        assert older.is_dir()
        other.stdin.close()
    hold(newer)
    assert not older.exists()


def test_only_what_a_compilation_has_left_is_removed_beside_models(tmp_path: Path) -> None:
    name = compiled_folder(tmp_path, "new").name
    left, running, foreign = tmp_path / f"{name}.left.tmp", tmp_path / f"{name}.runs.tmp", tmp_path / "snapshots.tmp"
    for folder, days in ((left, 2), (running, 0), (foreign, 400)):
        folder.mkdir()
        age(folder, days)
    hold(model(tmp_path, "new"))
    assert (left.exists(), running.exists(), foreign.exists()) == (False, True, True)


def test_a_damaged_older_model_is_no_obstacle(tmp_path: Path) -> None:
    older, newer = model(tmp_path, "old", days=31), model(tmp_path, "new")
    for damage in (b"{", json.dumps([]).encode()):
        (older / DESCRIPTION).write_bytes(damage)
        assert hold(newer)
    assert older.is_dir()


def test_a_model_that_is_not_there_is_not_held(tmp_path: Path) -> None:
    folder = compiled_folder(tmp_path, "new")
    assert not hold(folder)
    model(tmp_path, "new")
    assert hold(folder)
    (folder / DESCRIPTION).unlink()
    assert not hold(folder)
    (tmp_path / "file").touch()
    assert not hold(compiled_folder(tmp_path / "file", "new"))
