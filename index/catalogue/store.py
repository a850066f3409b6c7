"""The catalogue: one SQLite file that is the truth about a corpus.

Owns the connections: one that writes, and a pool of read-only ones. What can be read is in ``store_read``, what can
be changed in ``store_write``. Knows nothing of encoders, of FAISS or of the other files of the folder.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.catalogue import full_text
from index.catalogue.change import Change
from index.catalogue.connection import FORMAT, NAME, Connection, wrong_format
from index.catalogue.snapshot import Snapshot
from index.durable.fault_points import reached
from index.errors import CorpusDamaged, EncoderMismatch


@dataclass(frozen=True, slots=True)
class Description:
    """What a corpus is made with: fixed when it is created. ``corpus`` is a random id that no other corpus has."""

    format: int
    corpus: str
    encoder: str
    encoder_digest: str
    dimension: int
    recipe: str


class Store:
    """An open catalogue. Snapshots may be taken by several threads at once; changes by one at a time."""

    def __init__(self, folder: Path, *, writable: bool) -> None:
        """Open the catalogue of a folder. Raises FormatMismatch, or CorpusDamaged when it is not a whole catalogue."""
        self.path = folder / NAME
        if not self.path.is_file():
            raise CorpusDamaged(f"{NAME} is missing from {folder}; restore a backup")
        self._idle: list[Connection] = []
        self._mutex = threading.Lock()
        self._closed = False
        self._writer = Connection(self.path, writable=True) if writable else None
        try:
            self.describe_again()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, folder: Path, description: Description) -> Store:
        """Write an empty catalogue and open it. A crash leaves none or a whole one, with which creation may go on."""
        connection = Connection(folder / NAME, writable=True, create=True)
        try:
            with connection.writing():
                if not connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'state'"):
                    connection.create_tables()
                    full_text.create(connection)
                    connection.rows("INSERT INTO meta VALUES ('description', ?)", (json.dumps(asdict(description)),))
        finally:
            connection.close()
        return cls(folder, writable=True)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Read one state of the catalogue for as long as the block runs."""
        with self._mutex:
            connection = self._idle.pop() if self._idle else None
        connection = connection or Connection(self.path, writable=False)
        try:
            with connection.reading():
                snapshot = Snapshot(connection, self.description.dimension)
                self._check_unchanged(connection)
                yield snapshot
        except BaseException:
            connection.close()  # after an error it is not used again
            raise
        with self._mutex:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Change the catalogue: when the block ends all of it is committed and durable, on an exception nothing is."""
        assert self._writer is not None, "the caller has checked that the corpus is open for writing"
        with self._writer.writing():
            change = Change(self._writer)
            yield change
            change.finish()
        reached("catalogue committed")
        self.empty_log()

    def writing_connection(self) -> Connection:
        """Return the connection that writes, for work on the whole file."""
        assert self._writer is not None, "the caller has checked that the corpus is open for writing"
        return self._writer

    def compact(self) -> None:
        """Rewrite the file without the space and the bytes of what was deleted."""
        writer = self.writing_connection()
        with writer.writing():
            writer.rows("INSERT INTO full_text (full_text) VALUES ('optimize')")
        writer.rows("VACUUM")
        reached("catalogue compacted")
        self.empty_log()

    def close(self) -> None:
        """Close every connection. Calling again does nothing."""
        with self._mutex:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def empty_log(self) -> None:
        """Move the write-ahead log into the file, unless a reader still needs it; the next change tries again."""
        # A flipped bit in the write-ahead log silently drops every later commit, so it is kept empty.
        writer = self.writing_connection()
        writer.rows("PRAGMA busy_timeout=0")
        writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.rows("PRAGMA busy_timeout=5000")
        reached("write-ahead log emptied")

    def describe_again(self) -> None:
        """Read what the corpus is made with, after it was opened or given other vectors."""
        self.description, self._description_text = self._described()

    def _check_unchanged(self, connection: Connection) -> None:
        # Another process may have given the corpus other vectors; ours are then of no use with them.
        row = connection.row("SELECT value FROM meta WHERE key = 'description'")
        if row is None or row[0] != self._description_text:
            raise EncoderMismatch(
                f"{self.path.parent} was given the vectors of another encoder while it was open; open it again"
            )

    def _described(self) -> tuple[Description, str]:
        connection = Connection(self.path, writable=False)
        try:
            if not connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
                raise CorpusDamaged(f"{self.path} is not a catalogue; restore a backup")
            row = connection.row("SELECT value FROM meta WHERE key = 'description'")
        finally:
            connection.close()
        try:
            values = json.loads(row[0]) if row else {}
            if values.get("format") != FORMAT:
                raise wrong_format(self.path.parent, values.get("format"))
            return Description(**values), row[0]
        except (ValueError, TypeError, AttributeError) as error:
            raise CorpusDamaged(f"{NAME} does not say what it is; restore a backup") from error
