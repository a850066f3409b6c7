"""BackgroundRebuild: the vector index is rebuilt and saved while it is searched and added to.

Owns when that is worth its cost, and the one thread that does it.
"""

from __future__ import annotations

import threading

from index.catalogue.snapshot import Snapshot
from index.errors import CorpusError
from index.folder.opening import Opened
from index.maintenance.checkpoint import save_vectors, tail_is_long
from index.vectors.dense_search import DenseLeg, IndexVersion


class BackgroundRebuild:
    """Rebuilds and saves the vector index of one open corpus. Safe to use from several threads at once."""

    def __init__(self, opened: Opened, leg: DenseLeg) -> None:
        self._opened = opened
        self._leg = leg
        self._mutex = threading.Lock()
        self._seen: IndexVersion | None = None
        self._thread: threading.Thread | None = None

    def caught_up(self, snapshot: Snapshot) -> IndexVersion:
        """Update the index (see ``DenseLeg.catch_up``), and start a rebuild or a save in the background if it needs
        one."""
        version = self._leg.catch_up(snapshot)
        if version is not self._seen:
            self._look(version, snapshot)
        return version

    def settle(self) -> None:
        """Wait for the work that is under way. What went wrong with it is among the corpus's notices."""
        with self._mutex:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _look(self, version: IndexVersion, snapshot: Snapshot) -> None:
        self._seen = version
        saving = self._opened.lock is not None and tail_is_long(self._opened.manifest.vectors, snapshot)
        if not (saving or version.needs_rebuild(snapshot.limits)):
            return
        with self._mutex:
            if self._thread is None or not self._thread.is_alive():
                # Not a daemon thread: at exit it would be stopped in the middle of FAISS.
                self._thread = threading.Thread(target=self._work, args=(saving,), name="vector index")
                self._thread.start()

    def _work(self, saving: bool) -> None:
        try:
            if saving:
                save_vectors(self._opened, self._leg)
            else:
                self._leg.clean_up(self._opened.store.snapshot)
        except CorpusError as error:
            notice = f"the vector index could not be rebuilt or saved: {error}"
            if notice not in self._opened.notices:
                self._opened.notices.append(notice)
