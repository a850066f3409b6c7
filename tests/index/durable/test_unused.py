"""A marker that was removed, or made anew, while this process held it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from index.durable import unused

pytestmark = pytest.mark.usefixtures("released_markers")


def _is_locked(path: Path) -> bool:
    file = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    path = tmp_path / "marker"
    path.touch()
    assert unused.hold(path)
    assert _is_locked(path)
    return path


def test_a_marker_that_is_gone_keeps_no_file_open(marker: Path) -> None:
    kept = marker.with_name("kept")
    os.link(marker, kept)  # the same file: a lock on it is seen as long as any descriptor of it is open
    marker.unlink()
    assert not unused.hold(marker)
    assert not _is_locked(kept)


def test_a_marker_that_was_made_anew_is_held_as_well(marker: Path) -> None:
    marker.unlink()
    marker.touch()
    assert unused.hold(marker)
    assert _is_locked(marker)


def test_holding_again_keeps_one_file_open(marker: Path) -> None:
    count = len(os.listdir("/dev/fd"))
    assert unused.hold(marker)
    assert len(os.listdir("/dev/fd")) == count
