"""How long each stage of an answer took, measured only when a caller asks for it. The time of a stage inside another
counts for the inner stage alone, so that the times add up to the whole. Kept in a context variable, so that no function
has to pass it on. Knows nothing of what a stage does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: In the order in which a question first reaches them.
STAGES = ("understand", "encode", "search", "read", "decide")


# A question in several parts reads and encodes many times; at most this many laps are reported one by one.
_MOST_LAPS = 200


class Lap(NamedTuple):
    """One run of a stage: its start and end, in seconds since 1970, and the index in ``laps`` of the run that it was
    inside, or None."""

    stage: str
    start: float
    end: float
    within: int | None


class Times:
    """The seconds that each stage took, without those of stages inside it, and when each ran."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.laps: list[Lap] = []
        # For each open stage the seconds of the stages inside it, and the index of its lap.
        self._open: list[tuple[float, int | None]] = []
        self._since = time.time() - time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure the block as a run of a stage."""
        started = time.perf_counter()
        within = self._open[-1][1] if self._open else None
        place = len(self.laps) if len(self.laps) < _MOST_LAPS else None
        if place is not None:
            self.laps.append(Lap(name, self._since + started, self._since + started, within))
        self._open.append((0.0, place))
        try:
            yield
        finally:
            ended = time.perf_counter()
            inner, _ = self._open.pop()
            self.seconds[name] = self.seconds.get(name, 0.0) + ended - started - inner
            if place is not None:
                self.laps[place] = self.laps[place]._replace(end=self._since + ended)
            if self._open:
                before, at = self._open[-1]
                self._open[-1] = before + ended - started, at


_current: ContextVar[Times | None] = ContextVar("times", default=None)


@contextmanager
def measured() -> Iterator[Times]:
    """Measure the stages of what the block does in this thread."""
    times = Times()
    token = _current.set(times)
    try:
        yield times
    finally:
        _current.reset(token)


def count(times: Times) -> None:
    """Add the times measured in another process to those of this thread."""
    mine = _current.get()
    if mine is not None:
        for name, spent in times.seconds.items():
            mine.seconds[name] = mine.seconds.get(name, 0.0) + spent
        place = len(mine.laps)
        mine.laps += [one if one.within is None else one._replace(within=one.within + place) for one in times.laps]


def stage(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorate a function whose calls are measured as a stage. Raises ValueError for a name that is not in
    ``STAGES``."""
    if name not in STAGES:
        raise ValueError(f"no stage is named {name!r}; there are: {', '.join(STAGES)}")

    def wrap(work: Callable[P, T]) -> Callable[P, T]:
        @wraps(work)
        def timed(*args: P.args, **kwargs: P.kwargs) -> T:
            times = _current.get()
            if times is None:
                return work(*args, **kwargs)
            with times.stage(name):
                return work(*args, **kwargs)

        return timed

    return wrap
