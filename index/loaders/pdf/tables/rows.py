"""Rows of cells, each of several lines of a page -> lines that are a row each, and how many of them head it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.loaders.pdf.page.lines import Line, Table

_MOST_HEADERS = 2


def row_lines(rows: Sequence[Sequence[Sequence[Line]]], *, uncertain: int = 0) -> list[Line]:
    """Return a line for each row of a table, as wide as the table and as high as the letters of its first line.

    ``rows``: of cells, all rows of as many; a cell is its lines from the top, none where it is empty. ``uncertain``:
    how many of them may be the end of the row above."""
    texts = tuple(tuple(tuple(line.text for line in cell) for cell in row) for row in rows)
    table = Table(texts, _headers(rows), uncertain)
    every = [line for row in rows for cell in row for line in cell]
    left, right = min(line.left for line in every), max(line.right for line in every)
    result = []
    for row in rows:
        lines = [line for cell in row for line in cell]
        first = max(lines, key=lambda line: line.middle)
        text = " ".join(line.text for line in lines)
        result.append(replace(first, text=text, left=left, right=right, bold=_is_bold(row), table=table))
    return result


def _headers(rows: Sequence[Sequence[Sequence[Line]]]) -> int:
    """Return how many rows head the others: the first where it is bold and the next is not, or where no cell of it is
    empty or holds a digit; and the second, where cells of the first span several columns."""
    first = rows[0]
    if len(rows) < 2:
        return 0
    if _is_bold(first) and not all(_is_bold(row) for row in rows):
        bold = next(i for i, row in enumerate(rows) if not _is_bold(row))
        return bold if bold <= _MOST_HEADERS else 1
    named = not any(char.isdigit() for cell in first for line in cell for char in line.text)
    if not named or sum(map(bool, first)) < max(2, len(first) - 1):
        return 0
    heads = {id(cell[0]) for cell in first if cell}
    spans = len(heads) < sum(map(bool, first))
    return 2 if spans and len(rows) > _MOST_HEADERS else 1


def _is_bold(row: Sequence[Sequence[Line]]) -> bool:
    return all(line.bold for cell in row for line in cell)
