"""Drafts and errors <-> bytes, sent by the process that read a file; with the files of an archive or a mail whose pages
can be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import orjson

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.originals.source_bytes import ByteSpool
from index.sandbox.children import SandboxError

#: Begins a piece of a file; drafts and errors are JSON objects.
_PIECE = b"P"
_PIECE_BYTES = 1024 * 1024
#: Begins the number and the name of what stands in an archive.
_BEGUN = b"N"
#: So much that stands in one archive may end the process that reads it; each may have taken all the time there is.
_MOST_ENDED = 8


class Begun(NamedTuple):
    """A file of an archive, a mail of a mailbox or a record of a web archive that is read next: how many stand before
    it, and its name."""

    number: int
    name: str


def sent(draft: Draft | LoadError | Begun) -> Iterator[bytes]:
    """Write a draft or an error, after the pieces of the file that it was read from, where it brings one; or what is
    read next."""
    if isinstance(draft, Begun):
        yield _BEGUN + orjson.dumps([draft.number, _whole(draft.name)])
        return
    if isinstance(draft, Draft) and draft.original is not None:
        data = draft.original.read() or b""
        for start in range(0, len(data), _PIECE_BYTES):
            yield _PIECE + data[start : start + _PIECE_BYTES]
        draft = replace(draft, original=None)
    yield packed(draft)


def resumed(read: Callable[[int], Iterable[bytes]]) -> Iterator[Draft | LoadError]:
    """Read what ``read`` sends of a file, and of an archive or mailbox, when something in it ends the process, all that
    stands behind that too. ``read`` is called with how much of what stands there to pass over. Raises SandboxError."""
    first = ended = 0
    while True:
        at: Begun | None = None
        try:
            for draft in received(read(first)):
                if isinstance(draft, Begun):
                    at = draft
                else:
                    yield draft
            return
        except SandboxError as error:
            ended += 1
            if at is None or ended > _MOST_ENDED:
                raise
            yield LoadError(f"{at.name}: {error}")
            first = at.number + 1


def received(items: Iterable[bytes]) -> Iterator[Draft | LoadError | Begun]:
    """Read what ``sent`` wrote. The files wait in a temporary one, which is gone when no draft needs it any more."""
    with_room = True
    spool: ByteSpool | None = None
    start = size = 0
    for item in items:
        if item.startswith(_BEGUN):
            yield Begun(*orjson.loads(item[1:]))
        elif not item.startswith(_PIECE):
            draft = unpacked(item)
            if isinstance(draft, Draft) and size and spool is not None:
                draft = replace(draft, original=spool.part(start, size)) if with_room else draft.noted(_NO_ROOM)
            start, size = start + size, 0
            yield draft
        elif with_room:
            try:
                spool = spool or ByteSpool()
                size += spool.add(item[1:])
            except OSError:
                with_room = False


_NO_ROOM = ("its pages cannot be shown: the temporary folder has no room for the file",)


def packed(draft: Draft | LoadError) -> bytes:
    """Write a draft or an error."""
    value = {"error": str(draft)} if isinstance(draft, LoadError) else asdict(draft)
    try:
        return orjson.dumps(value)
    except TypeError:  # half a character, which a damaged file may hold, has no bytes
        return orjson.dumps(_whole(value))


def unpacked(data: bytes) -> Draft | LoadError:
    """Read a draft or an error again. Raises ValueError for anything else."""
    value = orjson.loads(data)
    if "error" in value:
        return LoadError(value["error"])
    for name in ("outline", "places"):
        if value[name] is not None:
            value[name] = tuple((int(at), str(what)) for at, what in value[name])
    return Draft(**{**value, "notices": tuple(value["notices"])})


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list | tuple) else value
