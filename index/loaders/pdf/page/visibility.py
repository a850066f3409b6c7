"""Which lines of a page cannot be seen: white on white, drawn invisibly where there is no picture to be seen, or off
the page. They are for machines, and nobody could check a citation of them. Knows nothing of what they say."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from index.extras import library
from index.loaders.pdf.page.glyphs import Glyphs

_WHITE = 250  # of 255: the least of red, green and blue
_ALIKE = 8  # levels of grey between which nobody sees a difference
_SCALE = 2.0  # pixels a point: strokes of small letters are thinner than a point


class Visibility:
    """Tells of the lines of one page whether they can be seen. The page is drawn only where some are white."""

    def __init__(self, page: Any, text: Any) -> None:
        self._raw = library("pypdfium2.raw", extra="pdf")
        self._page = page
        self._text = text
        self._bounds = page.get_bbox()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._drawn: Any = None

    @cached_property
    def has_picture(self) -> bool:
        """Whether a picture stands on the page; it is looked for when it is asked: a page may hold many things."""
        return any(one.type == self._raw.FPDF_PAGEOBJ_IMAGE for one in self._page.get_objects(max_depth=3))

    def is_seen(self, glyphs: Glyphs, box: Sequence[float]) -> bool:
        """Say whether a line in a box, in points of the page as it is drawn, can be seen."""
        left, bottom, right, top = self._bounds
        if box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top:
            return False
        raw = self._raw
        mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(self._text, glyphs.first))
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:  # over a picture: the text of a scan, which was recognised
            return self.has_picture
        return not self._is_white(glyphs.first) or self._differs(box)

    def _is_white(self, first: int) -> bool:
        self._raw.FPDFText_GetFillColor(self._text, first, *self._colour)
        red, green, blue, alpha = self._colour
        return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE

    def _differs(self, box: Sequence[float]) -> bool:
        """Say whether something can be told apart within a box of the page as it is drawn."""
        if self._drawn is None:
            self._drawn = self._page.render(scale=_SCALE, grayscale=True, may_draw_forms=False)
        wide, high, stride = self._drawn.width, self._drawn.height, self._drawn.stride
        left, top, right, bottom = self._pixels(box, wide, high)
        pixels = memoryview(self._drawn.buffer).cast("B")
        levels: set[int] = set()
        for row in range(max(0, top), min(bottom, high)):
            levels.update(pixels[row * stride + max(0, left) : row * stride + min(right, wide)])
        return bool(levels) and max(levels) - min(levels) > _ALIKE

    def _pixels(self, box: Sequence[float], wide: int, high: int) -> tuple[int, int, int, int]:
        corners = []
        for x, y in ((box[0], box[1]), (box[2], box[3])):
            across, down = ctypes.c_int(), ctypes.c_int()
            self._raw.FPDF_PageToDevice(self._page, 0, 0, wide, high, 0, x, y, across, down)
            corners.append((across.value, down.value))
        (x1, y1), (x2, y2) = corners
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
