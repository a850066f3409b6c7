"""The lock of a folder for a moment: whoever writes one small file beside the catalogue holds it meanwhile.

It is taken on the folder itself, so that there is no file of it to be left behind; the writer's lock is another.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import CorpusLocked

#: Seconds to wait for the lock: whoever holds it writes one file or commits one change.
PATIENCE = 5.0
_PAUSE = 0.02


@contextmanager
def locked_folder(folder: Path, *, to_write: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a folder for as long as the block runs. ``to_write`` is what an error names.

    Raises CorpusLocked when it is not free within ``patience`` seconds, OSError when the folder cannot be opened."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        deadline = time.monotonic() + patience
        while not _taken(descriptor):
            if time.monotonic() >= deadline:
                raise CorpusLocked(f"{to_write} is being written by another process; try again shortly")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
