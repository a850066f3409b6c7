"""Raised marks of footnotes, which are left out as in Word files: glued to a word, they would make another of it. Knows
nothing of the notes themselves."""

from __future__ import annotations

import re
from statistics import median_low

from index.loaders.pdf.page.glyphs import RAISED, Glyphs

_RISE = 0.2  # heights of the text by which a mark stands above its foot, at least
_MARK = re.compile(r"\d{1,3}(?:,\d{1,3})*|[*†‡§¶]{1,3}")
#: What a mark stands behind: a word, or what ends a sentence or quotation. Behind a shorter one, as "km", or a figure,
#: it is an exponent.
_BEHIND = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?”’»\"')\]])$")


def leave_out_marks(line: Glyphs) -> None:
    """Take the marks of footnotes out of a line."""
    heights = [top - bottom for top, bottom in zip(line.tops, line.bottoms, strict=True)]
    if min(heights) >= RAISED * max(heights):
        return
    usual, foot = median_low(heights), median_low(line.bottoms)
    raised = [
        height < RAISED * usual and bottom > foot + _RISE * usual
        for height, bottom in zip(heights, line.bottoms, strict=True)
    ]
    for start, end in reversed(_runs(line, raised)):
        written = "".join(line.chars[start:end])
        if _MARK.fullmatch(written) and _BEHIND.search("".join(line.chars[max(0, start - 3) : start])):
            drawn = sum(char != " " for char in line.chars[:start])
            for edges in (line.lefts, line.bottoms, line.rights, line.tops):
                del edges[drawn : drawn + end - start]
            del line.chars[start:end]


def _runs(line: Glyphs, raised: list[bool]) -> list[tuple[int, int]]:
    """Return where raised glyphs beside each other begin and end."""
    runs: list[tuple[int, int]] = []
    drawn, start = 0, -1
    for at, char in enumerate(line.chars):
        is_raised = char != " " and raised[drawn]
        drawn += char != " "
        if is_raised and start < 0:
            start = at
        elif not is_raised and start >= 0:
            runs.append((start, at))
            start = -1
    return [*runs, (start, len(line.chars))] if start >= 0 else runs
