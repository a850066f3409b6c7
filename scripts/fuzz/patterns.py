"""Try every regular expression of the code on long texts made of its own characters: which take more than linear time?

    python -m scripts.fuzz.patterns [--length 20000] [--seconds 1] [--each 60] [--only qa.text]

A pattern is a compiled one that a module of `index` or `qa` holds. It is looked for as the code does (one that is only
matched where a text begins is not searched for) in repeated pieces of what it may
match, with and without an end that fits nothing. A fault takes more than --seconds for --length characters, and more
than three times what half of them take. A pattern is tried for --each seconds at most; what was not tried to its end is
said. Where a text is bounded before it is searched, a fault here is none there: each
is to be looked at.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import itertools
import pkgutil
import random
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from types import FrameType, ModuleType
from typing import Any, NamedTuple

_ENDS = ("", "\n", "!", "\x00", "a", "1 ")
_COMMON = ("a", "A", "1", " ", ".", ",", "-", "'", '"', "(", "<", "\n", "a ", "A. ", "1,", "ä")
_UNITS_EACH = 24
_WAYS: dict[str, Callable[[re.Pattern[Any], Any], object]] = {
    "search": lambda pattern, subject: deque(pattern.finditer(subject), maxlen=0),
    "match": lambda pattern, subject: pattern.match(subject),
    "fullmatch": lambda pattern, subject: pattern.fullmatch(subject),
}


class _TooLong(Exception):
    """A search took longer than it may."""


def modules() -> Iterator[ModuleType]:
    """Import every module of the code; one whose extra is not installed is left out."""
    for package in ("index", "qa"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            try:
                yield importlib.import_module(found.name)
            except ImportError:
                continue


def patterns() -> dict[str, re.Pattern[Any]]:
    """Return the patterns by module and name; one that several modules hold comes once."""
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[tuple[Any, int]] = set()
    for module in modules():
        for name, value in vars(module).items():
            for place, pattern in enumerate(_held(value)):
                if (key := (pattern.pattern, pattern.flags)) not in seen:
                    seen.add(key)
                    found[f"{module.__name__}.{name}" + (f"[{place}]" if place else "")] = pattern
    return found


def _held(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_held, value.values()))
    elif isinstance(value, list | tuple):
        yield from itertools.chain.from_iterable(map(_held, value))


def units(source: str, chance: random.Random) -> list[str]:
    """Return short texts made of the characters and words that stand in a pattern, and of common ones."""
    letters = [one for one in dict.fromkeys(source) if one not in "\\^$*+?{}[]()|"]
    words = re.findall(r"[a-z]{2,}", source)[:40]
    pieces = [*letters[:60], *words, *_COMMON]
    made = list(_COMMON)
    made += ["".join(chance.choice(pieces) for _ in range(chance.randint(1, 4))) for _ in range(_UNITS_EACH)]
    return made


def ways(name: str) -> frozenset[str]:
    """Return how the code looks for a pattern, by its module and name: "match", "fullmatch", or "search" anywhere in a
    text; all of them where that cannot be seen."""
    module, _, own = re.sub(r"\[\d+\]\Z", "", name).rpartition(".")
    calls = set(re.findall(rf"\b{re.escape(own)}\.(\w+)\(", _sources() if own[0] != "_" else _source(module)))
    anchored = calls & {"match", "fullmatch"}
    return frozenset(anchored | ({"search"} if calls - anchored else set())) or frozenset(_WAYS)


def _source(module: str) -> str:
    return inspect.getsource(importlib.import_module(module))


@cache
def _sources() -> str:
    return "\n".join(map(inspect.getsource, modules()))


def seconds_of(pattern: re.Pattern[Any], text: str, most: float, *, looked: frozenset[str]) -> float:
    """Return the processor time that a pattern takes on a text, looked for in these ways; ``most`` where it is
    more."""
    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    begun = time.process_time()
    try:
        for way in looked:
            _WAYS[way](pattern, subject)
    except _TooLong:
        return most
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


class Bounds(NamedTuple):
    """How long texts are, how long one may take and all of a pattern's, and by what chance texts are made."""

    length: int
    seconds: float
    each: float
    seed: int


class Slow(NamedTuple):
    """What was learnt of a pattern: the piece whose repetition took too long, "" for none; whether all was tried."""

    unit: str
    is_whole: bool


def tried(pattern: re.Pattern[Any], bounds: Bounds, *, looked: frozenset[str]) -> Slow:
    """Look for a piece whose repetition takes a pattern more than its bound and more than linear time."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    most, length, until = bounds.seconds, bounds.length, time.process_time() + bounds.each
    for unit in units(source, random.Random(bounds.seed)):
        if time.process_time() > until:
            return Slow("", is_whole=False)
        for end in _ENDS:
            half, whole = ((unit * length)[:size] + end for size in (length // 2, length))
            took = seconds_of(pattern, half, most, looked=looked)
            if took * 3 < most:
                then = seconds_of(pattern, whole, most, looked=looked)
                took = then if then > 3 * took else 0.0
            if took >= most:
                return Slow(unit + (f" ... {end!r}" if end else ""), is_whole=True)
    return Slow("", is_whole=True)


def main() -> int:
    """Try all patterns; 1 where one takes too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--length", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--each", type=float, default=60.0)
    parser.add_argument("--only", default="", help="the beginning of a module's name")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    signal.signal(signal.SIGVTALRM, stop)
    every = {name: pattern for name, pattern in patterns().items() if name.startswith(given.only)}
    bounds = Bounds(given.length, given.seconds, given.each, given.seed)
    slow = cut = 0
    for name, pattern in every.items():
        seen = tried(pattern, bounds, looked=ways(name))
        if seen.unit:
            slow += 1
            print(f"{name}: more than {given.seconds:g} s for {given.length:,} characters of {seen.unit!r}", flush=True)
        elif not seen.is_whole:
            cut += 1
            print(f"{name}: not tried to its end in {given.each:g} s", flush=True)
    print(f"{len(every)} patterns, {slow} take more than linear time, {cut} were not tried to their end")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
