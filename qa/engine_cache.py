"""The one-liner, ``ask``: the engine that was used last is kept open for the next call.

It is opened again when the settings, or files of the corpus folder, have changed.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.records import Filters
from qa.confidence import corpus_calibration
from qa.engine import Engine
from qa.records import Answer, Turn
from qa.settings import Settings, load

#: Files whose state shows that a corpus folder was replaced or changed, so that models and calibration may not fit.
_FILES = ("manifest.json", "catalogue.sqlite", corpus_calibration.NAME)


@dataclass(slots=True)
class _CachedEngine:
    engine: Engine
    key: object
    borrowers: int = 0


class EngineCache:
    """A cache of one engine, the one used last. Safe to use from several threads at once, and after a fork."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._last: _CachedEngine | None = None
        self._of_parents: list[_CachedEngine] = []

    def forget_after_fork(self) -> None:
        """Forget the kept engine in a forked child without closing or freeing it: it belongs to the parent, and freeing
        it makes ONNX Runtime wait for threads that the child does not have."""
        self._mutex = threading.Lock()
        if self._last is not None:
            self._of_parents.append(self._last)
        self._last = None

    @contextmanager
    def engine(self, settings: Settings) -> Iterator[Engine]:
        """Yield the engine of these settings: the kept one if it fits, else a newly opened one. Raises what Engine.open
        raises."""
        one = self._borrowed(settings)
        try:
            yield one.engine
        finally:
            with self._mutex:
                one.borrowers -= 1
                if one is not self._last and one.borrowers == 0:
                    one.engine.close()

    def _borrowed(self, settings: Settings) -> _CachedEngine:
        with self._mutex:
            # Taken before the folder is opened: after a change during the opening the next call opens it again.
            key = (settings, tuple(_state(settings.corpus / name) for name in _FILES))
            if self._last is None or self._last.key != key:
                self._forget()
                self._last = _CachedEngine(Engine.open(settings=settings), key)
            self._last.borrowers += 1
            return self._last

    def close(self) -> None:
        """Close the kept engine."""
        with self._mutex:
            self._forget()

    def _forget(self) -> None:
        last, self._last = self._last, None
        if last is not None and last.borrowers == 0:  # otherwise the last call that uses it closes it
            last.engine.close()


def _state(path: Path) -> tuple[int, int] | None:
    """Return what identifies the state of a file. No other file gets its inode number while it is held open."""
    try:
        status = path.absolute().stat()
    except OSError:  # opening the corpus will raise the error
        return None
    return status.st_ino, status.st_mtime_ns if path.suffix == ".json" else 0


engine_cache = EngineCache()
atexit.register(engine_cache.close)
os.register_at_fork(after_in_child=engine_cache.forget_after_fork)


def ask(
    question: str,
    *,
    corpus: str | Path | None = None,
    history: Sequence[Turn] = (),
    limit: int = 3,
    filters: Filters | None = None,
    max_error: float | None = None,
    speaker: str | None = None,
) -> Answer:
    """Answer one question from the corpus in a folder; without one, from that of QA_CORPUS or else ./corpus.

    The options are those of ``Engine.ask``. The corpus and the models stay open for the next call. A program that
    needs more opens an ``Engine`` instead.
    """
    settings = load().with_(corpus=None if corpus is None else Path(corpus))
    with engine_cache.engine(settings) as engine:
        return engine.ask(question, history=history, limit=limit, filters=filters, max_error=max_error, speaker=speaker)
