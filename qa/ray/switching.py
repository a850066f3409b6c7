"""One application in front of a service's snapshots: new requests go to the newest snapshot, and one that has begun
ends on the snapshot where it began. Owns which snapshots are open and when each is closed. Knows nothing of Ray.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from qa.engine import Engine


@dataclass(eq=False, slots=True)
class ServedSnapshot:
    """An engine over one snapshot (a folder, or an address), with its application, and the requests inside it."""

    snapshot: str
    engine: Engine
    app: ASGIApp
    inside: int = 0


class Switching:
    """An ASGI application that hands every request to the snapshot served now."""

    def __init__(self, opened: Callable[[str, Engine | None], ServedSnapshot]) -> None:
        """Take what opens a snapshot, given the engine before it, whose models it may share."""
        self._opened = opened
        self._served: ServedSnapshot | None = None
        self._turn = asyncio.Lock()

    @property
    def snapshot(self) -> str | None:
        """The snapshot that new requests go to."""
        return None if self._served is None else self._served.snapshot

    async def switch(self, snapshot: str) -> None:
        """Open a snapshot beside the one in use, and send new requests to it. Raises what opening raises; the previous
        one then stays in use."""
        async with self._turn:
            before = self._served
            if before is not None and before.snapshot == snapshot:
                return
            opened = await asyncio.to_thread(self._opened, snapshot, None if before is None else before.engine)
            self._served = opened
        if before is not None:
            self._close_if_left(before)

    async def status(self, path: str) -> tuple[int, bool]:
        """Return the HTTP status of a GET from this machine, as of /readyz, and whether it asks to come back later."""
        heads: list[tuple[int, bool]] = []
        whole = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not whole:
                await asyncio.Event().wait()  # the client stays connected, and sends no more
            return whole.pop()

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                heads.append((message["status"], b"retry-after" in names))

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"127.0.0.1")],
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 80),
        }
        await self(scope, receive, send)
        return heads[0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or the questions of a server's start and end."""
        if scope["type"] == "lifespan":
            await _start_and_end(receive, send)
            return
        served = self._served
        if served is None:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        served.inside += 1
        try:
            await served.app(scope, receive, send)
        finally:
            served.inside -= 1
            self._close_if_left(served)

    def _close_if_left(self, served: ServedSnapshot) -> None:
        if served is self._served or served.inside:
            return
        now = self._served
        served.engine.close(but_models=now is not None and now.engine.models.reader is served.engine.models.reader)


async def _start_and_end(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
