"""Server-sent events: how they are written, kept alive, and ended when the client has gone.

Owns the wire format and the life of a stream. Knows nothing of what is streamed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Any

import orjson
from starlette.responses import StreamingResponse

KEEP_ALIVE_SECONDS = 15.0
KEEP_ALIVE = b": keep-alive\n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def event(data: Any, name: str | None = None) -> bytes:
    """Write one event; ``data`` is plain JSON types, or text that is sent as it is."""
    body = data.encode() if isinstance(data, str) else orjson.dumps(data)
    return (b"" if name is None else b"event: " + name.encode() + b"\n") + b"data: " + body + b"\n\n"


def stream(events: AsyncGenerator[bytes], *, keep_alive: float = KEEP_ALIVE_SECONDS) -> StreamingResponse:
    """Answer with events as they come. When the client goes, ``events`` is cancelled and closed."""
    return StreamingResponse(kept_alive(events, keep_alive), headers=_HEADERS, media_type="text/event-stream")


async def kept_alive(events: AsyncGenerator[bytes], seconds: float) -> AsyncIterator[bytes]:
    """Pass events on, with a comment whenever none has come for so many seconds."""
    coming = asyncio.ensure_future(_next(events))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=seconds)
            if not done:
                yield KEEP_ALIVE
                continue
            came = coming.result()
            if came is None:
                return
            yield came
            coming = asyncio.ensure_future(_next(events))
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, Exception):  # the waiting caller gets the error
            await coming


async def _next(events: AsyncGenerator[bytes]) -> bytes | None:
    """Return the next event, None at the end. When cancelled, it closes its source, so that no work goes on for
    nobody."""
    try:
        return await anext(events, None)
    except asyncio.CancelledError:
        await events.aclose()
        raise
