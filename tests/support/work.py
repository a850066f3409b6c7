"""Work counted in lines of Python that ran, so that a test of growth needs no clock and no quiet machine."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

_PROJECT = Path(__file__).parents[2]
_COUNTED = tuple(f"{_PROJECT / folder}/" for folder in ("qa", "index", "scripts", "tests"))


def steps(call: Callable[[], object]) -> int:
    """Count the lines of this project that a call runs. What a regular expression does within one line is not seen.

    Lines of the standard library do not count (a pattern is compiled anew when others pushed it out of the cache of
    ``re``), and garbage is not collected meanwhile (a finalizer of something else would run within the call).
    """
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(_COUNTED):
            return None
        count += event == "line"
        return trace

    before, collects = sys.gettrace(), gc.isenabled()
    gc.disable()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
        if collects:
            gc.enable()
    return count
