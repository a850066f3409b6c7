"""Fault points: named steps of a change at which a test may stop the process.

Owns the list of steps and the hook. Knows nothing of what a step does. With no hook armed a step costs one comparison.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Hook = Callable[[str], None]

#: Every step, in the order in which a change of a corpus passes them; the last ones are those of writing a note.
STEPS = (
    "rows written",
    "full text written",
    "catalogue committed",
    "write-ahead log emptied",
    "file written",
    "file synced",
    "file renamed",
    "folder synced",
    "vectors published",
    "old vectors removed",
    "catalogue compacted",
    "note written",
    "note synced",
)

_hook: Hook | None = None


def arm(hook: Hook | None) -> None:
    """Call ``hook`` with the name of each step passed from now on; None disarms."""
    global _hook
    _hook = hook


def reached(step: str) -> None:
    """Pass a step."""
    if _hook is not None:
        _hook(step)


def kill_at(step: str, *, occurrence: int = 1) -> Hook:
    """Make a hook that kills this process, as ``kill -9`` would, when it passes ``step`` for the given time.

    Raises ValueError for a name that is not in ``STEPS``."""
    if step not in STEPS:
        raise ValueError(f"no fault point is named {step!r}; there are: {', '.join(STEPS)}")
    left = [occurrence]

    def hook(name: str) -> None:
        if name == step:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook
