"""An open file -> where its bytes are, so that they can be read once more when its article is stored."""

from __future__ import annotations

import io
import os
from typing import IO, BinaryIO

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


def part_of(file: IO[bytes], start: int, size: int) -> Original:
    """Return ``size`` bytes of an open file, from ``start`` on, to be read later; they keep the file open."""
    return Original(size, lambda: os.pread(file.fileno(), size, start))
