"""Folders of a cache that processes hold while they use them, and that are removed once they are unused for long.

A process that uses a folder holds a shared lock on a file that stands for it, its marker, until the process ends; the
marker's time is that of the last use. Owns the locks and the removal. Knows nothing of what the folders hold.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

#: The markers that this process holds a lock on, until it ends.
_held: dict[Path, int] = {}


def hold(marker: Path) -> bool:
    """Keep a folder from being removed for as long as this process runs, and note that it is used now. Returns False
    where there is no marker, True also where no lock can be had: of another user, or on a file system without."""
    try:
        _release_unless_same(marker)
        if marker not in _held:
            _held[marker] = _locked(marker, fcntl.LOCK_SH)
        os.utime(marker)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def remove_unless_used(folder: Path, marker: Path, *, seconds: float) -> None:
    """Remove a folder and its marker when no process holds it and none has used it for so long. What cannot be removed
    stays."""
    with suppress(OSError):  # a process uses it, or another removes it
        file = _locked(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)  # while it is held, no process can begin to use it
        try:
            if age(marker) > seconds:
                unused = folder.with_name(f"{folder.name}.unused.tmp")
                with suppress(FileNotFoundError):  # a marker whose folder was never made
                    folder.rename(unused)  # in one step, so that nobody opens half of it
                marker.unlink(missing_ok=True)
                shutil.rmtree(unused, ignore_errors=True)
        finally:
            os.close(file)


def age(path: Path) -> float:
    """Return the seconds since a file or folder was last changed. Raises FileNotFoundError."""
    return time.time() - path.stat().st_mtime


def _release_unless_same(marker: Path) -> None:
    """Release the lock on a marker that was removed, or made anew: it keeps nobody from removing the new one."""
    file = _held.get(marker)
    if file is None:
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        if os.path.samestat(os.fstat(file), marker.stat()):
            return
    if _held.pop(marker, None) is not None:  # another thread may have been first
        os.close(file)


def _locked(marker: Path, kind: int) -> int:
    """Open a marker with a lock. Raises FileNotFoundError where it is gone, BlockingIOError, OSError."""
    file = os.open(marker, os.O_RDONLY)
    try:
        fcntl.flock(file, kind)
        marker.stat()  # it may have been removed between the two calls
    except OSError:
        os.close(file)
        raise
    return file
