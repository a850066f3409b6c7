"""JSON lines: one article a line, plain or gzipped.

Fields: ``text`` (needed); ``id`` or ``_id``, ``title``, ``url``, ``source`` or ``site``, ``author``, ``published`` or
``date`` (each a string, or null, or absent; an id may be a whole number). Other fields are ignored. A bad line is
reported with its number and the others load. Files may have any size, a line at most
``index.loaders.text.LARGEST`` bytes.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import orjson

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.text import LARGEST, decode

_NAMES = {
    "text": ("text",),
    "id": ("id", "_id"),
    "title": ("title",),
    "url": ("url",),
    "source": ("source", "site"),
    "author": ("author",),
    "published": ("published", "date"),
}


def load_jsonl(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read the articles of a file of JSON lines: for each line that is not blank a draft, or an error naming it."""
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            # What follows cannot be trusted to end: a compressed file may unfold without bounds.
            yield LoadError(f"line {number} is longer than {LARGEST:,} bytes; nothing after it was read")
            return
        if line.strip():
            try:
                yield _draft(decode(line), f"line {number}")
            except LoadError as error:
                yield LoadError(f"line {number}: {error}")


def load_jsonl_gz(stream: BinaryIO) -> Iterator[Draft | LoadError]:
    """Read gzipped JSON lines."""
    try:
        with gzip.open(stream) as plain:
            yield from load_jsonl(cast(BinaryIO, plain))
    except (OSError, EOFError, zlib.error) as error:
        yield LoadError(f"it cannot be unpacked ({error}); the file is damaged or not gzip; make it again")


def _draft(line: str, where: str) -> Draft:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LoadError(f"it is not JSON ({error}); write one object a line") from error
    if not isinstance(record, dict):
        raise LoadError(f'it is of type {type(record).__name__}, not an object; write {{"text": ...}}')
    fields = {field: _string(record, names) for field, names in _NAMES.items()}
    text, title = fields.pop("text"), fields.pop("title")
    if text is None:
        raise LoadError("it has no text; give the article's text in the field 'text'")
    return Draft(text=text, title=title or "", where=where, **fields)


def _string(record: dict[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = record.get(name)
        if name in ("id", "_id") and isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if value is not None and not isinstance(value, str):
            raise LoadError(
                f"field {name!r} is of type {type(value).__name__}, not a string; write it in quotation marks"
            )
        if value is not None:
            return value
    return None
