"""The reserve: disk space that a corpus keeps, so that articles can be deleted when the disk is full. Owns the file. A
deletion is written to the log before any space is freed, so it needs space itself.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from index.durable.files import make_private

NAME = "RESERVE"
#: Deleting an article of a thousand sentences writes 1.1 MB (measured), one of forty 0.14 MB.
_BYTES = 2_000_000


class Reserve:
    """The reserve of one corpus folder that is open for writing."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def keep(self) -> None:
        """Reserve the space, unless it is reserved already or the disk has too little: then other files need it
        more."""
        with suppress(OSError):
            if self._path.exists() and self._path.stat().st_size == _BYTES:
                return
            try:
                make_private(self._path)
                # Not zeros: a compressing file system would reserve no space for them.
                self._path.write_bytes(os.urandom(_BYTES))
            except OSError:
                self._path.unlink(missing_ok=True)

    def spend(self) -> bool:
        """Free the space for a deletion; return False when none was reserved."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
