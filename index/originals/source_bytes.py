"""The bytes of a source file, to be read again when its article is stored: from the file itself, or from a spool."""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import suppress
from typing import BinaryIO

from index.records import Original


def original_of(stream: BinaryIO) -> Original | None:
    """Return the file that a stream reads, to be read again later; None where the stream has no file behind it."""
    if isinstance(stream, io.BytesIO):
        data = stream.getvalue()
        return Original(len(data), lambda: data)
    name = getattr(stream, "name", None)
    if not isinstance(name, str | bytes):
        return None
    path, seen = os.path.abspath(name), os.fstat(stream.fileno())

    def read() -> bytes | None:
        try:
            with open(path, "rb") as file:
                now = os.fstat(file.fileno())
                same = (now.st_ino, now.st_size, now.st_mtime_ns) == (seen.st_ino, seen.st_size, seen.st_mtime_ns)
                return file.read() if same else None
        except OSError:
            return None

    return Original(seen.st_size, read)


class ByteSpool:
    """A temporary file without a name, for bytes that are read later. It is deleted with the last object that uses
    it."""

    def __init__(self) -> None:
        """Create the file. Raises OSError."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object

    def __del__(self) -> None:
        """Close the file."""
        with suppress(AttributeError, OSError):
            self._file.close()

    def add(self, data: bytes) -> int:
        """Append bytes and return how many. Raises OSError."""
        self._file.write(data)
        self._file.flush()
        return len(data)

    def part(self, start: int, size: int) -> Original:
        """Return the ``size`` bytes that begin at ``start``."""
        return Original(size, lambda: os.pread(self._file.fileno(), size, start))
