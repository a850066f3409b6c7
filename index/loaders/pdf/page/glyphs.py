"""The glyphs of one line of a PDF page. Knows nothing of where they come from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from statistics import median_low

RAISED = 0.85  # of the height of the text: a mark of a footnote is no larger
GAP = 1.2
"""Glyphs of one line that stand further apart, in heights of theirs, are of two columns or two cells of a table."""


@dataclass(slots=True)
class Glyphs:
    """The glyphs of a line: the number of the first, their characters and the spaces between them, and the edges of
    the boxes of those that are drawn."""

    first: int
    #: Whether a space stands before the first.
    spaced: bool = False
    chars: list[str] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)

    def drawn(self) -> list[str]:
        """Return the characters that have a box each."""
        return [char for char in self.chars if char != " "]

    def is_followed_by(self, other: Glyphs) -> bool:
        """Tell whether another line goes on with this one from right to left: a number in such a text, whose digits run
        from left to right, or what stands behind one."""
        if not any(unicodedata.bidirectional(char) in ("R", "AL") for char in (*self.chars, *other.chars)):
            return False
        bottom, top = median_low(self.bottoms), median_low(self.tops)
        apart = min(self.lefts) - max(other.rights)
        middle = median_low(other.bottoms) + median_low(other.tops)
        return -1 < apart <= GAP * (top - bottom) and abs(middle - bottom - top) < top - bottom

    def add(self, other: Glyphs) -> None:
        """Go on with the glyphs of another line."""
        self.chars += [" "] * other.spaced + other.chars
        self.lefts += other.lefts
        self.bottoms += other.bottoms
        self.rights += other.rights
        self.tops += other.tops
