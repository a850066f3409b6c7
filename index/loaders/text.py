"""Plain text files, and the reading of any file as text.

Owns decoding and the size limit of one file. Knows nothing of marked-up formats.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from index.errors import LoadError
from index.loaders.drafts import Draft

LARGEST = 10 * 1024 * 1024
"""A file of one article, and a line of a file of many, may have this many bytes."""

# UTF-32 before UTF-16, whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_TITLE = 200


def load_text(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read one plain-text article. Its title is a first line that a blank line sets apart and no full stop ends."""
    text = decode(read_limited(stream))
    lines = text.lstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n", 2)
    yield Draft(text=text, title=lines[0].strip() if _is_title(lines) else "")


def _is_title(lines: list[str]) -> bool:
    if len(lines) < 3 or lines[1].strip() or not lines[2].strip():
        return False
    first = lines[0].strip()
    return 0 < len(first) <= _LONGEST_TITLE and first[-1] not in ".!:;," and not first.startswith(("- ", "* ", "•"))


def read_limited(stream: BinaryIO, limit: int = LARGEST) -> bytes:
    """Read a whole file of at most ``limit`` bytes; raises LoadError when it is larger."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise LoadError(f"it is larger than {limit:,} bytes, the most for one such article; divide it")
    return data


def declared(data: bytes) -> tuple[str, int] | None:
    """Find the encoding that a byte order mark declares and the mark's length."""
    return next(((encoding, len(mark)) for mark, encoding in _MARKS if data.startswith(mark)), None)


def decode(data: bytes) -> str:
    """Decode by the byte order mark, else as UTF-8, strictly. Raises LoadError naming the first misfit."""
    encoding, skip = declared(data) or ("utf-8", 0)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = skip + error.start
        raise LoadError(f"it is not {encoding.upper()} at byte {at} (0x{data[at]:02x}); save it as UTF-8") from error
    if "\x00" in text:
        raise LoadError(f"it holds a NUL at {text.index(chr(0))}, so it is not text; convert it to text first")
    return text
