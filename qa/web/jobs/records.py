"""What is known of a job: what it is to do, who sent it, how far it is."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from qa.adding.run import ResultLine

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
CANCELLED, INTERRUPTED = "cancelled", "interrupted"
ENDED = frozenset({DONE, FAILED, CANCELLED, INTERRUPTED})
#: Outcomes that are kept one by one; all are counted.
_MOST_OUTCOMES = 1_000


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a job: the id of the key, "" without one, and what jobs of one sender have in common."""

    key_id: str = ""
    whose: str = ""


@dataclass(slots=True)
class Job:
    """One job. ``request`` is what is to be done, for the function of its kind; ``sender`` is who sent it."""

    id: str
    kind: str
    request: dict[str, Any]
    created: float
    state: str = WAITING
    starts: int = 0
    ended: float | None = None
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    reason: str | None = None
    sender: Sender = Sender()
    stop: threading.Event = field(default_factory=threading.Event)

    def described(self) -> dict[str, Any]:
        """Return what is told of it, and kept of it beside its request."""
        kept_back = ("stop", "request", "sender")
        described = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in kept_back}
        return described | {"counts": dict(self.counts)}

    def tell(self, line: ResultLine) -> None:
        """Record the result of one source."""
        self.counts[line.outcome] += 1
        if len(self.outcomes) < _MOST_OUTCOMES or line.outcome == "failed":
            del self.outcomes[2 * _MOST_OUTCOMES :]
            details: dict[str, Any] = {name: value for name, value in line.details.items() if name in ("id", "reason")}
            self.outcomes.append({"outcome": line.outcome, "path": line.path, **details})
