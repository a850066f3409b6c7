"""The additional corpora of a service, and when one that could not be opened is tried again.

A folder that is being copied into is left alone until nothing in it changes any more.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexingError
from qa.engine import Engine
from qa.errors import QAError

log = logging.getLogger("qa.web")

_LOOK_SECONDS = 1.0
# What is wrong need not stand in the folder: another process holds it, memory or disk were short.
_PAUSE_SECONDS = 30.0
# An opening that is in work has so long to end before the rest is closed.
_LAST_SECONDS = 10.0

_State = tuple[tuple[str, int, int, int], ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class AdditionalCorpus:
    """An additional corpus of a service, under /c/NAME: its folder and engine, None where it could not be opened.
    ``reopen`` tries that once more; it raises IndexingError, QAError or OSError, and makes no folder."""

    name: str
    folder: Path
    engine: Engine | None
    reopen: Callable[[], Engine] | None = None


@dataclass(slots=True)
class _BrokenCorpus:
    one: AdditionalCorpus
    #: The folder after it was tried last, and as it was looked at last.
    tried: _State
    looked: _State
    again: float


class CorpusReopener:
    """Opens corpora that were broken once that can be done: soon after their folders have changed, or after a pause."""

    def __init__(
        self,
        broken: Sequence[AdditionalCorpus],
        opened: Callable[[AdditionalCorpus, Engine], None],
        *,
        pause: float = _PAUSE_SECONDS,
    ) -> None:
        """Watch over corpora from now on; ``opened`` is called with each that could be opened, in a thread."""
        self._opened = opened
        self._pause = pause
        self._engines: list[Engine] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, args=[broken], name="broken corpora", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and close what was opened, but not its models."""
        self._closing.set()
        self._thread.join(_LAST_SECONDS)
        while self._engines:
            self._engines.pop().close(but_models=True)

    def _work(self, further: Sequence[AdditionalCorpus]) -> None:
        broken = [
            _BrokenCorpus(one, state := _state(one.folder), state, time.monotonic() + self._pause) for one in further
        ]
        while broken and not self._closing.wait(_LOOK_SECONDS):
            broken = [one for one in broken if not (self._is_due(one) and self._is_open(one))]

    def _is_due(self, broken: _BrokenCorpus) -> bool:
        state, before = _state(broken.one.folder), broken.looked
        broken.looked = state
        return (state == before != broken.tried) or time.monotonic() >= broken.again

    def _is_open(self, broken: _BrokenCorpus) -> bool:
        one = broken.one
        assert one.reopen is not None
        try:
            engine = one.reopen()
            self._engines.append(engine)
            self._opened(one, engine)
        except (IndexingError, QAError, OSError) as error:
            log.info("the corpus %s still cannot be opened: %s", one.name, error)
        except Exception:  # the others are tried all the same
            log.exception("the corpus %s still cannot be opened", one.name)
        else:
            log.warning("the corpus %s can be opened again and is served from now on", one.name)
            return True
        # trying itself may have written there
        broken.tried = broken.looked = _state(one.folder)
        broken.again = time.monotonic() + self._pause
        return False


def _state(folder: Path) -> _State:
    """Tell one state of a folder's files from another; None where it cannot be read."""
    entries = []
    with suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            status = entry.stat(follow_symlinks=False)
            entries.append((entry.name, status.st_ino, status.st_mtime_ns, status.st_size))
        return tuple(sorted(entries))
    return None
