"""Who may come in and how many at once: the API key, and the gate before the engine. Knows nothing of routes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread
from fastapi import Request

from qa.web.http.problems import Overloaded

T = TypeVar("T")


class Gate:
    """Let ``running`` calls work in threads at once and ``waiting`` more wait; refuse the rest at once."""

    def __init__(self, *, running: int, waiting: int) -> None:
        self._turns = anyio.CapacityLimiter(running)
        self._threads = anyio.CapacityLimiter(running)
        self._most = running + waiting
        self.inside = 0

    async def call(self, work: Callable[..., T], /, *args: object, **kwargs: object) -> T:
        """Run ``work`` in a thread when its turn comes. Raises Overloaded when the gate is full.

        Called off while it waits, it frees its place at once; called off later, when the work is done."""
        async with self._place(), self._turns:
            thread = asyncio.ensure_future(
                anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._threads)
            )
            try:
                return await asyncio.shield(thread)
            except asyncio.CancelledError:
                await asyncio.wait({thread})  # a thread cannot be stopped, and its place is not free before it ends
                raise

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self.inside >= self._most:
            raise Overloaded
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


class KeyCheck:
    """Tells requests that carry ``Authorization: Bearer <key>`` from others; without a key set, all pass."""

    def __init__(self, key: str | None) -> None:
        self._digest = None if key is None else _digest(key)

    def admits(self, request: Request) -> bool:
        """Say whether the request may pass. The comparison takes the same time for every wrong key."""
        if self._digest is None:
            return True
        scheme, _, presented = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(_digest(presented.strip()), self._digest)
        return right and scheme.lower() == "bearer"


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
