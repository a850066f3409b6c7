"""Regions of lines -> paragraphs: what a line continues, hyphens at its end, and what continues on the next page. Pure.

Owns how a paragraph is told from the next: a wider space, another size or weight of the letters, an indented first
line, the mark of a list, a short last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from index.loaders.extraction.outline import Piece, table_lines
from index.loaders.pdf.columns import regions, rows_of
from index.loaders.pdf.hyphens import joined, whole, words_of
from index.loaders.pdf.page.lines import Line, Table
from index.loaders.pdf.tables.headers import Headed, headed, headers_of
from index.loaders.pdf.tables.unruled import with_whole_rows
from index.splitting.roles import may_head

_WIDER = 1.35  # a space between lines so much wider than the usual one parts paragraphs
_OTHER_SIZE = 0.08
_INDENT = 0.8  # heights
_SHORT = 0.8  # of the width of the column: a line that ends before is the last of its paragraph
_FULL = 0.6  # of it: so much of a ragged line is full, so that its sentence may go on in the next column
_MOST_BETWEEN = 8  # captions, boxes and headings between the parts of a paragraph
_LARGE = 1.15  # a heading is set so much larger than the text
_MOST_HEADING_ROWS = 4
_SMALL = 0.92  # a footnote so much smaller
_LOW = 0.35  # of the height of the page: footnotes stand below
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[•◦▪‣*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")


@dataclass(slots=True)
class Row:
    """Lines that stand beside each other: one of running text, or the cells of a row of a table."""

    cells: list[Line]

    @property
    def text(self) -> str:
        """The cells, a space apart."""
        return " ".join(line.text for line in self.cells)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(line.right for line in self.cells)

    @property
    def middle(self) -> float:
        """Height of its middle above the foot of the page."""
        return self.cells[0].middle

    @property
    def height(self) -> float:
        """Height of its largest letters."""
        return max(line.height for line in self.cells)

    @property
    def table(self) -> Table | None:
        """The table of which it is a whole row."""
        return self.cells[0].table

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.cells)


@dataclass(slots=True)
class Paragraph:
    """Rows that belong together, and the pages from which they are: (place in ``rows``, page)."""

    rows: list[Row]
    pages: list[tuple[int, int]] = field(default_factory=list)
    note: bool = False
    #: Whether its last row fills the column.
    full: bool = True

    @property
    def height(self) -> float:
        """Height of its letters."""
        return median(row.height for row in self.rows)

    @property
    def is_table(self) -> bool:
        """Whether its rows have cells."""
        return self.rows[0].table is not None or sum(len(row.cells) > 1 for row in self.rows) >= 2


def paragraphs(pages: Iterable[tuple[int, float, Sequence[Line]]], *, usual: float) -> list[Paragraph]:
    """Divide pages, each (number, height, lines), into paragraphs in their order. A paragraph that goes on on the next
    page or column is one. ``usual``: the height of the letters of running text."""
    result: list[Paragraph] = []
    recent: list[Paragraph] = []  # that are no notes
    for number, height, lines in pages:
        for region in regions(lines):
            rows = [Row(cells) for cells in with_whole_rows(rows_of(region))]
            for place, paragraph in enumerate(_of_region(rows)):
                paragraph.pages.append((0, number))
                paragraph.note = paragraph.height < _SMALL * usual and paragraph.rows[0].middle < _LOW * height
                begun = None if paragraph.note else _begun(recent, paragraph, is_first=place == 0)
                if begun is not None:
                    begun.pages.append((len(begun.rows), number))
                    begun.rows += paragraph.rows
                    begun.full = paragraph.full
                    continue
                result.append(paragraph)
                if not paragraph.note:
                    recent = [*recent[1 - _MOST_BETWEEN :], paragraph]
    return result


def _begun(recent: Sequence[Paragraph], paragraph: Paragraph, *, is_first: bool) -> Paragraph | None:
    """Return the paragraph that another goes on with: the last, and where it is the first of its column rather the last
    one that the end of a column broke off, whatever stands between."""
    fits = [one for one in reversed(recent) if _goes_on(one, paragraph)]
    broken = next((one for one in fits if one.full), None) if is_first else None
    return broken or next((one for one in fits if one is recent[-1]), None)


def pieces(all_paragraphs: Sequence[Paragraph], usual: float) -> Iterator[Piece]:
    """Write paragraphs as text; ``usual``: the height of the letters of running text."""
    words = words_of(row.text for one in all_paragraphs for row in one.rows)
    table: Headed | None = None
    for paragraph in all_paragraphs:
        table = headed(_table(paragraph, words), table) if paragraph.is_table else None
        if table is not None:
            yield Piece("\n".join(table_lines(table.rows, headers=table.headers)), places=((0, _place(table.page)),))
            continue
        text, places = _running(paragraph, words)
        yield Piece(text, "heading" if _heads(paragraph, text, usual) else None, places)


def _heads(paragraph: Paragraph, text: str, usual: float) -> bool:
    """Tell whether a paragraph is a heading: by its size, or by its weight where it looks like one. A first paragraph
    that is set larger is none: it ends as a sentence does."""
    if paragraph.height > _LARGE * usual:
        return len(paragraph.rows) <= _MOST_HEADING_ROWS and not text.endswith(".")
    return all(row.bold for row in paragraph.rows) and may_head(text)


def _place(page: int) -> str:
    return f"page {page}"


def _running(paragraph: Paragraph, words: set[str]) -> tuple[str, tuple[tuple[int, str], ...]]:
    text = ""
    places: list[tuple[int, str]] = []
    pages = dict(paragraph.pages)
    for number, row in enumerate(paragraph.rows):
        following = row.text
        if number:
            text = joined(text, following, words=words)
        if number in pages:
            # The word that a page breaks is on the page before.
            places.append((len(text), _place(pages[number])))
        text += following
    return text, tuple(places)


def _table(paragraph: Paragraph, words: set[str]) -> Headed:
    first = paragraph.rows[0]
    if first.table is None:
        rows = [[line.text for line in row.cells] for row in paragraph.rows]
        headers = headers_of(rows)
    else:
        rows = [[whole(lines, words) for lines in row] for row in first.table.rows]
        headers = first.table.headers
    return Headed(rows, headers, paragraph.pages[0][1], first.left, first.bold)


def _of_region(rows: list[Row]) -> Iterator[Paragraph]:
    if not rows:
        return
    steps = [above.middle - below.middle for above, below in pairwise(rows)]
    pitch = median(steps) if len(steps) > 2 else 1.3 * rows[0].height
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    full = left + _FULL * (right - left)
    current = [rows[0]]
    for row in rows[1:]:
        if _begins(row, current, pitch=pitch, edges=(left, right)):
            yield Paragraph(current, full=current[-1].right >= full)
            current = []
        current.append(row)
    yield Paragraph(current, full=current[-1].right >= full)


def _begins(row: Row, before: list[Row], *, pitch: float, edges: tuple[float, float]) -> bool:
    """Tell whether a row begins a paragraph."""
    last = before[-1]
    if row.table is not None or last.table is not None:
        return row.table is not last.table
    cells = len(row.cells) > 1
    if cells != (len(last.cells) > 1):
        return True
    step = last.middle - row.middle
    if step > _WIDER * pitch and step > 1.5 * row.height:
        return True
    if abs(row.height - last.height) > _OTHER_SIZE * last.height or (row.bold != last.bold and not cells):
        return True
    if cells:
        return False
    if _ITEM.match(row.text):
        return True
    indented = row.left - edges[0] > _INDENT * row.height >= last.left - edges[0]
    ended = last.right < edges[0] + _SHORT * (edges[1] - edges[0]) and _ENDS.search(last.text) is not None
    return (indented and not _ITEM.match(before[0].text)) or ended


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Tell whether a paragraph only goes on with one that another column or page holds the beginning of."""
    if before.is_table or after.is_table or abs(before.height - after.height) > _OTHER_SIZE * before.height:
        return False
    text = before.rows[-1].text
    return not _ENDS.search(text) and after.rows[0].text[:1].islower() and before.rows[-1].bold == after.rows[0].bold
