"""The conversations' file: one SQLite file in the corpus folder, apart from the catalogue.

Owns its table, its bounds, and what happens when it is damaged. It holds the questions, and where the quotes given for
them stand, by article and offsets: never a word of an article. No answer needs it, so it is in no backup, and a file
that cannot be read is renamed and begun again. But no turn is lost silently: a conversation is one row of one table,
with a digest of all that is in it. Knows nothing of articles or answers.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from qa.errors import ConversationError

NAME = "conversations.sqlite"
SET_ASIDE = "conversations-damaged.sqlite"
MOST_TURNS = 100

log = logging.getLogger("qa.conversations")

T = TypeVar("T")
_Rows = Callable[..., list[Any]]

_FORM = 2
_SCHEMA = (
    "CREATE TABLE conversations (id TEXT PRIMARY KEY, used REAL NOT NULL, digest BLOB NOT NULL, turns TEXT NOT NULL) "
    "WITHOUT ROWID",
    f"PRAGMA user_version={_FORM}",
)
# Form 1 kept turns in a table of their own. A conversation is kept for hours, not worth taking over.
_OUTDATED = 1
_FAREWELL = ("DROP TABLE turns", "DROP TABLE conversations")
# Several processes may write this file, so it keeps to SQLite's rollback journal: the write-ahead log of versions in
# wide use can be corrupted by two writers. Losing the last turn to a power cut harms nobody, so NORMAL will do.
_PRAGMAS = ("busy_timeout=5000", "trusted_schema=OFF", "secure_delete=ON", "synchronous=NORMAL")
# Whatever else SQLite says of a statement of ours means that the file is not what we wrote.
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Place(NamedTuple):
    """Where a quote stands: ``start`` and ``end`` are code points, half-open, in the article with that digest."""

    article_id: str
    start: int
    end: int
    article_sha256: str


class StoredTurn(NamedTuple):
    """One turn as kept: what was asked, and the places of the quotes given for it."""

    question: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """For how many hours a conversation is kept after its last use, and how many are: the longest unused goes first."""

    hours: int = 24
    conversations: int = 10_000


class ConversationFile:
    """The conversations of one corpus folder, for any thread and any process that may write there.

    It is made when the first conversation is begun. Every method raises ConversationError when it cannot be used.
    """

    def __init__(self, folder: Path, bounds: Bounds, *, clock: Callable[[], float] = time.time) -> None:
        """Name the folder; nothing is opened yet. ``clock`` tells the time in seconds since 1970."""
        self.path = folder / NAME
        self._bounds = bounds
        self._clock = clock
        self._mutex = threading.Lock()

    def begin(self, conversation: str) -> None:
        """Keep a new conversation under this id."""

        def work(rows: _Rows) -> None:
            rows("INSERT INTO conversations VALUES (?, ?, ?, ?)", _row(conversation, self._clock(), ()))
            spare = "SELECT id FROM conversations WHERE id <> ? ORDER BY used DESC, id LIMIT -1 OFFSET ?"
            rows(
                f"DELETE FROM conversations WHERE id IN ({spare})",  # noqa: S608
                (conversation, self._bounds.conversations - 1),
            )

        self._change(work)

    def turns(self, conversation: str) -> list[StoredTurn] | None:
        """Return a conversation's turns, oldest first; None when there is none of this id any more."""

        def work(rows: _Rows) -> list[StoredTurn] | None:
            # A file without a form has just been made by another thread or process; an outdated one holds nothing.
            return _turns(rows, conversation, self._oldest()) if _form(rows) == _FORM else None

        return self._repaired(lambda: self._run(work) if self.path.exists() else None)

    def add(self, conversation: str, turn: StoredTurn) -> None:
        """Add a turn, the last. The oldest of too many goes; one whose conversation is gone is not kept."""

        def work(rows: _Rows) -> None:
            turns = _turns(rows, conversation, self._oldest())
            if turns is not None:
                row = _row(conversation, self._clock(), [*turns, turn][-MOST_TURNS:])
                rows("REPLACE INTO conversations VALUES (?, ?, ?, ?)", row)

        self._change(work)

    def delete(self, conversation: str) -> bool:
        """Delete a conversation, bytes and all, and say whether there was one."""

        def work(rows: _Rows) -> bool:
            return bool(rows("DELETE FROM conversations WHERE id = ? RETURNING 1", (conversation,)))

        return self.path.exists() and self._change(work)

    def _oldest(self) -> float:
        return self._clock() - 3600 * self._bounds.hours

    def _change(self, work: Callable[[_Rows], T]) -> T:
        """Do some work as one change of the file, made if it is not there; what has expired goes with it."""

        def change(rows: _Rows) -> T:
            rows("BEGIN IMMEDIATE")
            form = _form(rows)
            for statement in () if form == _FORM else _SCHEMA if form == 0 else (*_FAREWELL, *_SCHEMA):
                rows(statement)
            rows("DELETE FROM conversations WHERE used < ?", (self._oldest(),))
            done = work(rows)
            rows("COMMIT")
            return done

        def made_and_changed() -> T:
            with suppress(OSError):  # it exists already, or SQLite's own error is clearer
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            return self._run(change)

        return self._repaired(made_and_changed)

    def _repaired(self, attempt: Callable[[], T]) -> T:
        """Try once; where the file turns out to be damaged, set it aside and try again without it."""
        with suppress(_Damage):
            return attempt()
        try:
            return attempt()
        except _Damage as damage:  # it could not even be set aside
            raise _unusable(self.path, damage) from damage

    def _run(self, work: Callable[[_Rows], T]) -> T:
        """Run some work on a connection of its own. Raises _Damage when the file has been set aside."""
        try:
            opened = self.path.stat().st_ino
            # Also for reading: what an interrupted change left can only be undone by one that may write.
            address = f"file:{quote(str(self.path.absolute()))}?mode=rw"
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                return work(lambda sql, values=(): connection.execute(sql, values).fetchall())
        except (sqlite3.Error, UnicodeDecodeError, _Strange) as error:
            if not self._is_damage(error):
                raise _unusable(self.path, error) from error
            self._set_aside(opened, error)
            raise _Damage(str(error)) from error
        except OSError as error:
            raise _unusable(self.path, error) from error

    def _is_damage(self, error: Exception) -> bool:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code == sqlite3.SQLITE_READONLY:  # for a writable file SQLite reports this only when its header is damaged
            return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        return code not in _NOT_DAMAGE

    def _set_aside(self, opened: int, error: Exception) -> None:
        """Give the damaged file another name, unless someone else has done so since it was opened."""
        with self._mutex, suppress(OSError):
            if self.path.stat().st_ino == opened:
                self.path.with_name(NAME + "-journal").unlink(missing_ok=True)
                os.replace(self.path, self.path.with_name(SET_ASIDE))
                # SQLite's message may hold words of the questions, which must not be logged.
                what = getattr(error, "sqlite_errorname", type(error).__name__)
                message = "%s is damaged (%s): it was set aside as %s; the conversations begun so far are gone"
                log.warning(message, self.path, what, SET_ASIDE)


