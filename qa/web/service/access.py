"""Who may come in and how many at once: the API key, and the gate before the engine. Knows nothing of routes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread
from fastapi import Request
from starlette.exceptions import HTTPException

from qa.web.http.pace import Pace, of_whom
from qa.web.http.problems import Overloaded

T = TypeVar("T")

# So that the mean follows the last ten calls or so: a slow question must not shut the door for long.
_WEIGHT_OF_LAST = 0.1
# A person mistypes a key a few times; a program that guesses needs more tries than it would ever be given.
_WRONG_KEYS_A_MINUTE = 30
_MOST_KNOWN = 1000


class Gate:
    """Let ``running`` calls work in threads at once and others wait; refuse at once what would wait too long.

    That is what finds ``waiting`` others before it, or, by how long calls took lately, would wait more than
    ``patience`` seconds for its turn.
    """

    def __init__(self, *, running: int, waiting: int, patience: float = math.inf) -> None:
        self._turns = anyio.CapacityLimiter(running)
        self._threads = anyio.CapacityLimiter(running)
        self._running = running
        self._most = running + waiting
        self._patience = patience
        self._mean = 0.0
        self.inside = 0

    @property
    def wait(self) -> float:
        """Return the seconds that a call would wait for its turn, by how long calls took lately."""
        before = self.inside - self._running + 1
        return max(0, before) * self._mean / self._running

    async def call(self, work: Callable[..., T], /, *args: object, **kwargs: object) -> T:
        """Run ``work`` in a thread when its turn comes. Raises Overloaded when the gate is full.

        Called off while it waits, it frees its place at once; called off later, when the work is done."""
        async with self._place(), self._turns:
            thread = asyncio.ensure_future(
                anyio.to_thread.run_sync(partial(self._timed, work, *args, **kwargs), limiter=self._threads)
            )
            try:
                return await asyncio.shield(thread)
            except asyncio.CancelledError:
                await asyncio.wait({thread})  # a thread cannot be stopped, and its place is not free before it ends
                raise

    def _timed(self, work: Callable[..., T], /, *args: object, **kwargs: object) -> T:
        started = time.monotonic()
        try:
            return work(*args, **kwargs)
        finally:
            took = time.monotonic() - started
            self._mean = took if not self._mean else self._mean + (took - self._mean) * _WEIGHT_OF_LAST

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self.inside >= self._most or self.wait > self._patience:
            raise Overloaded(max(1, math.ceil(self.wait)))
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


class KeyCheck:
    """Tells requests that carry ``Authorization: Bearer <key>`` from others; without a key set, all pass.

    An address from which 30 wrong keys came in a minute must wait before it is listened to again, unless the right one
    came from it lately too: it is then one that many share, as that of a proxy.
    """

    def __init__(self, key: str | None) -> None:
        self._digest = None if key is None else _digest(key)
        self._wrong = Pace(_WRONG_KEYS_A_MINUTE)
        self._known: OrderedDict[str, None] = OrderedDict()

    def admits(self, request: Request) -> bool:
        """Say whether the request may pass. The comparison takes the same time for every wrong key.

        Raises HTTPException with 429 for an address that sent too many wrong ones."""
        if self._digest is None:
            return True
        whose = of_whom(request.scope)
        if whose not in self._known and (wait := self._wrong.wait_of(whose, counting=False)) > 0:
            detail = "Too many wrong keys came from this address; the Retry-After header says when to try again."
            raise HTTPException(429, detail, {"Retry-After": str(math.ceil(wait))})
        scheme, _, presented = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(_digest(presented.strip()), self._digest)
        if right and scheme.lower() == "bearer":
            self._remember(whose)
            return True
        if presented:
            self._wrong.wait_of(whose)
        return False

    def _remember(self, whose: str) -> None:
        self._known[whose] = None
        self._known.move_to_end(whose)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
