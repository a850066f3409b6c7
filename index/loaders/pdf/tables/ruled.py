"""Tables whose cells have borders -> lines of the page that are a row each. Pure.

Owns which borders are a table's and in which cell a line stands. A cell that spans rows stands in each of them, and one
that spans columns in each of those where it heads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.loaders.pdf.page.lines import Line
from index.loaders.pdf.page.rules import Rules
from index.loaders.pdf.tables.rows import row_lines

_NEAR = 4.0  # points: the borders of two cells that touch
_LONGEST_CELL = 400  # characters: what is longer is a part of the page in a frame
_LEAST_FILLED = 0.5  # of the cells: a chart has lines too
_MOST_CELLS = 5_000

Across = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Borders that touch, and where they divide a page: from left to right, and from the top."""

    rules: Rules
    columns: list[float]
    rows: list[float]


def with_ruled_tables(lines: Sequence[Line], rules: Rules) -> list[Line]:
    """Return the lines of a page with those in the cells of a ruled table in rows of one line each."""
    result = list(lines)
    for grid in _grids(rules):
        inside = [line for line in result if _is_inside(line, grid)]
        made = _table_lines(inside, grid)
        if made:
            gone = {id(line) for line in inside}
            result = [line for line in result if id(line) not in gone] + made
    return result


def _grids(rules: Rules) -> list[_Grid]:
    """Return the groups of borders that touch and make two rows and two columns or more."""
    boxes = [(left, y, right, y) for y, left, right in rules.across]
    boxes += [(x, bottom, x, top) for x, bottom, top in rules.down]
    grids = []
    for group in _touching(boxes):
        across = tuple(rules.across[i] for i in group if i < len(rules.across))
        down = tuple(rules.down[i - len(rules.across)] for i in group if i >= len(rules.across))
        if not across or not down:
            continue
        xs = _apart([x for x, *_ in down] + [x for _, *ends in across for x in ends])
        ys = _apart([y for y, *_ in across] + [y for _, *ends in down for y in ends])
        if len(xs) > 2 and len(ys) > 2 and (len(xs) - 1) * (len(ys) - 1) <= _MOST_CELLS:
            grids.append(_Grid(Rules(across, down), xs, ys[::-1]))
    return grids


def _touching(boxes: Sequence[tuple[float, float, float, float]]) -> list[list[int]]:
    """Return the groups of boxes that touch each other, each as their numbers."""
    left = dict(enumerate(boxes))
    groups = []
    while left:
        group, edge = [], [left.popitem()]
        while edge:
            at, one = edge.pop()
            group.append(at)
            near = [i for i, other in left.items() if _touch(one, other)]
            edge += [(i, left.pop(i)) for i in near]
        groups.append(sorted(group))
    return groups


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _apart(places: list[float]) -> list[float]:
    """Return places in their order, without those next to one before."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept


def _is_inside(line: Line, grid: _Grid) -> bool:
    middle = (line.left + line.right) / 2
    return grid.columns[0] < middle < grid.columns[-1] and grid.rows[-1] < line.middle < grid.rows[0]


def _table_lines(inside: Sequence[Line], grid: _Grid) -> list[Line]:
    """Write the lines within a grid in rows; none where it is no table of data."""
    cells: dict[tuple[int, int], list[Line]] = {}
    spanned: set[tuple[int, int]] = set()
    for line in inside:
        rows, columns = _place(line, grid)
        if not rows or not columns:
            return []
        for row in rows:
            for column in columns if row == 0 else columns[:1]:
                cells.setdefault((row, column), []).append(line)
        spanned |= {(row, column) for row in rows for column in columns}
    filled_rows = sorted({row for row, _ in cells})
    columns = sorted({column for _, column in cells})
    longest = max((sum(len(line.text) for line in lines) for lines in cells.values()), default=0)
    if len(filled_rows) < 2 or len(columns) < 2 or longest > _LONGEST_CELL:
        return []
    if len(spanned) < _LEAST_FILLED * len(filled_rows) * len(columns):
        return []
    whole = [[sorted(cells.get((row, at), []), key=lambda one: -one.middle) for at in columns] for row in filled_rows]
    return row_lines(whole)


def _place(line: Line, grid: _Grid) -> tuple[list[int], list[int]]:
    """Return the rows and columns of the cell in which a line stands, by the borders about it."""
    # Its beginning tells the column: a cell that is too full runs into the next.
    x, y = min(line.left + line.height / 2, (line.left + line.right) / 2), line.middle
    up = [height for height, left, right in grid.rules.across if left - _NEAR <= x <= right + _NEAR]
    side = [place for place, bottom, top in grid.rules.down if bottom - _NEAR <= y <= top + _NEAR]
    top = min((one for one in up if one > y), default=grid.rows[0]) + _NEAR
    bottom = max((one for one in up if one <= y), default=grid.rows[-1]) - _NEAR
    right = min((one for one in side if one > x), default=grid.columns[-1]) + _NEAR
    left = max((one for one in side if one <= x), default=grid.columns[0]) - _NEAR
    rows = [i for i, (high, low) in enumerate(pairwise(grid.rows)) if bottom <= low and high <= top]
    columns = [i for i, (low, high) in enumerate(pairwise(grid.columns)) if left <= low and high <= right]
    return rows, columns
