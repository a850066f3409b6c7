"""Errors under /v1 in OpenAI's shape: problem documents on their way out, translated. Pure ASGI.

Standing around the whole application, it reaches what no route sees: unknown addresses, bodies too large, foreign
hosts. Knows nothing of what went wrong beyond the problem document.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
        """Pass the request on; hold back and rewrite a response that is a problem document."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            return await self._app(scope, receive, send)
        held: Message | None = None
        body = b""

        async def translated(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and _is_problem(message):
                held = message
            elif held is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await _send_error(send, held, orjson.loads(body))

        return await self._app(scope, receive, translated)


def error_of(problem: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Translate a problem document: the status that OpenAI's clients expect, and the body."""
    faults = problem.get("errors") or [{}]
    status = 400 if problem["status"] == 422 else problem["status"]
    message = " ".join(part for part in (problem["detail"], faults[0].get("detail")) if part)
    error = {
        "message": message,
        "type": "requests" if status == 429 else "invalid_request_error" if status < 500 else "server_error",
        "param": _param(faults[0].get("pointer", "#")),
        "code": problem.get("code", _CODES.get(status)),
    }
    return status, {"error": error}


def _param(pointer: str) -> str | None:
    """Write a JSON pointer as OpenAI does: "#/messages/0/role" as "messages[0].role"."""
    parts = pointer.removeprefix("#").split("/")[1:]
    written = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in parts)
    return written.removeprefix(".") or None


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/problem+json")


async def _send_error(send: Send, start: Message, problem: dict[str, Any]) -> None:
    status, error = error_of(problem)
    body = orjson.dumps(error)
    start["status"] = status
    headers = MutableHeaders(scope=start)
    headers["Content-Type"] = "application/json"
    headers["Content-Length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
