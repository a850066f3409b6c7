"""The metadata file of a file: ``report.pdf.meta.json`` gives the title, source and date of ``report.pdf``.

It is one JSON object with title, url, source, author, published, id.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from index.errors import LoadError

SUFFIX = ".meta.json"
FIELDS = ("id", "title", "url", "source", "author", "published")
_LARGEST = 100_000  # bytes; six fields need no more


def metadata_path(file: Path) -> Path:
    """Return the path that a file's metadata file has."""
    return file.with_name(file.name + SUFFIX)


def is_metadata_of_another(name: str, names: Collection[str]) -> bool:
    """Tell whether a file is the metadata of another in its folder, whose names these are."""
    return name.endswith(SUFFIX) and name.removesuffix(SUFFIX) in names


def metadata_fields(file: Path) -> dict[str, str]:
    """Return the fields of a file's metadata file, none where there is no such file.

    Raises LoadError for one that cannot be used, OSError."""
    path = metadata_path(file)
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
