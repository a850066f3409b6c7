"""Requests go to the newest snapshot; one that was begun ends where it began, and only then is that one closed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from qa.ray.switching import Served, Switching


class Opened:
    """Opens engines that note when they are closed, with applications that answer a status when they are let."""

    def __init__(self) -> None:
        self.closed: list[tuple[str, bool]] = []
        self.let = asyncio.Event()
        self.reader = object()

    def __call__(self, snapshot: Path, before: Any) -> Served:
        if "broken" in snapshot.name:
            raise OSError("it cannot be opened")
        name = snapshot.name

        def close(*, but_models: bool) -> None:
            self.closed.append((name, but_models))

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["path"] == "/slow":
                await self.let.wait()
            await send({"type": "http.response.start", "status": int(name), "headers": []})
            await send({"type": "http.response.body", "body": b""})

        engine: Any = SimpleNamespace(close=close, models=SimpleNamespace(reader=self.reader))
        return Served(snapshot, engine, app)


def test_nothing_open_yet_is_503() -> None:
    assert asyncio.run(Switching(Opened()).status("/readyz")) == (503, False)


def test_a_request_that_was_begun_ends_where_it_began() -> None:
    async def run() -> None:
        opened = Opened()
        app = Switching(opened)
        await app.switch(Path("201"))
        slow = asyncio.create_task(app.status("/slow"))
        await asyncio.sleep(0)
        await app.switch(Path("202"))
        assert await app.status("/fast") == (202, False)
        assert opened.closed == []
        opened.let.set()
        assert await slow == (201, False)
        assert opened.closed == [("201", True)]  # its models go on
        await app.switch(Path("202"))
        assert app.snapshot == Path("202")
        assert len(opened.closed) == 1

    asyncio.run(run())


def test_what_cannot_be_opened_changes_nothing() -> None:
    async def run() -> None:
        opened = Opened()
        app = Switching(opened)
        await app.switch(Path("201"))
        with pytest.raises(OSError, match="opened"):
            await app.switch(Path("broken"))
        assert await app.status("/fast") == (201, False)
        assert opened.closed == []

    asyncio.run(run())
