"""A page whose text stands sideways or upside down, as pages do that were scanned so or are printed across: its boxes
are turned until it stands upright, and back where they are shown. Knows nothing of lines."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from index.extras import library

Box = tuple[float, float, float, float]
#: So many glyphs tell how a page stands.
_SAMPLE = 200
#: A glyph that is turned by more, in radians, stands otherwise than the text: a stamp across the page.
_AWRY = 0.2


@dataclass(frozen=True, slots=True)
class Rotation:
    """The rotation of a page's text, in quarter turns clockwise, and the page's edges."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page when its text stands upright."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarters % 2 else (width, height)

    def is_awry(self, angle: float) -> bool:
        """Tell whether a glyph that stands at an angle is not part of the text."""
        off = (angle - self.quarters * math.pi / 2) % (2 * math.pi)
        return min(off, 2 * math.pi - off) > _AWRY

    def upright(self, box: Box) -> Box:
        """Turn a box of the page until the text stands upright; its corners count from the lower left one then."""
        left, bottom, right, top = box
        if self.quarters == 1:  # the text runs down
            return self.top - top, left - self.left, self.top - bottom, right - self.left
        if self.quarters == 2:
            return self.right - right, self.top - top, self.right - left, self.top - bottom
        if self.quarters == 3:  # the text runs up
            return bottom - self.bottom, self.right - right, top - self.bottom, self.right - left
        return box

    def as_drawn(self, box: Box) -> Box:
        """Turn a box of the upright text to where it stands on the page."""
        left, bottom, right, top = box
        if self.quarters == 1:
            return bottom + self.left, self.top - right, top + self.left, self.top - left
        if self.quarters == 2:
            return self.right - right, self.top - top, self.right - left, self.top - bottom
        if self.quarters == 3:
            return self.right - top, left + self.bottom, self.right - bottom, right + self.bottom
        return box


def rotation_of(page: Any, text: Any) -> Rotation:
    """Tell how the text of an open page stands, by most of its glyphs."""
    raw = library("pypdfium2.raw", extra="pdf")
    count = text.count_chars()
    angles = (raw.FPDFText_GetCharAngle(text, i) for i in range(0, count, max(1, count // _SAMPLE)))
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    most = quarters.most_common(1)
    return Rotation(most[0][0] if most else 0, *page.get_mediabox())
