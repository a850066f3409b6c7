"""Archives (zip, tar, gz, bz2, xz) -> the articles of the files in them.

Owns how much is unpacked, and that nothing of it is ever written to disk: the names in an archive mean nothing here.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO, NamedTuple

from index.errors import LoadError
from index.loaders.draft_serialization import Begun
from index.loaders.drafts import Draft
from index.loaders.extraction.metadata.titles import title_without

#: As unpacked, of one file and of all: a file is held in memory.
MOST_BYTES = 100 * 1024 * 1024
_MOST_ALL = 2 * 1024 * 1024 * 1024
_MOST_MEMBERS = 100_000
_HIDDEN = re.compile(r"(?:^|/)(?:\.(?!\.?/)|~\$|__MACOSX/)")
_UNPACKERS: tuple[tuple[bytes, Callable[..., Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)
_PACKED = re.compile(r"(?i)\.(?:gz|bz2|xz)$")
_FAULTS = (
    *(OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError),
    *(NotImplementedError, ValueError, OverflowError),  # sizes and places in a damaged table of contents
)
_TOO_LARGE = f"it unpacks to more than {MOST_BYTES:,} bytes; it is hostile, or is to be divided"


class File(NamedTuple):
    """A file of an archive, or why it cannot be read."""

    name: str
    data: bytes | LoadError


def load_archive(
    stream: BinaryIO, *, name: str, member: Callable[..., Iterator[Draft | LoadError]], first: int | None = None
) -> Iterator[Draft | LoadError | Begun]:
    """Read the articles of every file in an archive; ``name``: its own. Raises LoadError when it holds none of a kind
    that is read.

    ``first``: how many of its files to pass over, None for an archive that stands in another file. Else each file is
    named before it is read, so that those behind one that ends the process can be read by another."""
    none = not first
    for number, file in _files(stream, name, first or 0):
        if first is not None:
            yield Begun(number, file.name)
        if isinstance(file.data, LoadError):
            none = False
            yield LoadError(f"{file.name}: {file.data}")
            continue
        for draft in member(file.name, file.data):
            none = False
            yield _in_archive(draft, file.name)
    if none:
        raise LoadError("it holds no file of a kind that is read")


def _in_archive(draft: Draft | LoadError, name: str) -> Draft | LoadError:
    if isinstance(draft, LoadError):
        return LoadError(f"{name}: {draft}")
    title = draft.title or (title_without(draft.text, name=name) if not draft.where else "")
    return replace(draft, title=title, where=f"{name}: {draft.where}" if draft.where else name)


def _files(stream: BinaryIO, name: str, first: int) -> Iterator[tuple[int, File]]:
    """Yield the files from the ``first`` on that are not hidden, each with its number."""
    left = _MOST_ALL
    for number, file in enumerate(_all(stream, name, first)):
        left -= len(file.data) if isinstance(file.data, bytes) else MOST_BYTES
        if number >= _MOST_MEMBERS or left < 0:
            yield number, File(file.name, LoadError("the archive unpacks to too much; nothing from here on was read"))
            return
        if number >= first and not _HIDDEN.search(file.name):
            yield number, file


def _all(stream: BinaryIO, name: str, first: int) -> Iterator[File]:
    head = stream.read(8)
    stream.seek(0)
    try:
        if head.startswith(b"PK"):
            yield from _zipped(stream, first)
            return
        opener = next((opener for mark, opener in _UNPACKERS if head.startswith(mark)), None)
        with _opened(stream, opener) as plain:
            start = plain.read(512)
            plain.seek(0)
            if start[257:262] == b"ustar" or opener is None:
                yield from _tarred(plain)
            else:
                yield File(_PACKED.sub("", name), _limited(plain))
    except _FAULTS as error:
        yield File(name or "archive", LoadError(f"it cannot be unpacked ({error}); it is damaged; make it again"))


def _opened(stream: BinaryIO, opener: Callable[..., Any] | None) -> Any:
    return io.BufferedReader(stream) if opener is None else opener(stream)


def _limited(stream: Any) -> bytes | LoadError:
    data: bytes = stream.read(MOST_BYTES + 1)
    return data if len(data) <= MOST_BYTES else LoadError(_TOO_LARGE)


def _zipped(stream: BinaryIO, first: int) -> Iterator[File]:
    with zipfile.ZipFile(stream) as archive:
        # The name of a damaged one may begin with NUL, and zipfile's is_dir fails then.
        files = [one for one in archive.infolist() if not one.filename.endswith("/")]
        for number, entry in enumerate(files):
            name = entry.filename or "(no name)"
            if number < first:  # it was read before
                yield File(name, b"")
                continue
            try:
                with archive.open(entry) as file:
                    yield File(name, _limited(file))
            except RuntimeError:  # how zipfile says that a password is needed
                yield File(name, LoadError("it is protected by a password; pack it without one"))
            except _FAULTS as error:
                yield File(name, LoadError(f"it cannot be unpacked ({error}); it is damaged"))


def _tarred(stream: BinaryIO) -> Iterator[File]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for entry in archive:
            if entry.isreg():
                file = archive.extractfile(entry)
                assert file is not None, "a regular file has content"
                yield File(entry.name, _limited(file))
