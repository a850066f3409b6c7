"""How long each stage of an answer took, for whoever wants to know; where nobody does, it costs next to nothing.

A stage within another counts for itself alone: the times add up to what the whole took. Kept beside the calls, in a
context variable, so that no step has to hand it on. Knows nothing of what a stage does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

#: In the order in which a question first reaches them.
STAGES = ("understand", "encode", "search", "read", "decide")


class Times:
    """The seconds that each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        # What stages within the one that runs have taken, for each that is open.
        self._inner: list[float] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the block for a stage."""
        started = time.perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = time.perf_counter() - started
            own = took - self._inner.pop()
            self.seconds[name] = self.seconds.get(name, 0.0) + own
            if self._inner:
                self._inner[-1] += took


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


def count(seconds: Mapping[str, float]) -> None:
    """Add what stages took in another process to what is measured in this thread."""
    times = _current.get()
    if times is not None:
        for name, spent in seconds.items():
            times.seconds[name] = times.seconds.get(name, 0.0) + spent


def stage(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make what a function does count for a stage. Raises ValueError for a name that is not in ``STAGES``."""
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
