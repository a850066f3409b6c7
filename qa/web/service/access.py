"""Who may come in and how many at once: the keys, and the gate before the engine. Knows nothing of routes."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from index.errors import CorpusDamaged
from qa.errors import KeyEnded
from qa.keys import Key, Rings, allows
from qa.web.http.problems import Overloaded
from qa.web.http.rate_limiter import RateLimiter, client_address

T = TypeVar("T")

# The weight of the newest call, so that the mean follows about the last ten: one slow question must not cause refusals
# for long.
_WEIGHT_OF_LAST = 0.1
# A person mistypes a key a few times; a program that guesses would need far more tries than this.
_WRONG_KEYS_A_MINUTE = 30
_MOST_KNOWN = 1000
#: The caller of a server that demands no key.
ANYBODY = Key("", "anybody", "admin", "", 0)
_NONE: Mapping[str, Path] = MappingProxyType({})


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
        with self.place():
            return await self.run(work, *args, **kwargs)

    async def run(self, work: Callable[..., T], /, *args: object, **kwargs: object) -> T:
        """Run ``work`` as ``call`` does, for whoever has a place already."""
        async with self._turns:
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

    def check(self) -> None:
        """Raise Overloaded when the gate is full."""
        if self.inside >= self._most or self.wait > self._patience:
            raise Overloaded(max(1, math.ceil(self.wait)))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Count as one who waits for as long as the block runs. Raises Overloaded when the gate is full."""
        self.check()
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


class KeyCheck:
    """Tells whose key a request carries as ``Authorization: Bearer <key>``; without any key set, all may do everything.

    An address from which 30 wrong keys came in a minute must wait before it is listened to again, unless a right one
    came from it lately too: it is then one that many share, as that of a proxy. Where one service has several corpora
    each is checked for by itself (``beside``), and addresses are counted together.
    """

    def __init__(self, key: str | None, folder: Path | None = None, *, beside: Mapping[str, Path] = _NONE) -> None:
        """Take the key that is a setting, the folder whose file of keys counts too, and those of further corpora by
        their names."""
        self._rings = Rings({"": folder, **beside}, setting=key)
        self._corpus = ""
        self._wrong = RateLimiter(_WRONG_KEYS_A_MINUTE)
        self._known: OrderedDict[str, None] = OrderedDict()

    def of(self, corpus: str) -> KeyCheck:
        """Return the check for one of the further corpora. Raises KeyError."""
        check = copy(self)
        check._corpus = corpus
        return check

    def demands_key(self) -> bool:
        """Say whether a request needs a key. Raises CorpusDamaged where the file of keys cannot be read."""
        return self._rings.demands_key(self._corpus)

    def is_demanded(self) -> bool:
        """Say whether a request needs a key, whichever corpus it is for."""
        return self._rings.is_demanded()

    def opened_by(self, request: HTTPConnection) -> frozenset[str]:
        """Name the corpora that the key of a request opens, "" the first; none where it has no valid key.

        Raises HTTPException: 429 for an address that sent too many wrong ones."""
        self._listen_to(request)
        presented = _presented(request)
        opened = self._rings.opened_by(presented)
        self._note(request, presented, is_right=bool(opened))
        return opened

    def authenticate(self, request: HTTPConnection, *, needed: str) -> Key:
        """Return whose key a request carries; what every door asks before it reads anything else of a request.

        Raises HTTPException: 401 without a valid key, 403 for a key whose scope does not allow what is ``needed``, 429
        for an address that sent too many wrong ones. Raises CorpusDamaged where the file of keys cannot be read."""
        if not self.demands_key():
            return ANYBODY
        key = self._identified(request)
        if key is None:
            raise missing_key()
        if not allows(key.scope, needed):
            detail = f"This key may not do that: its scope is {key.scope!r}, and {needed!r} is needed."
            challenge = f'Bearer error="insufficient_scope", scope="{needed}"'
            raise HTTPException(403, detail, {"WWW-Authenticate": challenge})
        return key

    def check(self, key_id: str) -> None:
        """Look again at the key, by its id, that something was begun with; "" where none was demanded then.

        Raises KeyEnded where it is no longer valid, CorpusDamaged where the file of keys cannot be read."""
        if key_id and self.demands_key() and not self._rings.holds(key_id, self._corpus):
            raise KeyEnded("The key that this was begun with is no longer valid: it was revoked, or has expired.")

    def whose(self, request: HTTPConnection) -> str:
        """Name whom a request is counted for: its key where it is a valid one, else its address. Never raises."""
        try:
            presented = _presented(request)
            key = self._rings.authenticate(presented, self._corpus) if self.demands_key() else None
        except CorpusDamaged:  # said by the route itself
            key = None
        return client_address(request.scope) if key is None else f"key {key.id}"

    def _identified(self, request: HTTPConnection) -> Key | None:
        self._listen_to(request)
        presented = _presented(request)
        key = self._rings.authenticate(presented, self._corpus)
        # a key for another corpus of this service does not count as guessing
        self._note(request, presented, is_right=key is not None or bool(self._rings.opened_by(presented)))
        return key

    def _listen_to(self, request: HTTPConnection) -> None:
        address = client_address(request.scope)
        if address not in self._known and (wait := self._wrong.seconds_to_wait(address, counting=False)) > 0:
            detail = "Too many wrong keys came from this address; the Retry-After header says when to try again."
            raise HTTPException(429, detail, {"Retry-After": str(math.ceil(wait))})

    def _note(self, request: HTTPConnection, presented: str, *, is_right: bool) -> None:
        address = client_address(request.scope)
        if is_right:
            self._remember(address)
        elif presented:
            self._wrong.seconds_to_wait(address)

    def _remember(self, address: str) -> None:
        self._known[address] = None
        self._known.move_to_end(address)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)


def missing_key() -> HTTPException:
    """Return the refusal of a request without a valid key."""
    return HTTPException(
        401, "This server asks for a key: Authorization: Bearer <key>.", {"WWW-Authenticate": "Bearer"}
    )


def _presented(request: HTTPConnection) -> str:
    """Return the text that is given as a key; "" where there is none, several, or another scheme.

    A proxy that checks a key may look at another of several fields than we would (RFC 9110, 5.3: there is one)."""
    fields = request.headers.getlist("authorization")
    scheme, _, presented = (fields[0] if len(fields) == 1 else "").partition(" ")
    return presented.strip() if scheme.lower() == "bearer" else ""
