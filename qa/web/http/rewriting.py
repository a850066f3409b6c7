"""Problem documents held back on their way out, and written otherwise for who cannot read them. Pure ASGI.

Knows nothing of the forms in which they are written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Send

Rewrite = Callable[[dict[str, Any]], tuple[int, bytes]]
"""A problem document -> the status and the body in its place."""


def rewriting(send: Send, rewrite: Rewrite, *, media_type: str) -> Send:
    """Return a ``send`` that puts what ``rewrite`` makes of a problem document in its place; all else goes as it is."""
    start: Message | None = None
    body = b""

    async def send_rewritten(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start" and _is_problem(message):
            start = message
        elif start is None:
            await send(message)
        else:
            body += message.get("body", b"")
            if not message.get("more_body", False):
                start["status"], written = rewrite(orjson.loads(body))
                await _send_whole(send, start, written, media_type=media_type)

    return send_rewritten


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/problem+json")


async def _send_whole(send: Send, start: Message, body: bytes, *, media_type: str) -> None:
    headers = MutableHeaders(scope=start)
    headers["Content-Type"] = media_type
    headers["Content-Length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
