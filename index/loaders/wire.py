"""Drafts and errors as bytes, on their way from the process that read a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from index.errors import LoadError
from index.loaders.drafts import Draft


def packed(draft: Draft | LoadError) -> bytes:
    """Write a draft or an error."""
    value = {"error": str(draft)} if isinstance(draft, LoadError) else asdict(draft)
    try:
        return orjson.dumps(value)
    except TypeError:  # half a character, which a damaged file may hold, has no bytes
        return orjson.dumps(_whole(value))


def unpacked(data: bytes) -> Draft | LoadError:
    """Read a draft or an error again. Raises ValueError for anything else."""
    value = orjson.loads(data)
    if "error" in value:
        return LoadError(value["error"])
    for name in ("outline", "places"):
        if value[name] is not None:
            value[name] = tuple((int(at), str(what)) for at, what in value[name])
    return Draft(**{**value, "notices": tuple(value["notices"])})


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list | tuple) else value
