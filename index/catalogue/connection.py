"""The catalogue's schema, and connections to it that are hardened the same way everywhere.

Owns the tables, the pragmas and the translation of SQLite's errors into ours. The one module that imports sqlite3.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.errors import CorpusDamaged, CorpusError, CorpusFull, FormatMismatch

#: Version of the format of the whole folder. A change of any table, blob or file format raises it.
FORMAT = 4
#: Older formats: a folder is upgraded from them when it is opened for writing (``index.folder.upgrade``).
EARLIER = (1, 2, 3)
NAME = "catalogue.sqlite"
#: The version of the SQLite library in use, which is Python's or the system's.
VERSION = sqlite3.sqlite_version

# An article's sentences have consecutive numbers from first_number on, so no second index is needed to find them. Long
# columns stand last, so that reading the short ones does not have to pass them. The full-text index is made in
# ``full_text``.
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  generation INTEGER NOT NULL, articles INTEGER NOT NULL, sentences INTEGER NOT NULL,
  last_number INTEGER NOT NULL, log_floor INTEGER NOT NULL, earlier INTEGER NOT NULL DEFAULT 0
);
INSERT INTO state (only_row, generation, articles, sentences, last_number, log_floor) VALUES (1, 0, 0, 0, 0, 0);
CREATE TABLE articles (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
  first_number INTEGER NOT NULL UNIQUE, sentence_count INTEGER NOT NULL,
  content_sha256 TEXT NOT NULL, rows_sha256 TEXT NOT NULL, vectors_sha256 TEXT NOT NULL,
  published TEXT, source TEXT, author TEXT, url TEXT, title TEXT NOT NULL, text TEXT NOT NULL,
  updated TEXT, language TEXT, stored TEXT NOT NULL DEFAULT '', known TEXT NOT NULL DEFAULT ''
);
CREATE INDEX articles_by_source ON articles (source);
CREATE INDEX articles_by_date ON articles (substr(published, 1, 10));
CREATE TABLE sentences (
  number INTEGER PRIMARY KEY, article INTEGER NOT NULL, position INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT ''
);
CREATE TABLE vectors (number INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE deletions (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, generation INTEGER NOT NULL);
CREATE VIEW passages (number, context, sentence) AS
  SELECT s.number, a.title || ' ' || s.section, s.text FROM sentences s JOIN articles a ON a.key = s.article;
"""
# Earlier revisions of articles, in tables of their own, so that a search of the current ones cannot find them. Rows
# keep the sentence numbers that they had in the current tables, which are never reused; keys are negative, so that no
# current article has the same. ``state.earlier`` counts the revisions.
REVISIONS_SCHEMA = """
CREATE TABLE earlier_articles (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL,
  first_number INTEGER NOT NULL UNIQUE, sentence_count INTEGER NOT NULL,
  content_sha256 TEXT NOT NULL, rows_sha256 TEXT NOT NULL, vectors_sha256 TEXT NOT NULL,
  published TEXT, source TEXT, author TEXT, url TEXT, title TEXT NOT NULL, text TEXT NOT NULL,
  updated TEXT, language TEXT, stored TEXT NOT NULL, known TEXT NOT NULL, UNIQUE (id, revision)
);
CREATE TABLE earlier_sentences (
  number INTEGER PRIMARY KEY, article INTEGER NOT NULL, position INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
  place TEXT NOT NULL
);
CREATE TABLE earlier_vectors (number INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE VIEW earlier_passages (number, context, sentence) AS
  SELECT s.number, a.title || ' ' || s.section, s.text
  FROM earlier_sentences s JOIN earlier_articles a ON a.key = s.article;
"""

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_NO_TEXT = "Could not decode to UTF-8"  # Python's own message, which continues with the whole text
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def wrong_format(folder: Path, written: object) -> FormatMismatch:
    """Make the error for a folder of another format, which says what to do."""
    cure = "use the version that wrote it, or add the articles again"
    if written in EARLIER:
        cure = "run `qa repair` once to bring it to this format"
    return FormatMismatch(f"{folder} was written in format {written}, this program reads format {FORMAT}; {cure}")


