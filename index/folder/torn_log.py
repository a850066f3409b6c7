"""Recovery of a write-ahead log that was damaged in the middle: the pages after the damage go into the catalogue.

SQLite stops at the first page of its log whose checksum is wrong and drops all that follows, however much of it was
acknowledged. Each checksum continues the one before, which is written in the log, so the pages after the damage can
still be checked. Owns the form of the log (https://sqlite.org/fileformat2.html#the_write_ahead_log). Used by repair
alone, before SQLite opens the file.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.catalogue.connection import NAME, Connection
from index.durable.files import copy_private, sync_file, sync_folder
from index.errors import CorpusDamaged, CorpusError
from index.folder.row_recovery import ids_in

LOG = f"{NAME}-wal"
#: The name of the log while its pages are written to the catalogue, so that SQLite does not read it.
ASIDE = f"{NAME}-wal.torn"
_HEADER, _FRAME_HEADER = struct.Struct(">8I"), struct.Struct(">6I")
_NAMED = 20  # ids in a notice; more are counted
_SIZE_AND_FREE = 28  # where the first page says how many pages there are, which is the first free one, and how many are
_LITTLE, _BIG = 0x377F0682, 0x377F0683


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page in the log: its number, the size of the catalogue in pages if a commit ends here, else 0."""

    page: int
    pages_after_commit: int
    data: bytes
    is_whole: bool


def check(folder: Path) -> None:
    """Raise CorpusDamaged when something committed follows a damage of the log.

    To be called before a connection that writes is opened: when it closes, SQLite removes what it did not read."""
    log = folder / LOG
    if (folder / ASIDE).exists() or (
        log.exists() and not all(frame.is_whole for frame in _committed(log.read_bytes()))
    ):
        raise CorpusDamaged(
            f"{LOG} in {folder} is damaged; run `qa repair` to save what stands in it, or restore a backup"
        )


