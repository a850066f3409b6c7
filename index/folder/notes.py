"""Notes: lines that people leave about sentences of articles, in a file beside the catalogue.

Owns the file, its lock and its size limit, and the rule that no note outlives what it quotes. A note is a JSON object
on a line of its own. Only its fields ``article_id``, ``quote``, ``start`` and ``end``, the sentence that it is about,
are read here (all null for none); the other fields belong to its writer. The lock is that of the folder, not the
writer's: notes can be left on a corpus that is served for reading.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.durable.fault_points import reached
from index.durable.files import publish, sync, sync_folder
from index.durable.folder_lock import PATIENCE, locked_folder
from index.errors import CorpusFull, CorpusReadOnly, NotesFull
from index.records import Article

NAME = "feedback.jsonl"
#: Bytes that the file may have.
MOST_BYTES = 1 << 24

Note = dict[str, Any]
Find = Callable[[str], Article | None]
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class Notes:
    """The notes of one corpus folder. Safe to use from several threads and processes at once."""

    def __init__(self, folder: Path, *, patience: float = PATIENCE) -> None:
        """``patience``: seconds to wait for the lock."""
        self._folder = folder
        self._path = folder / NAME
        self._patience = patience

    @contextmanager
    def locked(self) -> Iterator[LockedNotes]:
        """Hold the lock for as long as the block runs: no note is left and no article goes meanwhile.

        Raises CorpusLocked when it is not free in time."""
        with locked_folder(self._folder, to_write=self._path, patience=self._patience):
            yield LockedNotes(self._path)

    def read(self) -> list[Note]:
        """Return the notes, oldest first; a line that a crash has cut short is none."""
        with self.locked() as notes:
            return [note for _, note in notes.lines() if note is not None]

    def copy_to(self, folder: Path, find: Find) -> None:
        """Write the notes into another folder, but those about what ``find`` does not find there. Raises CorpusFull."""
        with self.locked() as notes:
            lines = [line + b"\n" for line, note in notes.lines() if note is not None and is_still_there(note, find)]
        if lines:
            publish(folder / NAME, b"".join(lines))

    @contextmanager
    def without(self, article_ids: Iterable[str]) -> Iterator[None]:
        """Take the notes about these articles away, then run the block that takes the articles away.

        In this order, and under the lock, neither a crash nor a reader can see a quote of a deleted article."""
        gone = frozenset(article_ids)
        with self.locked() as notes:
            notes.keep(lambda note: note.get("article_id") not in gone)
            yield

    @contextmanager
    def fitting(self, articles: Iterable[Article]) -> Iterator[None]:
        """Take away the notes whose quote will not stand where it stood, then run the block that stores these."""
        texts = {article.id: article.text for article in articles if article.revision > 1}
        if not texts:  # nobody can have quoted an article that did not exist
            yield
            return
        with self.locked() as notes:
            notes.keep(
                lambda note: note.get("article_id") not in texts or quote_stands(note, texts[note["article_id"]])
            )
            yield


class LockedNotes:
    """The notes while their lock is held."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self) -> Iterator[tuple[bytes, Note | None]]:
        """Yield each line as it is, and the note on it, None where it holds none."""
        data = self._path.read_bytes() if self._path.exists() else b""
        yield from ((line, _parsed(line)) for line in data.split(b"\n") if line)

    def append(self, note: Mapping[str, Any]) -> None:
        """Append a note, durably. An incomplete line that a crash left before it is cut off: it was never acknowledged.

        Raises NotesFull, CorpusFull (the file is then as it was), CorpusReadOnly."""
        line = json.dumps(note).encode() + b"\n"  # ASCII: no reader takes a line separator in a text for its end
        try:
            new = not self._path.exists()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if error.errno in _FORBIDDEN:
                raise CorpusReadOnly(f"{self._path} cannot be written: {error.strerror}") from error
            raise CorpusFull(f"{self._path} could not be written: {error.strerror or error}") from error
        try:
            end = _whole(descriptor)
            if end + len(line) > MOST_BYTES:
                raise NotesFull(
                    f"{self._path} would grow beyond {MOST_BYTES:,} bytes; move it away to leave more notes"
                )
            _write(descriptor, line, at=end)
            if new:
                sync_folder(self._path.parent)
        finally:
            os.close(descriptor)

    def keep(self, is_wanted: Callable[[Note], bool]) -> int:
        """Take away the notes that are not wanted, and lines that are no notes; return how many notes went.

        When there are any of these the file is rewritten. Raises CorpusFull; the file is then as it was."""
        kept, gone, torn = [], 0, 0
        for line, note in self.lines():
            if note is None:
                torn += 1
            elif is_wanted(note):
                kept.append(line + b"\n")
            else:
                gone += 1
        if gone or torn:
            publish(self._path, b"".join(kept))
        return gone


def quote_stands(note: Mapping[str, Any], text: str) -> bool:
    """Tell whether what a note quotes stands in the article's text at its place."""
    start, end = note.get("start"), note.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return False
    return text[start:end] == note.get("quote")


def is_still_there(note: Mapping[str, Any], find: Find) -> bool:
    """Tell whether a note is about no sentence, or about one that stands in the article that ``find`` finds."""
    about = note.get("article_id")
    article = find(about) if isinstance(about, str) else None
    return about is None or (article is not None and quote_stands(note, article.text))


def _parsed(line: bytes) -> Note | None:
    try:
        note = json.loads(line)
    except ValueError:
        return None
    return note if isinstance(note, dict) else None


def _whole(descriptor: int) -> int:
    """Return where the last complete line ends. A last line that lacks only its line end gets one."""
    size = os.fstat(descriptor).st_size
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return size
    data = os.pread(descriptor, size, 0)
    end = data.rfind(b"\n") + 1
    if _parsed(data[end:]) is not None:
        os.pwrite(descriptor, b"\n", len(data))
        return len(data) + 1
    return end


def _write(descriptor: int, line: bytes, *, at: int) -> None:
    try:
        os.ftruncate(descriptor, at)
        done = 0
        while done < len(line):
            done += os.pwrite(descriptor, line[done:], at + done)
        reached("note written")
        sync(descriptor)
        reached("note synced")
    except OSError as error:
        os.ftruncate(descriptor, at)
        raise CorpusFull(f"the note could not be written: {error.strerror or error}") from error
