"""How often the tests of endurance do what they do: a little by default, the full counts with ENDURANCE=full.

The only place in the tests that decides on a count. ``scripts/endurance`` runs the full ones.
"""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Numbers of repetitions; ``backup_seconds`` is how long a corpus is backed up under load, a backup each
    ``backup_pause`` seconds, ``sweep_step`` the bytes between two sizes at which the disk is full, and
    ``quiet_seconds`` how long a service that nobody asks is watched: a report to a library's maker took under a minute
    to be sent. With ``both_readers`` the second reader's model is compiled under the tracer, too."""

    kills: int
    served_kills: int
    flips: int
    races: int
    replacements: int
    readers: int
    backup_seconds: float
    backup_pause: float
    sweep_step: int
    quiet_seconds: float
    both_readers: bool


COUNTS_OF = {
    "little": Counts(6, 2, 30, 1, 40, 4, 1, 0, sweep_step=256, quiet_seconds=2, both_readers=False),
    "full": Counts(200, 40, 300, 50, 200, 20, 60, 5, sweep_step=64, quiet_seconds=90, both_readers=True),
}
COUNTS = COUNTS_OF[os.environ.get("ENDURANCE", "little")]
