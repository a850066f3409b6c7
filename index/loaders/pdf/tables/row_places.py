"""A row of a table as it is written in the text -> the lines of the page that are its cells. Pure.

The text of a row has the words of the header before each cell, and a cell may be several lines of the page, beside
which those of other cells stand: it is found by cells, and not as running text is.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders.pdf.page.lines import Line

CELLS_APART = " | "
_MOST_PLACES = 50  # of a first cell: a page of "yes" and "no" has many


def row_places(text: str, lines: Sequence[Line], *, before: int) -> list[int]:
    """Return the numbers of the lines that are the cells of a row: of several such rows the one that has so many
    before it, from the top. None where most of the row stands nowhere together.

    ``text``: "Header: cell | Header: cell", or cells alone."""
    cells = [one for part in text.split(CELLS_APART) if (one := _letters(part.partition(": ")[2] or part))]
    written = [_letters(line.text) for line in lines]
    starts = [i for i, one in enumerate(written) if one and cells and cells[0].startswith(one)]
    rows = [_row(cells, lines, written, start=start) for start in starts[:_MOST_PLACES]]
    most = max((sum(len(written[i]) for i in row) for row in rows), default=0)
    if most < 0.6 * sum(map(len, cells)):
        return []
    best = [row for row in rows if sum(len(written[i]) for i in row) == most]
    spreads = [_spread(row, lines) for row in best]
    close = [row for row, spread in zip(best, spreads, strict=True) if spread < min(spreads) + lines[row[0]].height]
    close.sort(key=lambda row: -lines[row[0]].middle)
    return close[min(before, len(close) - 1)]


def _row(cells: Sequence[str], lines: Sequence[Line], written: Sequence[str], *, start: int) -> list[int]:
    """Return the lines of the cells of a row whose first cell begins with the line ``start``."""
    row = [start]
    for number, cell in enumerate(cells):
        at = len(written[start]) if number == 0 else 0
        while at < len(cell):
            fits = [i for i, one in enumerate(written) if one and i not in row and cell.startswith(one, at)]
            if not fits:
                break
            # The nearest to the row; a cell that goes on does so further down.
            last = min(fits, key=lambda i: (abs(lines[i].middle - lines[row[0]].middle), -len(written[i])))
            row.append(last)
            at += len(written[last])
    return row


def _spread(row: Sequence[int], lines: Sequence[Line]) -> float:
    middles = [lines[i].middle for i in row]
    return max(middles) - min(middles)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
