"""Watched questions asked again after each change of the articles, in a thread of its own.

Owns when: changes that come while it asks are taken together, and whoever changes articles waits for none of it. What a
run finds is in ``watches.json`` before it is sent, so what a crash cut off is done at the next start.
"""

from __future__ import annotations

import logging
import threading

from index.errors import IndexingError
from qa.engine import Engine
from qa.errors import QAError
from qa.watching.watches import NAME, Watches
from qa.watching.webhooks import deliver

log = logging.getLogger("qa.web")

# Seconds within which a sending in progress ends by itself.
_LAST_SECONDS = 10.0


class Watcher:
    """Asks what is watched again whenever it is told that the articles changed."""

    def __init__(self, engine: Engine, *, base_path: str = "") -> None:
        """Take up what changed while no server ran. ``base_path`` stands before the addresses of this corpus."""
        self._engine = engine
        self._base_path = base_path
        self._due, self._closing = threading.Event(), threading.Event()
        self._mutex = threading.Lock()
        self._thread: threading.Thread | None = None
        self.changed()

    def changed(self) -> None:
        """Have the questions asked again, soon. Returns at once."""
        if self._closing.is_set() or not (self._engine.corpus.folder / NAME).exists():
            return
        with self._mutex:
            self._due.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="watched questions", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End it; what is due is done at the next start."""
        with self._mutex:
            self._closing.set()
            self._due.set()
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)

    def _work(self) -> None:
        while self._due.wait() and not self._closing.is_set():
            self._due.clear()
            try:
                watches = Watches(self._engine.corpus.folder)
                watches.run(self._engine, stop=self._closing)
                deliver(watches, self._engine, stop=self._closing, base_path=self._base_path)
            except (IndexingError, QAError) as error:  # logged, and tried again after the next change
                log.warning("watched questions could not be asked again: %s", type(error).__name__)
            except Exception:
                log.exception("watched questions could not be asked again")
