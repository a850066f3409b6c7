"""A table of a page -> its rows of cells as text, with spans filled in, and how many of them are its header.

Owns what tells a table of data from one that only places things on the page, which elements are a table by their roles,
and what an item of a list is. Knows nothing of how rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import lxml.html

_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "form", "nav", "blockquote", "pre")
#: What no cell under a header holds: these are parts of a page.
_LAYOUT_HEADED = ("table", "h1", "h2", "article", "section", "form", "nav", "pre")
_LONGEST_CELL, _LONGEST_CELL_HEADED = 400, 2000
_MOST_SPAN = 100
_MOST_CELLS = 50_000
_PARTS = ("thead", "tbody", "tfoot")
_MOST_SPANS = 20_000

Cells = list[list[str]]
Element: TypeAlias = lxml.html.HtmlElement
_CELLS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}
_BY_ROLE = {"table": "table", "grid": "table", "rowgroup": "tbody", "row": "tr", **_CELLS}
#: Lists, by what holds an item of theirs.
ITEMS = {"ul": "li", "ol": "li", "menu": "li", "dir": "li", "dl": "dd"}


def is_layout(table: Element) -> bool:
    """Tell whether a table holds parts of the page (headings, paragraphs, other tables) and not data."""
    headed = _is_headed(table)
    layout = _LAYOUT_HEADED if headed else _LAYOUT
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*layout), None) is not None:
        return True
    cells = list(table.iter("td", "th"))
    longest = _LONGEST_CELL_HEADED if headed else _LONGEST_CELL
    if any((not headed and len(cell.findall("p")) > 1) or len(cell.text_content()) > longest for cell in cells):
        return True
    return not any(len(row) > 1 for row in table.iter("tr"))


def _is_headed(table: Element) -> bool:
    """Tell whether the first row of more than one cell heads the columns by its elements."""
    row = next((row for row in _rows(table) if len(row) > 1), None)
    return row is not None and _is_header(row) and (row.getparent().tag == "thead" or row[0].tag == "th")


def data_rows(table: Element, text_of: Callable[[Element], str]) -> tuple[list[str], list[tuple[Cells, int]]]:
    """Return the titles over a table of data, and its parts: rows as cells of one line each, and how many of them are
    the header. A header in the middle begins a part.

    A cell that spans rows stands in each of them, a header that spans columns in each of those. A row of one cell is a
    title within the table. ``text_of`` reads a cell.
    """
    parts: list[tuple[Cells, int]] = []
    titles = [text for caption in table.iterchildren("caption") if (text := text_of(caption))]
    rows: Cells = []
    below: dict[int, tuple[int, str]] = {}
    headers = made = 0
    for row in _rows(table):
        head = headers == len(rows) and _is_header(row)
        if 0 < headers < len(rows) and len(row) > 1 and all(cell.tag == "th" for cell in row):
            parts.append((rows, headers))
            rows, headers, head = [], 0, True
        cells = _cells(row, below, text_of=text_of, head=head)
        made += len(cells)
        if made > _MOST_CELLS:
            break
        own = list(row.iterchildren("td", "th"))
        if len(own) == 1 and len(cells) == _span(own[0], "colspan") and cells[0]:
            if rows:
                rows.append(cells[:1])
            else:
                titles.append(cells[0])
            continue
        headers += head
        rows.append([f"{cells[0].rstrip(' :')}: {cells[1]}"] if not headers and _is_pair(row, cells) else cells)
    if parts and headers == len(rows):  # the last row is in bold, as sums are
        rows, headers = [*parts[-1][0], *rows], parts.pop()[1]
    return titles, [*parts, (rows, headers)]


def _cells(
    row: Element, below: dict[int, tuple[int, str]], *, text_of: Callable[[Element], str], head: bool
) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("td", "th"):
        _fill(cells, below)
        text, down = text_of(cell), _span(cell, "rowspan")
        for number in range(_span(cell, "colspan")):
            here = text if head or number == 0 else ""
            if down > 1:
                below[len(cells)] = (down - 1, here)
            cells.append(here)
    _fill(cells, below)
    return cells


def _is_pair(row: Element, cells: list[str]) -> bool:
    """Tell whether a row is a name and its value, as in a box of facts."""
    return len(cells) == 2 and all(cells) and [cell.tag for cell in row.iterchildren("td", "th")] == ["th", "td"]


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows as they are shown: the foot of a table may stand above its body."""
    for part in (*(part for part in table if part.tag != "tfoot"), *table.iterchildren("tfoot")):
        if part.tag == "tr":
            yield part
        elif part.tag in _PARTS:
            yield from part.iterchildren("tr")


def _is_header(row: Element) -> bool:
    """Tell whether a row heads columns: it stands in a thead, or each cell is a header or wholly bold."""
    cells = [cell for cell in row.iterchildren("td", "th") if cell.text_content().strip()]
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return bool(cells)
    return len(cells) > 1 and (all(c.tag == "th" for c in cells) or all(map(_is_bold, cells)))


def _is_bold(cell: Element) -> bool:
    bold = "".join(part.text_content() for part in cell.iter("b", "strong"))
    return bool(bold.split() == cell.text_content().split())


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    while len(cells) in below:
        left, text = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isascii() and value.isdecimal() and len(value) < 6 else 1


def make_table(element: Element) -> None:
    """Make a table of elements whose roles say that they are one, in place; cells of any other stand apart."""
    cells = [cell for cell in element.iterdescendants() if cell.get("role") in _CELLS]
    rows = [row for part in element for row in (part if part.get("role") == "rowgroup" else [part])]
    if len(cells) == sum(map(len, rows)) and all(row.get("role") == "row" for row in rows):
        loose = [text for part in (element, *element, *rows) for text in (part.text, *(inner.tail for inner in part))]
        if not any(text and text.strip() for text in loose) and all(c.get("role") in _CELLS for r in rows for c in r):
            for part in (element, *element, *rows, *cells):
                part.tag = _BY_ROLE[part.get("role", "")]
            return
    for cell in cells:
        if cell.tag == "span":
            cell.tag = "div"


def limit_spans(tree: Element) -> None:
    """Take from the cells of tables what they span where that makes very many: a few tags could make millions."""
    left = _MOST_SPANS
    for cell in tree.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            digits = cell.get(name, "")
            left -= int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0
            if left < 0:
                cell.attrib.pop(name, None)


def hold_loose(element: Element) -> None:
    """Put words that stand in a list beside its items into items of their own, in place."""
    item = ITEMS[element.tag]
    for child in list(element):
        if item == "dd" and child.tag in ("p", "span", "b", "strong", "em", "i"):
            child.tag = "dd"
        if words := (child.tail or "").strip():
            child.tail = None
            child.addnext(_item(element, words))
    if words := (element.text or "").strip():
        element.text = None
        element.insert(0, _item(element, words))


def _item(element: Element, words: str) -> Element:
    item = element.makeelement(ITEMS[element.tag])
    item.text = words
    return item
