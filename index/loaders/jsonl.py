"""JSON lines: one article a line, plain or gzipped.

Fields: ``text``, ``body`` or ``content`` (needed); ``id`` or ``_id``, ``title`` or ``headline``, ``url``, ``source`` or
``site``, ``author``, ``published`` or ``date``, ``updated`` or ``modified``, ``language`` or ``lang`` (each a string,
or null, or absent; an id may be a whole number). Other fields are ignored. A bad line is reported with its number, the
first MOST_ERRORS of them, and the others load. Files may have any size, a line at most
``index.loaders.text.LARGEST`` bytes.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import orjson

from index.errors import LoadError
from index.loaders.charsets import decode
from index.loaders.drafts import Draft
from index.loaders.text import LARGEST

_NAMES = {
    "text": ("text", "body", "content"),
    "id": ("id", "_id"),
    "title": ("title", "headline"),
    "url": ("url",),
    "source": ("source", "site"),
    "author": ("author",),
    "published": ("published", "date"),
}
#: Fields that were added later: where they are no strings, the file means something else by them, and they are ignored.
_LATER_NAMES = {"updated": ("updated", "modified"), "language": ("language", "lang")}


MOST_ERRORS = 20
"""So many bad lines of a file are named. A file that is no JSON lines at all has as many as it has lines."""
#: No object with a text in it is shorter.
_SHORTEST = len('{"text":"a"}')
#: How the line of an object begins, a byte order mark before it included.
_OPENINGS = (b"{", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def load_jsonl(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read the articles of a file of JSON lines: for each line that is not blank a draft, or an error naming it. After
    MOST_ERRORS of them the others are counted. ``charset`` is not used: JSON is UTF-8."""
    del charset
    number = errors = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            # The rest may have no end: a compressed file can unpack to any size.
            yield LoadError(f"line {number} is longer than {LARGEST:,} bytes; nothing after it was read")
            return
        if bare := line.strip():
            if errors >= MOST_ERRORS and (len(bare) < _SHORTEST or not bare.startswith(_OPENINGS)):
                errors += 1  # it is only counted, so the reason is not needed
                continue
            try:
                yield _draft(decode(line), f"line {number}")
            except LoadError as error:
                errors += 1
                if errors <= MOST_ERRORS:
                    yield LoadError(f"line {number}: {error}")
    if errors > MOST_ERRORS:
        yield LoadError(f"{errors - MOST_ERRORS:,} more lines cannot be read")


def load_jsonl_gz(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read gzipped JSON lines."""
    try:
        with gzip.open(stream) as plain:
            yield from load_jsonl(cast(BinaryIO, plain), charset=charset)
    except (OSError, EOFError, zlib.error) as error:
        yield LoadError(f"it cannot be unpacked ({error}); the file is damaged or not gzip; make it again")


def _draft(line: str, where: str) -> Draft:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LoadError(f"it is not JSON ({error}); write one object a line") from error
    return article_of(record, where)


def article_of(record: object, where: str | None) -> Draft:
    """Make a draft of a JSON value; ``where``: its place in the file. Raises LoadError."""
    if not isinstance(record, dict):
        raise LoadError(f'it is of type {type(record).__name__}, not an object; write {{"text": ...}}')
    fields: dict[str, Any] = {field: _string(record, names) for field, names in _NAMES.items()}
    for field, names in _LATER_NAMES.items():
        fields[field] = next((record[name] for name in names if isinstance(record.get(name), str)), None)
    text, title = fields.pop("text"), fields.pop("title")
    if text is None or not text.strip():
        raise LoadError("it has no text; give the article's text in the field 'text'")
    return Draft(text=text, title=title or "", where=where, **fields)


def _string(record: dict[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = record.get(name)
        if name in ("id", "_id") and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if name == "author" and isinstance(value, list) and all(isinstance(one, str) for one in value):
            return "; ".join(value) or None
        if value is not None and not isinstance(value, str):
            raise LoadError(
                f"field {name!r} is of type {type(value).__name__}, not a string; write it in quotation marks"
            )
        if value is not None:
            return value
    return None