class Connection:
    """One connection to a catalogue, used by one thread at a time."""

    def __init__(self, path: Path, *, writable: bool, create: bool = False) -> None:
        """Open a catalogue. Raises CorpusDamaged when the file is not one, CorpusError when it cannot be opened."""
        self._path = path
        #: What was counted in the state being read, by whoever counts; None for a connection that writes: it keeps
        #: nothing.
        self.counts: dict[tuple[object, ...], int] | None = None if writable else {}
        self._counted_at = -1
        mode = ("rwc" if create else "rw") if writable else "ro"
        self._immutable = False
        try:
            self._connect(mode, writable)
        except CorpusError:
            # A reader creates files of its own beside the catalogue, which is impossible on a read-only medium.
            if writable or not _is_on_read_only_medium(path):
                raise
            self._immutable = True
            self._connect("ro&immutable=1", writable)

    def _connect(self, mode: str, writable: bool) -> None:
        with translated(self._path):
            self._connection = sqlite3.connect(
                f"file:{quote(str(self._path.absolute()))}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
        try:
            self._harden(writable)
        except CorpusError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Run a statement and return all its rows."""
        with translated(self._path):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """Run a statement and return its first row, or None."""
        with translated(self._path):
            return self._connection.execute(sql, values).fetchone()

    def each(self, sql: str, values: Sequence[Any] = ()) -> Generator[Any, None, None]:
        """Run a statement and yield its rows without holding them all."""
        with translated(self._path):
            yield from self._connection.execute(sql, values)

    def many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        with translated(self._path):
            self._connection.executemany(sql, values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read one state of the catalogue: later commits of others are not visible in the block."""
        if self._immutable and _log_of(self._path).exists():
            raise CorpusError(f"{self._path} was taken to be changed by nobody, and now is; open it again")
        self.rows("BEGIN")
        try:
            (version,) = self.row("PRAGMA data_version")  # another one after each commit, of whatever process
            if self.counts and version != self._counted_at:
                self.counts.clear()
            self._counted_at = version
            yield
        finally:
            self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run one transaction: it is committed durably at the end of the block, and rolled back on any exception."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield self
            self.rows("COMMIT")
        finally:
            self._roll_back()

    def create_tables(self) -> None:
        """Write the empty tables, as part of the change in progress."""
        self.script(_SCHEMA + REVISIONS_SCHEMA)

    def script(self, statements: str) -> None:
        """Run statements that each end with a semicolon and a line, as part of the change in progress."""
        for statement in statements.split(";\n"):
            if statement.strip():
                self.rows(statement)

    def define(self, name: str, function: Callable[[str], str]) -> None:
        """Register a deterministic function of one text, to be used in statements."""
        with translated(self._path):
            self._connection.create_function(name, 1, function, deterministic=True)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self.rows("ROLLBACK")

    def _harden(self, writable: bool) -> None:
        # cell_size_check is off except in verify, which sets it: it made reading scattered rows four times as slow.
        pragmas = ["busy_timeout=5000", "trusted_schema=OFF", "mmap_size=0", "temp_store=MEMORY"]
        if writable:
            # The log is emptied by hand after each commit; FULL makes a commit durable before it returns.
            pragmas += ["journal_mode=WAL", "synchronous=FULL", "cache_size=-32000"]
            # On macOS a sync stops at the drive's own memory unless these are on; elsewhere they change nothing.
            pragmas += ["fullfsync=ON", "checkpoint_fullfsync=ON"]
        else:
            pragmas += ["cache_size=-16000"]  # holds what full-text search reads most often of a million sentences
        for pragma in pragmas:
            self.rows(f"PRAGMA {pragma}")
        self.rows("SELECT count(*) FROM sqlite_schema")  # a file that is no database is only noticed on reading it


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _is_on_read_only_medium(path: Path) -> bool:
    return bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY) and not _log_of(path).exists()


def _has_no_room(path: Path) -> bool:
    """Tell whether no file can be created beside a path: SQLite reports that with the same code as other faults."""
    system = os.statvfs(path.parent)
    return system.f_bavail == 0 or (system.f_files > 0 and system.f_favail == 0)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, naming the file and what to do."""
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite's message may quote damaged text
        raise CorpusDamaged(f"{path.name} is damaged; run `qa verify`, then restore a backup") from error
    except sqlite3.DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in _FULL or (code == sqlite3.SQLITE_CANTOPEN and _has_no_room(path)):
            raise CorpusFull(
                f"{path} could not be written ({error}); nothing was changed. Free some space and run the command again"
            ) from error
        if str(error).startswith(_NO_TEXT):
            what = "a text in it is no UTF-8"
            raise CorpusDamaged(f"{path.name} is damaged ({what}); run `qa verify`, then restore a backup") from error
        if code in _DAMAGED:
            raise CorpusDamaged(f"{path.name} is damaged ({error}); run `qa verify`, then restore a backup") from error
        raise CorpusError(f"{path} could not be used: {error}") from error