class _Strange(Exception):
    """The file holds what was not written into it."""


class _Damage(Exception):
    """The file was damaged, and has been set aside."""


def _form(rows: _Rows) -> int:
    form: int = rows("PRAGMA user_version")[0][0]
    if form not in (0, _OUTDATED, _FORM):
        raise _Strange(f"it is of form {form}, this program writes {_FORM}")
    return form


def _unusable(path: Path, error: Exception) -> ConversationError:
    return ConversationError(f"{path} cannot be used ({error}); send the earlier turns as history instead")


def _row(conversation: str, used: float, turns: Sequence[StoredTurn]) -> tuple[str, float, bytes, str]:
    text = json.dumps(turns)
    return conversation, used, _digest(conversation, used, text), text


def _turns(rows: _Rows, conversation: str, oldest: float) -> list[StoredTurn] | None:
    """Return the turns of a conversation; None when it is not there, or was last used before ``oldest``."""
    stored = rows("SELECT used, digest, turns FROM conversations WHERE id = ?", (conversation,))
    if not stored:
        return None
    used, digest, text = stored[0]
    if digest != _digest(conversation, used, text):
        raise _Strange("a conversation is not what was written")
    turns = [StoredTurn(question, tuple(Place(*place) for place in places)) for question, places in json.loads(text)]
    return None if used < oldest else turns


def _digest(conversation: str, used: float, text: str) -> bytes:
    return hashlib.sha256(repr((conversation, used, text)).encode()).digest()
