"""Tables without borders, whose cells only stand below each other -> lines of the page that are a row each. Pure.

Owns which rows of cells are one table, and which line of a cell goes on with the one above: by wider spaces between
rows, and where there are none, by what the cells say. Knows nothing of borders.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.loaders.pdf.page.lines import Line
from index.loaders.pdf.tables.rows import row_lines

_WIDER = 1.12  # a space between rows so much wider than that within them parts them
_FARTHEST = 3.0  # heights between lines of one table
_UNFINISHED = re.compile(r"(?:[-,&/]|\b(?:of|and|the|for|in|with|de|der|die|und|von|du|des|et|la|del|y))$")
_NUMBER = re.compile(r"\W*\d[\d.,\s%]*\D{0,3}")

Cells = list[Line | None]
"""The lines of a row, one a column, None where it is empty."""


def with_whole_rows(rows: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return rows of lines with each table whose cells run over several lines, or are empty, as a line a row.

    ``rows``: lines that stand beside each other, from the top and from the left."""
    result: list[list[Line]] = []
    at = 0
    while at < len(rows):
        end = _end(rows, at)
        cells = _in_columns(rows[at:end]) if end - at > 1 else None
        groups = _groups(cells) if cells else None
        if not cells or not groups or all(None not in row for row in cells):
            at_least = max(end, at + 1) if cells else at + 1
            result += map(list, rows[at:at_least])
            at = at_least
            continue
        whole = [[[line for row in group if (line := row[i])] for i in range(len(cells[0]))] for group in groups]
        alone = sum(sum(map(bool, row)) == 1 for row in whole)
        result += [[line] for line in row_lines(whole, uncertain=alone)]
        at = end
    return result


def are_rows(rows: Sequence[Sequence[Line]]) -> bool:
    """Tell whether lines in two columns are cells of a table and no running text: wider spaces part rows that begin in
    both and end in one."""
    table = _in_columns(rows) if len(rows) > 2 else None
    groups = _by_spaces(table) if table else None
    return groups is not None and all(None not in group[0] for group in groups) and any(None in g[-1] for g in groups)


def _end(rows: Sequence[Sequence[Line]], start: int) -> int:
    """Return where the table ends that begins with a row: behind its last row that may belong to it."""
    if len(rows[start]) < 2:
        return start
    end = start + 1
    height = max(line.height for line in rows[start])
    while end < len(rows):
        row, above = rows[end], rows[end - 1]
        if above[0].middle - row[0].middle > _FARTHEST * height or any(line.table for line in row):
            break
        if len(row) == 1 and not _fits(row[0], rows[start:end]):
            break
        end += 1
    return end


def _fits(line: Line, rows: Sequence[Sequence[Line]]) -> bool:
    """Tell whether a line alone stands in one column of a table: below one of its cells, beside the others."""
    near = rows[-4:]
    below = [one for row in near for one in row if one.left < line.right and line.left < one.right]
    widest = max((max(len(row) for row in near)), 2)
    if not below or line.right > max(one.right for row in near for one in row) + line.height:
        return False
    for row in near:
        if len(row) == widest and sum(one.left < line.right and line.left < one.right for one in row) > 1:
            return False
    starts = (abs(one.left - line.left) < line.height for one in below)
    ends = (abs(one.right - line.right) < line.height for one in below)
    return (any(starts) or any(ends)) and abs(below[-1].height - line.height) < 0.1 * line.height


def _in_columns(rows: Sequence[Sequence[Line]]) -> list[Cells] | None:
    """Put the lines of a table into its columns; None where a line stands in two, or two of a row in one."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted((line.left, line.right) for row in rows for line in row):
        if spans and left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(right, spans[-1][1]))
        else:
            spans.append((left, right))
    if len(spans) < 2 or len(spans) != max(map(len, rows)):
        return None
    table: list[Cells] = []
    for row in rows:
        cells: Cells = [None] * len(spans)
        for line in row:
            at = next(i for i, (left, right) in enumerate(spans) if left <= line.left and line.right <= right)
            if cells[at] is not None:
                return None
            cells[at] = line
        table.append(cells)
    return table


def _groups(table: list[Cells]) -> list[list[Cells]] | None:
    """Put the lines together that are a row of the table."""
    return _by_spaces(table) or _by_words(table)


def _by_spaces(table: list[Cells]) -> list[list[Cells]] | None:
    """Put lines into rows by wider spaces between them; None where the spaces are alike, or part something else."""
    steps = [_middle(above) - _middle(below) for above, below in pairwise(table)]
    ordered = sorted(steps)
    jumps = [(after / max(before, 0.1), before) for before, after in pairwise(ordered)]
    jump, widest = max(jumps, default=(0.0, 0.0))
    if jump < _WIDER:
        return None
    groups = [[table[0]]]
    for step, row in zip(steps, table[1:], strict=True):
        if step > widest + 0.01:
            groups.append([row])
        else:
            groups[-1].append(row)
    several = [group for group in groups if len(group) > 1]
    return groups if len(groups) > 2 and all(map(_is_one_row, several)) else None


def _is_one_row(group: list[Cells]) -> bool:
    """Tell whether lines may be one row: no number stands below another, and something shows that cells go on."""
    for column in zip(*group, strict=True):
        if sum(_NUMBER.fullmatch(line.text) is not None for line in column if line) > 1:
            return False
    return any(None in row for row in group) or any(
        line is not None and _is_lower(line, group, i) for row in group[1:] for i, line in enumerate(row)
    )


def _by_words(table: list[Cells]) -> list[list[Cells]]:
    """Put lines into rows by what their cells say."""
    groups = [[table[0]]]
    for row in table[1:]:
        if _goes_on(row, groups[-1], table):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _goes_on(row: Cells, group: list[Cells], table: list[Cells]) -> bool:
    """Tell whether a line goes on with the row above: it leaves cells empty, and each of its own goes on with one."""
    if None not in row:
        return False
    pairs = [(_above(group, i), line, i) for i, line in enumerate(row) if line]
    if any(above is None or _NUMBER.fullmatch(line.text) or _NUMBER.fullmatch(above.text) for above, line, _ in pairs):
        return False
    goes = [
        above is not None and (_is_lower(line, group, i) or _UNFINISHED.search(above.text) is not None)
        for above, line, i in pairs
    ]
    return all(goes) or (row[0] is None and any(goes) and all(_is_full(a, line, table, i) for a, line, i in pairs))


def _is_lower(line: Line, group: list[Cells], column: int) -> bool:
    """Tell whether a line begins with a small letter under a cell that does not."""
    first = next((one for row in group if (one := row[column])), line)
    return line.text[:1].islower() and not first.text[:1].islower()


def _above(group: list[Cells], column: int) -> Line | None:
    return next((line for row in reversed(group) if (line := row[column])), None)


def _is_full(above: Line | None, line: Line, table: list[Cells], column: int) -> bool:
    """Tell whether the first word of a line did not fit behind the line above it."""
    if above is None:
        return False
    right = max(one.right for row in table if (one := row[column]))
    width = (line.right - line.left) / max(1, len(line.text))
    return above.right + width * (len(line.text.split()[0]) + 1) > right


def _middle(row: Cells) -> float:
    return next(line.middle for line in row if line)
