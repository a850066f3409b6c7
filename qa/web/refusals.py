"""Counts what the listening process refuses before it reaches a route. The log has one line a second, however many."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field

from qa.web.http.problems import Tally

log = logging.getLogger("qa.web")


@dataclass(slots=True)
class Refusals:
    """How many requests were refused, by status: 400 for what is no HTTP, 414 and 431 for an address, and for a head,
    trailers or chunks, without end, 501 and 505 for HTTP of another kind, 503 where there are too many connections."""

    by_status: Counter[int] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)

    def add(self, status: int) -> None:
        """Count one, and write a line where one is due."""
        self.by_status[status] += 1
        if count := self.tally.add():
            log.warning("refused before any route (%d); such requests since the last line like this: %d", status, count)
