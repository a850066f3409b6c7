"""Plain text files, and how much of any file is read.

Owns the title of a plain text and the size limit of one file. Knows nothing of marked-up formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from index.errors import LoadError
from index.loaders import charsets
from index.loaders.drafts import Draft

LARGEST = 10 * 1024 * 1024
"""A file of one article, and a line of a file of many, may have this many bytes."""

_LONGEST_TITLE = 200


def load_text(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read one plain-text article. Its title is a first line that a blank line sets apart and no full stop ends.
    ``charset``: what was declared with the file, as by an HTTP header."""
    text, notices = charsets.read(read_limited(stream), labels=(charset,))
    lines = text.lstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n", 2)
    yield Draft(text=text, title=lines[0].strip() if _is_title(lines) else "", notices=notices)


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
