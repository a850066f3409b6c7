"""The ingest log: which files and addresses were read into a corpus, so that none is read again without need.

One line of JSON an entry; of several entries for one place the last one counts. When the file is lost, everything is
read again. It names places on this machine, so no backup holds it. Only the process that holds the corpus's lock writes
it; a line that a crash has cut short is ignored.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from index.durable.files import publish, sync, sync_folder, unwritten

NAME = "intake.jsonl"
#: The file is rewritten when more lines than this, and at least half of all, no longer count.
_WORTH_REWRITING = 1_000

IngestStatus = Literal["in", "failed"]


@dataclass(frozen=True, slots=True)
class IngestEntry:
    """The result of reading one place: a file by its absolute path, or an address."""

    place: str
    #: "in" when all of it went in, else "failed".
    fate: IngestStatus
    #: When it was read, in seconds since 1970.
    read_at: float = 0.0
    #: Of a file: bytes, and nanoseconds since 1970.
    size: int | None = None
    mtime_ns: int | None = None
    #: sha256 of the bytes that were read, and of the fields that a person gave for them (source, date).
    digest: str | None = None
    said: str = ""
    #: The articles that it holds.
    articles: tuple[str, ...] = ()
    #: The id of the key with which its one article was sent over HTTP.
    key: str = ""
    #: Why not all went in.
    reason: str = ""
    #: The server's ETag and Last-Modified of the version that was read.
    etag: str | None = None
    modified: str | None = None
    #: The date of its last change in the feed or sitemap that lists it; LIST for a feed or sitemap itself.
    version: str | None = None
    #: Of a page: its address as it was fetched, and the place of the feed or sitemap that led to it.
    url: str | None = None
    listed: str | None = None


class IngestLog:
    """The ingest log of one corpus folder. Safe to use from several threads of the process that changes the corpus."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._mutex = threading.Lock()

    def entries(self) -> dict[str, IngestEntry]:
        """Return the entry of every place."""
        with self._mutex:
            return self._read()[0]

    def record(self, entries: Iterable[IngestEntry], *, gone: Iterable[str] = ()) -> None:
        """Write entries, durably, and forget the places that are ``gone``. Raises CorpusFull."""
        lines = [_line(asdict(one)) for one in entries] + [_line({"place": place, "gone": True}) for place in gone]
        if lines:
            with self._mutex:
                self._append(b"".join(lines))

    def forget_articles(self, article_ids: Iterable[str]) -> None:
        """Leave no line that names one of these articles. Raises CorpusFull."""
        ids = frozenset(article_ids)
        with self._mutex:
            kept, lines = self._read()
            left = [one for one in kept.values() if ids.isdisjoint(one.articles)]
            if len(left) < len(kept) or (lines > len(kept) and self._names(ids)):
                self._publish(left)

    def tidy(self) -> None:
        """Rewrite the file where most of its lines no longer count. Raises CorpusFull."""
        with self._mutex:
            kept, lines = self._read()
            if lines - len(kept) > max(_WORTH_REWRITING, len(kept)):
                self._publish(kept.values())

    def _names(self, ids: frozenset[str]) -> bool:
        data = self._path.read_bytes()
        return any(json.dumps(one).encode() in data for one in ids)

    def _publish(self, entries: Iterable[IngestEntry]) -> None:
        publish(self._path, b"".join(_line(asdict(one)) for one in entries))

    def _read(self) -> tuple[dict[str, IngestEntry], int]:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}, 0
        kept: dict[str, IngestEntry] = {}
        lines = data.split(b"\n")[:-1]
        for line in lines:
            values = _parsed(line)
            if values.get("gone"):
                kept.pop(values["place"], None)
            elif (one := _entry(values)) is not None:
                kept[one.place] = one
        return kept, len(lines)

    def _append(self, data: bytes) -> None:
        try:
            new = not self._path.exists()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                end = _end_of_lines(descriptor)
                os.ftruncate(descriptor, end)
                done = 0
                while done < len(data):
                    done += os.pwrite(descriptor, data[done:], end + done)
                sync(descriptor)
            finally:
                os.close(descriptor)
            if new:
                sync_folder(self._path.parent)
        except OSError as error:
            raise unwritten(self._path, error, kept="the articles that were added stay") from error


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values).encode() + b"\n"


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError:
        return {}
    return values if isinstance(values, dict) and isinstance(values.get("place"), str) else {}


def _entry(values: dict[str, Any]) -> IngestEntry | None:
    known = {field.name for field in fields(IngestEntry)}
    if not values or values.get("fate") not in ("in", "failed"):
        return None
    taken = {name: value for name, value in values.items() if name in known}
    return IngestEntry(**{**taken, "articles": tuple(taken.get("articles") or ())})


def _end_of_lines(descriptor: int) -> int:
    """Return where the last whole line ends; what a crash left after it is written over."""
    size = os.fstat(descriptor).st_size
    step, start = 1 << 16, size
    while start > 0:
        start = max(0, start - step)
        end = os.pread(descriptor, min(step, size - start), start).rfind(b"\n")
        if end >= 0:
            return start + end + 1
    return 0
