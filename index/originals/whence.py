"""An open file -> where its bytes are, so that they can be read once more when its article is stored."""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import suppress
from typing import BinaryIO

from index.records import Original


def original_of(stream: BinaryIO) -> Original | None:
    """Return the file that a stream reads, to be read again later; None where it has no bytes of its own to give."""
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


class Waiting:
    """A nameless temporary file of bytes that are read later; it is gone with the last that reads it."""

    def __init__(self) -> None:
        """Make it. Raises OSError."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object

    def __del__(self) -> None:
        """Let go of it."""
        with suppress(AttributeError, OSError):
            self._file.close()

    def add(self, data: bytes) -> int:
        """Write at its end, and return how many bytes were written. Raises OSError."""
        self._file.write(data)
        self._file.flush()
        return len(data)

    def part(self, start: int, size: int) -> Original:
        """Return ``size`` bytes of it, from ``start`` on."""
        return Original(size, lambda: os.pread(self._file.fileno(), size, start))
