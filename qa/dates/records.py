"""The record of a day that a sentence names. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentenceDate:
    """A day or a stretch of days that a sentence names, as ``text`` at ``start``:``end`` of its article.

    ``first`` and ``last`` are days written YYYY-MM-DD, resolved against the article's date; equal for one day."""

    text: str
    start: int
    end: int
    first: str
    last: str
