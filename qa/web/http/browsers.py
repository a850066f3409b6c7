"""What a browser opens, told from what a program asks, and the way from there to our own pages."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope


def up_from(scope: Scope) -> str:
    """Return the relative address of the question page, as seen from a request's: it holds below any prefix."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return "../" * (raw.partition(b"?")[0].count(b"/") - 1) or "./"


def is_opened(headers: Headers) -> bool:
    """Say whether HTML is accepted before JSON: browsers name it first; programs name JSON, or nothing."""
    kinds = [part.partition(";")[0].strip().lower() for part in headers.get("accept", "").split(",")]
    return next((kind for kind in kinds if kind in ("text/html", "application/json", "*/*")), None) == "text/html"
