"""The conversations' file: one SQLite file in the corpus folder, apart from the catalogue.

Owns its tables, its bounds, and what becomes of it when it is damaged. It holds what was asked and where the quotes
given for it stand, by article and offsets: never a word of an article. Nothing in it is needed to answer, so little is
promised of it: it is in no backup, and a file that cannot be read is set aside and begun anew. Knows nothing of
articles or answers.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
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

_FORM = 1
_SCHEMA = (
    "CREATE TABLE conversations (id TEXT PRIMARY KEY, used REAL NOT NULL)",
    "CREATE INDEX conversations_by_use ON conversations (used)",
    "CREATE TABLE turns (number INTEGER PRIMARY KEY, "
    "conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, "
    "question TEXT NOT NULL, places TEXT NOT NULL)",
    "CREATE INDEX turns_by_conversation ON turns (conversation)",
    f"PRAGMA user_version={_FORM}",
)
# Several processes may write this file, so it keeps to SQLite's rollback journal: the write-ahead log of versions in
# wide use can be corrupted by two writers. Losing the last turn to a power cut harms nobody, so NORMAL will do.
_PRAGMAS = ("busy_timeout=5000", "trusted_schema=OFF", "foreign_keys=ON", "secure_delete=ON", "synchronous=NORMAL")
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


class Kept(NamedTuple):
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
            rows("INSERT INTO conversations VALUES (?, ?)", (conversation, self._clock()))
            newest = "SELECT id FROM conversations ORDER BY used DESC, rowid DESC LIMIT ?"
            rows(f"DELETE FROM conversations WHERE id NOT IN ({newest})", (self._bounds.conversations,))  # noqa: S608

        self._change(work)

    def turns(self, conversation: str) -> list[Kept] | None:
        """Return a conversation's turns, oldest first; None when there is none of this id any more."""

        def work(rows: _Rows) -> list[Kept] | None:
            # A file without a form has just been made by another thread or process.
            if _form(rows) == 0 or not rows(
                "SELECT 1 FROM conversations WHERE id = ? AND used >= ?", (conversation, self._oldest())
            ):
                return None
            found = rows("SELECT question, places FROM turns WHERE conversation = ? ORDER BY number", (conversation,))
            return [_kept(question, places) for question, places in found]

        return self._repaired(lambda: self._run(work) if self.path.exists() else None)

    def add(self, conversation: str, turn: Kept) -> None:
        """Add a turn, the last. The oldest of too many goes; one whose conversation is gone is not kept."""

        def work(rows: _Rows) -> None:
            if not rows("UPDATE conversations SET used = ? WHERE id = ? RETURNING 1", (self._clock(), conversation)):
                return
            values = (conversation, turn.question, json.dumps(turn.places))
            rows("INSERT INTO turns (conversation, question, places) VALUES (?, ?, ?)", values)
            latest = "SELECT number FROM turns WHERE conversation = ?1 ORDER BY number DESC LIMIT ?2"
            spare = f"DELETE FROM turns WHERE conversation = ?1 AND number NOT IN ({latest})"  # noqa: S608
            rows(spare, (conversation, MOST_TURNS))

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
            if _form(rows) == 0:
                for statement in _SCHEMA:
                    rows(statement)
            rows("DELETE FROM conversations WHERE used < ?", (self._oldest(),))
            done = work(rows)
            rows("COMMIT")
            return done

        def made_and_changed() -> T:
            with suppress(OSError):  # it is there already, or SQLite says better what is wrong
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
        if code == sqlite3.SQLITE_READONLY:  # said of a file that may be written only when its header is damaged
            return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        return code not in _NOT_DAMAGE

    def _set_aside(self, opened: int, error: Exception) -> None:
        """Give the damaged file another name, unless someone else has done so since it was opened."""
        with self._mutex, suppress(OSError):
            if self.path.stat().st_ino == opened:
                self.path.with_name(NAME + "-journal").unlink(missing_ok=True)
                os.replace(self.path, self.path.with_name(SET_ASIDE))
                # SQLite's own words may hold words of the questions, which belong into no log.
                what = getattr(error, "sqlite_errorname", type(error).__name__)
                told = "%s is damaged (%s): it was set aside as %s; the conversations begun so far are gone"
                log.warning(told, self.path, what, SET_ASIDE)


class _Strange(Exception):
    """The file holds what was not written into it."""


class _Damage(Exception):
    """The file was damaged, and has been set aside."""


def _form(rows: _Rows) -> int:
    form: int = rows("PRAGMA user_version")[0][0]
    if form not in (0, _FORM):
        raise _Strange(f"it is of form {form}, this program writes {_FORM}")
    return form


def _unusable(path: Path, error: Exception) -> ConversationError:
    return ConversationError(f"{path} cannot be used ({error}); send the earlier turns as history instead")


def _kept(question: object, places: object) -> Kept:
    try:
        told = tuple(Place(*place) for place in json.loads(str(places)))
    except (ValueError, TypeError) as error:
        raise _Strange("a turn cannot be read") from error
    if not isinstance(question, str) or not all(isinstance(p.start, int) and isinstance(p.end, int) for p in told):
        raise _Strange("a turn is not one")
    return Kept(question, told)
