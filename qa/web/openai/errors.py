"""Errors under /v1 in OpenAI's shape: problem documents on their way out, translated. Pure ASGI.

Standing around the whole application, it reaches what no route sees: unknown addresses, bodies too large, foreign
hosts.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.http.rewriting import rewriting

PREFIX = "/v1/"
_CODES = {
    401: "invalid_api_key",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    429: "rate_limit_exceeded",
}


class OpenAIErrors:
    """Translate every problem document that leaves for an address under /v1."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; translate a response that is a problem document."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(PREFIX):
            return await self._app(scope, receive, send)
        return await self._app(scope, receive, rewriting(send, _written, media_type="application/json"))


def error_of(problem: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Translate a problem document: the status that OpenAI's clients expect, and the body."""
    faults = problem.get("errors") or [{}]
    status = 400 if problem["status"] == 422 else problem["status"]
    fault = faults[0].get("detail") or ""
    is_unsupported = fault.startswith("Unsupported value")
    message = fault if is_unsupported else f"{problem['detail']} {fault}".strip()
    error = {
        "message": message,
        "type": "requests" if status == 429 else "invalid_request_error" if status < 500 else "server_error",
        "param": _param(faults[0].get("pointer", "#")),
        "code": "unsupported_value" if is_unsupported else problem.get("code", _CODES.get(status)),
    }
    return status, {"error": error}


def _param(pointer: str) -> str | None:
    """Write a JSON pointer as OpenAI does: "#/messages/0/role" as "messages[0].role"."""
    parts = pointer.removeprefix("#").split("/")[1:]
    written = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
    return written.removeprefix(".") or None


def _written(problem: dict[str, Any]) -> tuple[int, bytes]:
    status, error = error_of(problem)
    return status, orjson.dumps(error)
