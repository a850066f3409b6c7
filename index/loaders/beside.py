"""Metadata beside a file: ``report.pdf.meta.json`` says what is known of ``report.pdf``.

Owns that file's name and form: one object of JSON with title, url, source, author, published, id. Knows no format of
articles.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from index.errors import LoadError

SUFFIX = ".meta.json"
FIELDS = ("id", "title", "url", "source", "author", "published")
_LARGEST = 100_000  # bytes; six fields need no more


def metadata_beside(file: Path) -> Path:
    """Return where the metadata of a file would stand."""
    return file.with_name(file.name + SUFFIX)


def describes_another(name: str, names: Collection[str]) -> bool:
    """Tell whether a file is the metadata of another in its folder, whose names these are."""
    return name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in names


def said_beside(file: Path) -> dict[str, str]:
    """Return the fields that stand in the file of metadata beside a file, none where there is no such file.

    Raises LoadError for one that cannot be used, OSError."""
    path = metadata_beside(file)
    if not path.is_file():
        return {}
    with path.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    try:
        fields = json.loads(data[:_LARGEST].decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LoadError(f"its metadata in {path.name} cannot be read ({error}); write one object of JSON") from error
    if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
        raise LoadError(f'its metadata in {path.name} is no object of texts; write fields such as {{"source": "..."}}')
    if unknown := sorted(fields.keys() - set(FIELDS)):
        raise LoadError(f"its metadata in {path.name} has the field {unknown[0][:40]!r}; known are {', '.join(FIELDS)}")
    return fields
