"""A table of a page -> its rows of cells as text, with spans filled in, and how many of them are its header.

Owns what tells a table of data from one that only places things on the page, and what an item of a list is. Knows
nothing of how rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import lxml.html

_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "form", "nav", "blockquote", "pre")
_LONGEST_CELL = 400
_MOST_SPAN = 100
_MOST_CELLS = 50_000
_PARTS = ("thead", "tbody", "tfoot")
_MOST_SPANS = 20_000

Cells = list[list[str]]
Element: TypeAlias = lxml.html.HtmlElement
#: Lists, by what holds an item of theirs.
ITEMS = {"ul": "li", "ol": "li", "menu": "li", "dir": "li", "dl": "dd"}


def is_layout(table: Element) -> bool:
    """Tell whether a table holds parts of the page (headings, paragraphs, other tables) and not data."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*_LAYOUT), None) is not None:
        return True
    cells = list(table.iter("td", "th"))
    if any(len(cell.findall("p")) > 1 or len(cell.text_content()) > _LONGEST_CELL for cell in cells):
        return True
    return not any(len(row) > 1 for row in table.iter("tr"))


def data_rows(table: Element, text_of: Callable[[Element], str]) -> tuple[list[str], Cells, int]:
    """Return the titles over a table of data, its rows as cells of one line each, and how many rows are its header.

    A cell that spans rows stands in each of them, a header that spans columns in each of those. A row of one cell is a
    title within the table. ``text_of`` reads a cell.
    """
    titles = [text for caption in table.iterchildren("caption") if (text := text_of(caption))]
    rows: Cells = []
    below: dict[int, tuple[int, str]] = {}
    headers = made = 0
    for row in _rows(table):
        head = headers == len(rows) and _is_header(row)
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
    return titles, rows, headers


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
