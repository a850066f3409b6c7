"""Lines of a paragraph -> its text: which hyphens at the ends of lines only broke a word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST_WORD = 60
_BROKEN = re.compile(rf"([^\W\d_]{{1,{_LONGEST_WORD}}})-$")
_RANGE = re.compile(r"\d[-–]$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FIRST = re.compile(r"[^\W\d_]+")


def words_of(lines: Iterable[str]) -> set[str]:
    """Return the words of lines, but the last of a line, which may be half a word."""
    return {word.casefold() for line in lines for word in _WORD.findall(_BROKEN.sub("", line))}


def whole(lines: Iterable[str], words: set[str]) -> str:
    """Return the text of lines that go on with each other."""
    text = ""
    for number, line in enumerate(lines):
        text = (joined(text, line, words=words) if number else "") + line
    return text


def joined(text: str, following: str, *, words: set[str]) -> str:
    """Return a text ready for what follows it on the next line: a hyphen that only broke a word goes."""
    # Its end alone is looked at: a paragraph may be very long.
    broken, first = _BROKEN.search(text[-_LONGEST_WORD:]), _FIRST.match(following)
    if not broken or not first:
        return text if _RANGE.search(text[-2:]) and following[:1].isdigit() else f"{text} "
    before, after = broken[1].casefold(), first[0].casefold()
    if before + after not in words and (f"{before}-{after}" in words or {before, after} <= words):
        return text
    return text[:-1] if first[0][0].islower() else text
