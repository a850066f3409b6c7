"""A page of a PDF -> its lines, each with its box. Fences pypdfium2. Knows nothing of columns or paragraphs."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any

from index.extras import library
from index.loaders.pdf.rotation import Rotation, rotation_of

_BESIDE, _SPACED = 0.15, 0.6  # heights: glyphs of one word, and of two, stand no further apart
_RAISED = 0.85  # of the height of the text: a mark of a footnote is no larger
_GAP = 1.2
"""Glyphs of one line that stand further apart, in heights of theirs, are of two columns or two cells of a table."""
_SMALLEST = 2.0  # points; what is smaller cannot be read and is hidden text
_MOST_CHARACTERS = 200_000  # on one page: a newspaper's has 40,000
_SPACES = " \t\r\n\u00a0"
#: The last four are marks of lists in the fonts Symbol and Wingdings, as Word and LibreOffice set them.
_REPLACED = {"\u00ad": "-", "\x02": "-", "\ufffe": "-", "\uffff": ""} | dict.fromkeys("\uf0b7\uf06c\uf0a7\uf0d8", "•")
_MARKS = re.compile(r"[•◦▪‣●○■□]|\d{1,2}[.)]")
"""Marks of lists; what stands behind one on its line is no cell of a table."""
_MARK_GAP = 4.0  # heights
_BOLD = 600  # the least weight of a font that is called bold, as CSS counts


@dataclass(slots=True)
class Line:
    """Glyphs beside each other. The box is in points, counted from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of its font."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Height of its middle above the foot of the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points, its lines as they were drawn, whether nothing but pictures
    stands on it, and whether it cannot be read."""

    number: int
    width: float
    height: float
    lines: list[Line]
    pictured: bool = False
    damaged: bool = False


def pages_of(document: Any) -> Iterator[Page]:
    """Read the pages of an open PdfDocument."""
    pdfium, raw = library("pypdfium2", extra="pdf"), library("pypdfium2.raw", extra="pdf")
    for number in range(len(document)):
        try:
            page = page_of(document, number)
        except pdfium.PdfiumError:
            yield Page(number + 1, 0.0, 0.0, [], damaged=True)
            continue
        try:
            text = page.get_textpage()
            try:
                turn = rotation_of(page, text)
                lines = [line for line, _ in lines_of(text, turn)]
            finally:
                text.close()
            pictured = not lines and any(one.type == raw.FPDF_PAGEOBJ_IMAGE for one in page.get_objects(max_depth=3))
            width, height = turn.size if turn.quarters else page.get_size()
            yield Page(number + 1, width, height, lines, pictured=pictured)
        finally:
            page.close()


def page_of(document: Any, number: int) -> Any:
    """Open a page of an open PdfDocument, counted from 0, with what was written into its form as a part of it. Raises
    PdfiumError for a damaged one."""
    page = document[number]
    if page.formenv is None:
        return page
    try:
        page.flatten()
    finally:
        page.close()
    return document[number]


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
        return -1 < apart <= _GAP * (top - bottom) and abs(middle - bottom - top) < top - bottom

    def add(self, other: Glyphs) -> None:
        """Go on with the glyphs of another line."""
        self.chars += [" "] * other.spaced + other.chars
        self.lefts += other.lefts
        self.bottoms += other.bottoms
        self.rights += other.rights
        self.tops += other.tops


def lines_of(text: Any, turn: Rotation) -> list[tuple[Line, Glyphs]]:
    """Read the lines of an open PdfTextPage, each with its glyphs; their boxes are those of the text put upright."""
    raw = library("pypdfium2.raw", extra="pdf")
    rows = [
        (_line(raw, text, glyphs), glyphs)
        for glyphs in _to_the_left(_glyphs(raw, text, turn))
        if not turn.is_awry(raw.FPDFText_GetCharAngle(text, glyphs.first))
    ]
    return [(line, glyphs) for line, glyphs in rows if line.height >= _SMALLEST]


def _glyphs(raw: Any, text: Any, turn: Rotation) -> list[Glyphs]:
    """Put glyphs into lines, in the order in which they are drawn: those that stand beside the one before."""
    lines: list[Glyphs] = []
    line: Glyphs | None = None
    left = bottom = right = top = 0.0
    space = ended = False
    box = raw.FS_RECTF()
    unicode, box_of, at = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, ctypes.byref(box)
    for i in range(min(text.count_chars(), _MOST_CHARACTERS)):
        char = chr(unicode(text, i))
        if char in _SPACES:
            space, ended = True, ended or char in "\r\n"
            continue
        if not box_of(text, i, at):
            continue
        before = (left, bottom, right, top)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if turn.quarters:
            left, bottom, right, top = turn.upright((left, bottom, right, top))
        if ended:
            line = line if _stands_behind_mark(before, (left, bottom, right, top)) else None
            space, ended = space and (line is None or left - before[2] > _BESIDE * (top - bottom)), False
        if line is None or not _goes_on(before, (left, bottom, right, top), gap=_gap(line, space=space)):
            line = Glyphs(i, spaced=space)
            lines.append(line)
        elif space:
            line.chars.append(" ")
        line.chars.append(_REPLACED.get(char, char))
        line.lefts.append(left)
        line.bottoms.append(bottom)
        line.rights.append(right)
        line.tops.append(top)
        space = False
    return lines


def _stands_behind_mark(before: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    """Tell whether a glyph stands right behind a small one, as the mark of a footnote: PDFium ends a line there too."""
    height = box[3] - box[1]
    return before[3] - before[1] < _RAISED * height and -_BESIDE * height <= box[0] - before[2] <= _SPACED * height


def _to_the_left(lines: list[Glyphs]) -> list[Glyphs]:
    """Put the parts of lines together that run from right to left."""
    whole: list[Glyphs] = []
    for line in lines:
        if whole and whole[-1].is_followed_by(line):
            whole[-1].add(line)
        else:
            whole.append(line)
    return whole


def _gap(line: Glyphs, *, space: bool) -> float:
    """Return how far from the last glyph of a line its next may stand, in heights."""
    return _MARK_GAP if space and len(line.chars) <= 3 and _MARKS.fullmatch("".join(line.chars)) else _GAP


def _goes_on(before: tuple[float, float, float, float], box: tuple[float, float, float, float], *, gap: float) -> bool:
    """Tell whether a glyph stands beside the one before it. A small raised figure, as of a footnote, does."""
    left, bottom, right, top = box
    height = max(top - bottom, before[3] - before[1])
    apart = max(left - before[2], before[0] - right)
    return apart <= gap * height and abs(top + bottom - before[3] - before[1]) < height


def _line(raw: Any, text: Any, glyphs: Glyphs) -> Line:
    # Most of its glyphs tell the height of a line: one in another font would make it another line's.
    return Line(
        "".join(glyphs.chars),
        min(glyphs.lefts),
        median_low(glyphs.bottoms),
        max(glyphs.rights),
        median_low(glyphs.tops),
        _is_bold(raw, text, glyphs.first),
    )


def _is_bold(raw: Any, text: Any, first: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, first, name, 128, ctypes.byref(flags))
    return bool(raw.FPDFText_GetFontWeight(text, first) >= _BOLD or b"bold" in name.value.lower())
