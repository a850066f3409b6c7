"""The writer's lock of a corpus folder: one process at a time may change it.

Owns the LOCK file. Knows nothing of what is written. The lock is flock's, so it ends with its process however that
dies; the text in the file only tells a person who holds it. It is a file of its own because closing any descriptor of
an SQLite file drops SQLite's own locks.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
import weakref
from datetime import UTC, datetime
from pathlib import Path

from index.errors import CorpusLocked

NAME = "LOCK"
_PATIENCE = 1.0  # seconds; a clear refusal must come within two
_PAUSE = 0.05

_held: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _let_go_after_fork() -> None:
    """In a forked child, close the copies of descriptors that would keep the locks when the parent gives them back."""
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_after_fork)


class WriterLock:
    """Holds the lock of a folder from construction to ``release``."""

    def __init__(self, folder: Path, *, patience: float = _PATIENCE) -> None:
        """Take the lock. Raises CorpusLocked, naming the holder, when it is not free within ``patience`` seconds."""
        self._descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + patience
        while not self._try():
            if time.monotonic() >= deadline:
                holder = os.pread(self._descriptor, 500, 0).decode("utf-8", "replace").strip() or "an unknown process"
                os.close(self._descriptor)
                raise CorpusLocked(f"{folder} is being written by {holder}; wait until it ends, or stop it")
            time.sleep(_PAUSE)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode(), 0)
        _held.add(self)

    def release(self) -> None:
        """Give the lock back. Calling again does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _try(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
