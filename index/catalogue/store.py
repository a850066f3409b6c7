"""The catalogue: one SQLite file that is the truth about a corpus.

Owns the connections: one that writes, used by one thread at a time, and a pool of read-only ones. What can be read is
in ``snapshot``, what can be changed in ``change``.
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
from index.catalogue.historical_snapshot import HistoricalSnapshot
from index.catalogue.snapshot import Snapshot
from index.catalogue.write_ahead_log import WriteAheadLog
from index.durable.fault_points import reached
from index.durable.files import make_private, unwritten
from index.errors import CorpusClosed, CorpusDamaged, EncoderMismatch
from index.limits import DEFAULT, Limits


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
    """An open catalogue. Snapshots may be taken by several threads at once; changes queue."""

    def __init__(self, folder: Path, *, writable: bool, limits: Limits = DEFAULT) -> None:
        """Open the catalogue of a folder. Raises FormatMismatch, or CorpusDamaged when it is not a whole catalogue."""
        self.path = folder / NAME
        if not self.path.is_file():
            raise CorpusDamaged(f"{NAME} is missing from {folder}; restore a backup")
        self._idle: list[Connection] = []
        self._mutex = threading.Lock()
        self._closed = False
        # One mutex for commits and checkpoints: before 3.51.3 SQLite may lose commits when two do them at once.
        self._writing = threading.RLock()
        self._writer: Connection | None = None
        self._log: WriteAheadLog | None = None
        self._limits = limits
        if writable:
            self.open_for_writing()
        try:
            self.describe_again()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, folder: Path, description: Description) -> Store:
        """Write an empty catalogue and open it. After a crash there is none or a complete one, with which creation can
        continue."""
        try:
            make_private(folder / NAME)
        except OSError as error:
            raise unwritten(folder / NAME, error) from error
        connection = Connection(folder / NAME, writable=True, create=True)
        try:
            with connection.writing():
                if not connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'state'"):
                    connection.create_tables()
                    full_text.create(connection)
                    full_text.create(connection, of=full_text.EARLIER)
                    connection.rows("INSERT INTO meta VALUES ('description', ?)", (json.dumps(asdict(description)),))
        finally:
            connection.close()
        return cls(folder, writable=True)

    def open_for_writing(self) -> None:
        """Open the connection that writes, if it is not open. The caller holds the folder's lock."""
        if self._writer is None:
            self._writer = Connection(self.path, writable=True)
            log = self.path.with_name(f"{NAME}-wal")
            self._log = WriteAheadLog(self._writer, log, mutex=self._writing, most_bytes=self._limits.log_bytes)

    @contextmanager
    def snapshot(self, *, as_of: str | None = None) -> Iterator[Snapshot]:
        """Read one state of the catalogue for as long as the block runs; with ``as_of``, a moment as
        ``index.records.moment`` writes it, the revisions that were known then."""
        with self._mutex:
            self.check_open()
            connection = self._idle.pop() if self._idle else None
        connection = connection or Connection(self.path, writable=False)
        try:
            with connection.reading():
                snapshot = _looking(connection, self.description.dimension, self._limits, as_of=as_of)
                self._check_unchanged(connection)
                yield snapshot
        except BaseException:
            connection.close()  # after an error the connection is not used again
            raise
        with self._mutex:
            if self._closed:
                connection.close()
            else:
                self._idle.append(connection)

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Change the articles: when the block ends all of it is committed and durable, on an exception nothing is."""
        with self.transaction() as connection:
            change = Change(connection, self._limits)
            yield change
            change.finish()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Change anything in the catalogue: when the block ends all of it is committed and durable, on an exception
        nothing is."""
        with self._writing:
            with self._connection_that_writes().writing() as connection:
                yield connection
            reached("catalogue committed")
            self._empty_log()

    def wait_for_room(self) -> None:
        """Wait, before a change, while readers keep a large write-ahead log from being emptied."""
        if self._log is not None:
            self._log.wait_for_room()

    def compact(self) -> None:
        """Rewrite the file without the space and the bytes of what was deleted."""
        with self._writing:
            writer = self._connection_that_writes()
            with writer.writing():
                writer.rows("INSERT INTO full_text (full_text) VALUES ('optimize')")
            writer.rows("VACUUM")
            reached("catalogue compacted")
            self._empty_log()

    def check_open(self) -> None:
        """Raise CorpusClosed after ``close``."""
        if self._closed:
            raise CorpusClosed(f"{self.path.parent} was closed; open it again to use it")

    def close(self) -> None:
        """Close every connection. Calling again does nothing."""
        with self._mutex:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
        if self._log is not None:
            self._log.close()
            self._log = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def describe_again(self) -> None:
        """Read the description of the corpus, after it was opened or re-embedded."""
        self.description, self._description_text = self._described()

    def _connection_that_writes(self) -> Connection:
        self.check_open()
        assert self._writer is not None, "the caller has checked that the corpus is open for writing"
        return self._writer

    def _empty_log(self) -> None:
        if self._log is not None:
            self._log.empty()

    def _check_unchanged(self, connection: Connection) -> None:
        # Another process may have re-embedded the corpus; vectors of our encoder cannot be compared with the new ones.
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


def _looking(connection: Connection, dimension: int, limits: Limits, *, as_of: str | None) -> Snapshot:
    if as_of is None:
        return Snapshot(connection, dimension, limits)
    return HistoricalSnapshot(connection, dimension, limits, as_of=as_of)
