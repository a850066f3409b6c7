"""What heads the rows of a table, also of one that goes on on the next page. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NEAR = 10.0  # points
_NUMBER = re.compile(r"\W*\d[\d.,\s%]*\D{0,8}")

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Headed:
    """A table as it is written: its rows, how many of them are its header, its page, where it begins from the left, and
    whether its first row is bold."""

    rows: Rows
    headers: int
    page: int
    left: float
    bold: bool


def headed(table: Headed, above: Headed | None) -> Headed:
    """Return a table under the header of the one above it, where that ends the page before and this goes on with it."""
    if above is None or not above.headers or above.page + 1 != table.page or abs(above.left - table.left) > _NEAR:
        return table
    header = above.rows[: above.headers]
    if len(header[0]) != len(table.rows[0]) or table.rows[: above.headers] == header or table.bold:
        return table
    if table.headers and _differs(table.rows[0], table.rows[table.headers :]):
        return table
    return Headed([*header, *table.rows], above.headers, table.page, table.left, above.bold)


def headers_of(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows head the others, by their words alone: the first, where no cell of it holds a digit."""
    even = len({len(row) for row in rows}) == 1
    return int(even and len(rows) > 1 and not any(char.isdigit() for cell in rows[0] for char in cell))


def _differs(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether a column holds numbers below a word."""
    columns = [[cell for cell in column if cell] for column in zip(*body, strict=False)]
    return any(
        column and all(map(_NUMBER.fullmatch, column)) and not _NUMBER.fullmatch(head)
        for head, column in zip(first, columns, strict=False)
    )
