"""A fleet: all parts of a divided corpus, asked together within a budget of time.

Owns the protocol, which parts are left out because they did not answer lately, and the fleet within one process. Where
parts run on other machines is `index.ray.fleet`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from index.errors import IndexingError, InvalidFilter, ShardsDown, UnknownArticle
from index.shards import layout
from index.shards.shard import Shard

#: Errors that are a valid answer of a part, not a failure of it.
ANSWERS = (UnknownArticle, InvalidFilter)
#: Seconds after which a part that did not answer is asked again: doubled each further time, up to the second number.
_FIRST_SECONDS, _MOST_SECONDS = 0.5, 8.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a part: a name that ``Shard.ask`` knows, and its arguments."""

    name: str
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replies:
    """The results of the parts, by place, and the reason of each part that did not answer."""

    values: dict[int, Any]
    missing: dict[int, str]


class ShardGroup(Protocol):
    """Asks parts. Safe to use from several threads at once."""

    @property
    def layout(self) -> layout.Layout:
        """What parts there are."""

    def ask(self, calls: Mapping[int, Call], *, budget: float) -> Replies:
        """Ask parts at the same time, and return within about ``budget`` seconds. A part that does not answer is
        missing, with the reason. Raises UnknownArticle and InvalidFilter, which are answers."""

    def close(self) -> None:
        """Close what was opened."""


class Breaker:
    """A circuit breaker: remembers which parts did not answer, so that not every question waits for them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[int, tuple[float, float, str]] = {}  # until, seconds, reason

    def is_open(self, place: int) -> str | None:
        """Return why a part is not to be asked now, or None if it may be. After the pause one question is let through
        as a trial."""
        with self._lock:
            until, seconds, reason = self._open.get(place, (0.0, 0.0, ""))
            if not reason or self._clock() >= until:
                if reason:  # this question is the trial; the others continue without the part meanwhile
                    self._open[place] = (self._clock() + seconds, seconds, reason)
                return None
            return reason

    def missed(self, place: int, reason: str) -> None:
        """Note that a part did not answer."""
        with self._lock:
            seconds = min(_MOST_SECONDS, 2 * self._open[place][1]) if place in self._open else _FIRST_SECONDS
            self._open[place] = (self._clock() + seconds, seconds, reason)

    def answered(self, places: Iterable[int]) -> None:
        """Note that parts answered."""
        with self._lock:
            for place in places:
                self._open.pop(place, None)


class LocalFleet:
    """All parts open in this process, asked one after the other. A part that cannot be opened is missing."""

    def __init__(self, folder: Path) -> None:
        """Open what can be opened of a divided corpus. Raises CorpusDamaged, ShardsDown where no part can be."""
        self.layout = layout.read(folder)
        self._shards: dict[int, Shard] = {}
        self._unopened: dict[int, str] = {}
        for place in range(len(self.layout.parts)):
            try:
                self._shards[place] = Shard(folder, place)
            except IndexingError as error:
                self._unopened[place] = str(error)
        if not self._shards:
            raise ShardsDown(f"no part of {folder} can be opened: {self._unopened[0]}")

    def ask(self, calls: Mapping[int, Call], *, budget: float) -> Replies:
        """Ask parts. Once the budget is spent, parts that were not asked yet are missing."""
        until = time.monotonic() + budget
        values: dict[int, Any] = {}
        missing: dict[int, str] = {}
        for place, call in calls.items():
            if place in self._unopened:
                missing[place] = self._unopened[place]
            elif time.monotonic() > until:
                missing[place] = f"was not asked within {budget:g} seconds"
            else:
                try:
                    values[place] = self._shards[place].ask(call.name, *call.arguments, **call.options)
                except ANSWERS:
                    raise
                except IndexingError as error:
                    missing[place] = str(error)
        return Replies(values, missing)

    def close(self) -> None:
        """Close every part."""
        for shard in self._shards.values():
            shard.close()
