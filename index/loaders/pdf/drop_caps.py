"""A first letter that is set over several lines -> the word that it begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.loaders.pdf.page.lines import Line

_LARGER = 1.8  # than running text; a heading has more than a letter
_LEAST_BESIDE = 2  # lines
_NEAR = 1.5  # heights of running text between the letter and the lines beside it
_WORDS = re.compile(r"[^\W\d_]+")
#: Letters that are words too.
_ALSO_WORDS = frozenset("AIO")


def with_drop_caps(lines: Sequence[Line], *, usual: float) -> list[Line]:
    """Return the lines of a page with each such letter in the uppermost line beside it, and with these lines beginning
    where it does. ``usual``: the height of the letters of running text."""
    result = list(lines)
    for cap in [line for line in lines if _is_cap(line, usual)]:
        beside = [line for line in result if line is not cap and _stands_beside(line, cap, usual)]
        first = max(beside, key=lambda line: line.middle, default=cap)
        if len(beside) < _LEAST_BESIDE or not first.text[0].isalpha():
            continue
        text = cap.text + _space(cap, first, lines) + first.text
        result = [
            replace(line, left=cap.left, text=text if line is first else line.text) if line in beside else line
            for line in result
            if line is not cap
        ]
    return result


def _is_cap(line: Line, usual: float) -> bool:
    return len(line.text) == 1 and line.text.isupper() and line.height > _LARGER * usual


def _stands_beside(line: Line, cap: Line, usual: float) -> bool:
    return cap.right - usual / 2 < line.left < cap.right + _NEAR * usual and cap.bottom < line.middle < cap.top


def _space(cap: Line, first: Line, lines: Sequence[Line]) -> str:
    """Return what stands between the letter and the line: a space where it is a word by the page's other words."""
    word = _WORDS.match(first.text)
    if cap.text not in _ALSO_WORDS or word is None:
        return ""
    words = {one.casefold() for line in lines if line is not first for one in _WORDS.findall(line.text)}
    whole = (cap.text + word[0]).casefold()
    return " " if word[0].casefold() in words and whole not in words else ""
