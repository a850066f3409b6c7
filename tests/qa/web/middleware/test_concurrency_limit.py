"""How many requests are in work, and what those are told that a stopping server cuts off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.middleware.concurrency_limit import ConcurrencyLimit, ShutdownReply


class _Held:
    """Answers when it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            await self.go.wait()
        await PlainTextResponse("done")(scope, receive, send)


async def _status(app: ASGIApp, path: str, address: str = "192.0.2.1") -> int:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": path, "headers": [], "client": (address, 1)}
    await app(scope, receive, send)
    if sent[0]["status"] == 503:
        assert int(dict(sent[0]["headers"])[b"retry-after"]) >= 1
        assert dict(sent[0]["headers"])[b"content-type"] == b"application/problem+json"
    return int(sent[0]["status"])


@pytest.mark.parametrize(("most", "of_one", "elsewhere"), [(3, 9, 503), (9, 3, 200)])
def test_beyond_so_many_in_work_only_health_is_answered(most: int, of_one: int, elsewhere: int) -> None:
    async def at_once() -> None:
        held = _Held()
        app = ConcurrencyLimit(held, most=most, of_one=of_one)
        slow = [asyncio.create_task(_status(app, "/slow")) for _ in range(3)]
        await asyncio.sleep(0)
        assert await _status(app, "/ask") == 503
        assert await _status(app, "/ask", "192.0.2.2") == elsewhere
        assert await _status(app, "/livez") == 200
        held.go.set()
        assert await asyncio.gather(*slow) == [200] * 3
        assert await _status(app, "/ask") == 200
        assert not app.in_work

    asyncio.run(at_once())


def test_a_request_that_is_cut_off_is_answered_with_503() -> None:
    async def stop() -> int:
        asking = asyncio.create_task(_status(ShutdownReply(_Held()), "/slow"))
        await asyncio.sleep(0)
        asking.cancel()
        return await asking

    assert asyncio.run(stop()) == 503
