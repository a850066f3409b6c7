"""A page of a PDF -> its lines, each with its box. Fences pypdfium2. Knows nothing of columns or paragraphs."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from index.extras import library
from index.loaders.pdf.page.glyphs import GAP, RAISED, Glyphs
from index.loaders.pdf.page.note_marks import leave_out_marks
from index.loaders.pdf.page.rotation import Rotation, rotation_of
from index.loaders.pdf.page.rules import NO_RULES, Rules, rules_of
from index.loaders.pdf.page.visibility import Visibility

_BESIDE, _SPACED = 0.15, 0.6  # heights: glyphs of one word, and of two, stand no further apart
_SMALLEST = 2.0  # points; what is smaller cannot be read and is hidden text
_MOST_CHARACTERS = 200_000  # on one page: a newspaper's has 40,000
_SPACES = " \t\r\n\u00a0"
#: The last four are marks of lists in the fonts Symbol and Wingdings, as Word and LibreOffice set them.
_REPLACED = {"\u00ad": "-", "\x02": "-", "\ufffe": "-", "\uffff": ""} | dict.fromkeys("\uf0b7\uf06c\uf0a7\uf0d8", "•")
_MARKS = re.compile(r"[•◦▪‣●○■□]|\d{1,2}[.)]")
"""Marks of lists; what stands behind one on its line is no cell of a table."""
_MARK_GAP = 4.0  # heights
_BOLD = 600  # the least weight of a font that is called bold, as CSS counts


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all rows of as many; a cell is its lines."""

    rows: tuple[tuple[tuple[str, ...], ...], ...]
    #: How many rows are its header.
    headers: int
    #: How many rows may be the end of the row above.
    uncertain: int = 0


@dataclass(slots=True)
class Line:
    """Glyphs beside each other, or a row of a table. The box is in points, counted from the lower left corner of the
    page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False
    #: The table of which it is a row.
    table: Table | None = None

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
    stands on it, whether it cannot be read, and how many lines cannot be seen, and were left out."""

    number: int
    width: float
    height: float
    lines: list[Line]
    pictured: bool = False
    damaged: bool = False
    hidden: int = 0
    rules: Rules = NO_RULES


def pages_of(document: Any) -> Iterator[Page]:
    """Read the pages of an open PdfDocument."""
    pdfium = library("pypdfium2", extra="pdf")
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
                sight = Visibility(page, text)
                rules = rules_of(page, turn)
                every = lines_of(text, turn, rules=rules)
                lines = [line for line, glyphs in every if sight.is_seen(glyphs, _as_drawn(line, turn))]
            finally:
                text.close()
            width, height = turn.size if turn.quarters else page.get_size()
            pictured, hidden = not lines and sight.has_picture, len(every) - len(lines)
            yield Page(number + 1, width, height, lines, pictured=pictured, hidden=hidden, rules=rules)
        finally:
            page.close()


def _as_drawn(line: Line, turn: Rotation) -> tuple[float, float, float, float]:
    box = (line.left, line.bottom, line.right, line.top)
    return turn.as_drawn(box) if turn.quarters else box


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


def lines_of(text: Any, turn: Rotation, *, rules: Rules = NO_RULES) -> list[tuple[Line, Glyphs]]:
    """Read the lines of an open PdfTextPage, each with its glyphs; their boxes are those of the text put upright. The
    borders of cells that are among ``rules`` divide them."""
    raw = library("pypdfium2.raw", extra="pdf")
    upright = [
        glyphs
        for glyphs in _to_the_left(_glyphs(raw, text, turn))
        if not turn.is_awry(raw.FPDFText_GetCharAngle(text, glyphs.first))
    ]
    for glyphs in upright:
        leave_out_marks(glyphs)
    if rules.down:
        upright = [part for glyphs in upright for part in rules.parted(glyphs)]
    rows = [(_line(raw, text, glyphs), glyphs) for glyphs in upright]
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
    return before[3] - before[1] < RAISED * height and -_BESIDE * height <= box[0] - before[2] <= _SPACED * height


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
    return _MARK_GAP if space and len(line.chars) <= 3 and _MARKS.fullmatch("".join(line.chars)) else GAP


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
