"""Sealed files: JSON that carries the sha256 of its own content, so that a change by anything else is noticed.

Owns the form of the seal. Knows nothing of the content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.durable.files import sha256
from index.errors import CorpusDamaged


def sealed(body: Mapping[str, Any]) -> bytes:
    """Write an object of JSON with its seal. The same object always gives the same bytes."""
    return json.dumps({**body, "sha256": _digest(body)}, indent=1, sort_keys=True).encode("utf-8")


def unsealed(path: Path, *, mend: str) -> dict[str, Any]:
    """Read a sealed file. Raises CorpusDamaged, saying what repairs it, when it is missing, unreadable or changed."""
    try:
        body: dict[str, Any] = json.loads(path.read_bytes())
        digest = body.pop("sha256")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CorpusDamaged(f"{path} is missing or cannot be read; {mend}") from error
    if digest != _digest(body):
        raise CorpusDamaged(f"{path} does not match its own sha256; {mend}")
    return body


def _digest(body: Mapping[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode("utf-8"))
