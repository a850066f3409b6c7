"""The catalogue's write-ahead log, kept empty: one flipped bit in it silently drops every later commit.

Owns when the log is emptied. This is done at once after a commit, unless a reader still needs the log; then it is tried
again in the background until it succeeds. A reader that began after all pages of the log were moved into the catalogue
does not need the log, so even a steady stream of questions cannot keep the log from being emptied. Further changes
could, so a change waits while the log is large.
"""

from __future__ import annotations

import threading
from pathlib import Path

from index.catalogue.connection import Connection
from index.durable.fault_points import reached
from index.errors import CorpusError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5  # seconds between tries; a question takes about as long
_PATIENCE = 5.0  # seconds that a change waits: more than the slowest questions take, less than a client waits


class WriteAheadLog:
    """Empties the log of one catalogue through the connection that writes, which is used under ``mutex`` alone."""

    def __init__(self, writer: Connection, path: Path, *, mutex: threading.RLock, most_bytes: int) -> None:
        """Empty the log at ``path``; while it is larger than ``most_bytes``, changes wait."""
        self._writer, self._path, self._most_bytes = writer, path, most_bytes
        self._wait_above = most_bytes
        self._mutex = mutex
        self._emptied = threading.Condition(mutex)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def empty(self) -> None:
        """Move the log into the catalogue: now, or in the background when a reader still needs it."""
        with self._mutex:
            if not self._try() and self._thread is None and not self._closing.is_set():
                # A daemon thread: stopping it in the middle harms SQLite no more than a kill, and the exit of the
                # program must not wait.
                self._thread = threading.Thread(target=self._try_again, name="write-ahead log", daemon=True)
                self._thread.start()
        reached("write-ahead log emptied")

    def wait_for_room(self) -> None:
        """Wait, before a change, while the log is large and readers keep it from being emptied."""
        size = self._size()
        if size <= self._wait_above:
            return
        with self._mutex:
            emptied = self._emptied.wait_for(lambda: self._thread is None, timeout=_PATIENCE)
        # A reader holds one state for a long time: wait again only when the log has doubled, not at every change.
        self._wait_above = self._most_bytes if emptied else 2 * size

    def close(self) -> None:
        """Stop trying. SQLite empties the log itself when the last connection closes."""
        self._closing.set()
        with self._mutex:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _try_again(self) -> None:
        pause = _FIRST_PAUSE
        while not self._closing.wait(pause):
            with self._mutex:
                if self._try():
                    break
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        with self._mutex:
            self._thread = None
            self._emptied.notify_all()

    def _try(self) -> bool:
        writer = self._writer
        try:
            writer.rows("PRAGMA busy_timeout=0")
            busy = writer.row("PRAGMA wal_checkpoint(TRUNCATE)")[0]
            return not busy
        except CorpusError:  # such as a full disk: what was committed is durable in the log, which stays
            return False
        finally:
            writer.rows("PRAGMA busy_timeout=5000")

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0
