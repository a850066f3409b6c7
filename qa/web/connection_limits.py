"""How many connections a process may hold at once, by how many files the system lets it open.

Every connection is an open file, and without one left neither an article nor a model can be read. Knows nothing of
requests.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

# Catalogue, models, pipes, and what is read or fetched meanwhile: 60 files are open at rest, some 3 more a thread.
_OTHERS = 192
_ENOUGH = 8192
# More are refused and closed at once; few machines can answer more at a time.
_MOST = 800
_LARGEST_BACKLOG = 256


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """How many connections fit in all, and from one address; and how many are accepted before one is looked at, on each
    of two ports: they are open files already."""

    connections: int
    of_one: int
    backlog: int


def raise_limit() -> None:
    """Let this process open as many files as the system's operator allows it, or as many as it can ever need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def open_files_allowed() -> int:
    """Return how many files this process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _ENOUGH if soft == resource.RLIM_INFINITY else soft


def limits_for(files: int) -> ConnectionLimits:
    """Return the connections that fit among so many open files: browsers open 6, clients with a pool 100, and one
    address that holds more than half leaves too few to others."""
    free = max(files - _OTHERS, files // 3)
    backlog = max(1, min(_LARGEST_BACKLOG, free // 8))
    connections = max(2, min(_MOST, free - 2 * backlog))
    return ConnectionLimits(connections, connections // 2, backlog)