def recover(folder: Path) -> list[str]:
    """Write the part of a damaged log that SQLite would drop into the catalogue, and return notices for people.

    Does nothing when the log is whole, or when nothing committed follows the damage. After a crash it can be done
    again. Raises OSError when the folder cannot be written."""
    log = folder / ASIDE if (folder / ASIDE).exists() else folder / LOG
    if not log.exists() or not (folder / NAME).is_file():
        return []
    data = log.read_bytes()
    frames = _committed(data)
    damaged = sum(not frame.is_whole for frame in frames)
    if not damaged and log.name == LOG:
        return []
    working = folder / f"{NAME}.tmp"
    size = len(frames[-1].data) if frames else 0
    least = _generation_by_sqlite(folder, data)
    for first_too in (False, True):
        copy_private(folder / NAME, working)
        _replay(frames, working, size=size, first_too=first_too)
        if _generation(working) >= least:
            break
        working.unlink()
    else:
        return []
    lost = _lost(working, frames, before=folder / NAME, size=size)
    sync_file(working)
    if log.name == LOG:
        os.replace(log, folder / ASIDE)
        sync_folder(folder)
    for name in (LOG, f"{NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    os.replace(working, folder / NAME)
    sync_folder(folder)
    (folder / ASIDE).unlink()
    return [f"the write-ahead log was damaged; {len(frames) - damaged} of its {len(frames)} pages were saved", *lost]


def _committed(data: bytes) -> list[_Frame]:
    frames = list(_frames(data))
    last_commit = max((place for place, frame in enumerate(frames) if frame.pages_after_commit), default=-1)
    return frames[: last_commit + 1]


def _frames(data: bytes) -> Iterator[_Frame]:
    """Yield the pages of a log up to where it is another log's, or nothing follows that is whole."""
    if len(data) < _HEADER.size:
        return
    magic, _, size, _, *salts, first, second = _HEADER.unpack_from(data)
    if magic not in (_LITTLE, _BIG) or not 512 <= size <= 65_536:
        return
    order = "<" if magic == _LITTLE else ">"
    sums = (first, second)
    for at in range(_HEADER.size, len(data) - _FRAME_HEADER.size - size + 1, _FRAME_HEADER.size + size):
        page, pages, *rest = _FRAME_HEADER.unpack_from(data, at)
        content = data[at + _FRAME_HEADER.size : at + _FRAME_HEADER.size + size]
        is_of_this_log = rest[:2] == salts
        is_whole = is_of_this_log and _sums(data[at : at + 8] + content, sums, order) == (rest[2], rest[3])
        yield _Frame(page, pages if is_of_this_log else 0, content, is_whole)
        sums = (rest[2], rest[3])


def _sums(data: bytes, before: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = before
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _replay(frames: list[_Frame], catalogue: Path, *, size: int, first_too: bool) -> None:
    """Write the pages into a catalogue in their order. A damaged page is written too if its number is possible and the
    log has no undamaged copy: the digests of the articles show later which of them it damaged. The first page leads to
    all others: it is written damaged only with ``first_too``. Otherwise it stays as it was before, with the new number
    of pages and an empty list of free pages."""
    if not frames:
        return
    pages = frames[-1].pages_after_commit
    written_whole = {frame.page for frame in frames if frame.is_whole}
    taken = [
        frame
        for frame in frames
        if frame.is_whole or (frame.page not in written_whole and (first_too or frame.page != 1))
    ]
    newest_first = max((place for place, frame in enumerate(frames) if frame.page == 1), default=None)
    with catalogue.open("r+b") as file:
        for frame in taken:
            if 0 < frame.page <= pages:
                file.seek((frame.page - 1) * size)
                file.write(frame.data)
        file.truncate(pages * size)
        if not first_too and newest_first is not None and not frames[newest_first].is_whole:
            file.seek(_SIZE_AND_FREE)
            file.write(struct.pack(">3I", pages, 0, 0))


def _lost(catalogue: Path, frames: list[_Frame], *, before: Path, size: int) -> list[str]:
    """Say which articles the catalogue still counts but can no longer find. Their ids are read from the catalogue's
    pages, the damaged pages of the log, and the pages that these replaced."""
    counted, held = _ids_held(catalogue)
    if len(held) >= counted or not size:
        return []
    torn = {frame.page for frame in frames if not frame.is_whole}
    named = set().union(*(ids_in(frame.data) for frame in frames if frame.page in torn))
    with before.open("rb") as file:
        for page in torn:
            file.seek((page - 1) * size)
            named |= ids_in(file.read(size))
    with catalogue.open("rb") as file:
        while page_of := file.read(size):
            named |= ids_in(page_of)
    ids = sorted(named - held)
    count, number = counted - len(held), len(ids)
    names = ", ".join(map(repr, ids[:_NAMED])) + (f" and {number - _NAMED} more" if number > _NAMED else "")
    notice = f"{count:,} article{'s were' if count > 1 else ' was'} lost with the damaged pages; add them again"
    if number > count:
        return [f"{notice}: they are among these, of which others were deleted before: {names}"]
    return [f"{notice}: {names or 'their ids are lost too'}"]


def _ids_held(catalogue: Path) -> tuple[int, set[str]]:
    """Return how many articles a catalogue counts, and the ids that can be read from its table."""
    held: set[str] = set()
    connection = Connection(catalogue, writable=False)
    try:
        counted = connection.row("SELECT articles FROM state")
        with suppress(CorpusError):  # a broken table is read as far as it goes
            held.update(row[0] for row in connection.each("SELECT id FROM articles NOT INDEXED"))
        return (counted[0] if counted else 0), held
    finally:
        connection.close()


def _generation_by_sqlite(folder: Path, log: bytes) -> int:
    """Return the generation that SQLite itself comes to with a log, in a copy."""
    trial = folder / f"trial-{NAME}.tmp"
    try:
        copy_private(folder / NAME, trial)
        trial.with_name(f"{trial.name}-wal").write_bytes(log)
        return _generation(trial)
    finally:
        for path in folder.glob(f"trial-{NAME}.tmp*"):
            path.unlink()


def _generation(catalogue: Path) -> int:
    """Return the generation of a catalogue, -1 where it has none that can be read."""
    with suppress(CorpusError):
        connection = Connection(catalogue, writable=True)
        try:
            row = connection.row("SELECT generation FROM state")
            return int(row[0]) if row else -1
        finally:
            connection.close()
    return -1
