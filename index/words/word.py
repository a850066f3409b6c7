"""A word of a text: where it stands, and the keys under which it is known."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A word at ``start`` to ``end`` of a text: in plain lower case, and its keys, the first of which is its own; the
    others are other ways to write all of it. ``parts`` are keys of what it holds, by which it can be asked for too."""

    text: str
    keys: tuple[str, ...]
    start: int
    end: int
    parts: tuple[str, ...] = ()
