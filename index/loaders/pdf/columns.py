"""The lines of a page -> regions in the order in which they are read. Pure.

Rows of short cells are a table, which is read row by row. A place where three lines or more begin, with others beside
them, is the left edge of a column. Lines that cross it (a title, a broad picture's caption) and tables divide the page
into bands; in each band the left column is read before the right one, and where the text runs from right to left, after
it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from index.loaders.pdf.page.lines import Line
from index.loaders.pdf.tables.unruled import are_rows

_LEAST = 3  # lines of a column: two may be an address or a heading in two parts
_ALIGNED = 4.0  # points: lines that begin so near each other begin at one place
#: Lines of running text have more characters than cells of a table: narrow newspaper columns have 25 to 30.
_LEAST_CHARACTERS = 16
_LEAST_TABLE_ROWS = 2
#: Beside a table: most lines of running text begin within a sentence, and are longer than cells.
_SHARE_RUNNING_ON, _LEAST_RUNNING_ON = 0.6, 20
_DEEPEST = 6  # columns in columns


def regions(lines: Sequence[Line]) -> list[list[Line]]:
    """Divide the lines of a page into regions of one column each, in the order in which they are read."""
    return _divided(list(lines), reads_left=_reads_left(lines), depth=0)


def rows_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Put lines that stand beside each other into rows, from the top; in a row from where its text begins."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.middle):
        if rows and abs(rows[-1][0].middle - line.middle) < 0.5 * min(rows[-1][0].height, line.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left, reverse=len(row) > 1 and _reads_left(row)) for row in rows]


def _in_tables(lines: list[Line]) -> set[int]:
    """Return the identities of the lines that are cells of tables: of two rows or more of short cells."""
    cells: set[int] = set()
    above: list[Line] = []
    for row in rows_of(lines):
        if _is_of_cells(row):
            if above:
                cells |= {id(line) for line in (*above, *row)}
            above = row
        else:
            above = []
    return cells


def _is_of_cells(row: list[Line]) -> bool:
    return len(row) > 1 and sum(len(line.text) for line in row) < _LEAST_CHARACTERS * len(row)


def _divided(lines: list[Line], *, reads_left: bool, depth: int) -> list[list[Line]]:
    cells = _in_tables(lines)
    edge = _beside_table(lines, cells) if depth < _DEEPEST else None
    if edge is None and depth < _DEEPEST:
        edge = _edge([line for line in lines if id(line) not in cells])
    if edge is None:
        return _with_tables_apart(lines)
    parts: list[list[Line]] = []
    band: list[Line] = []
    crossing: list[Line] = []
    for line in sorted(lines, key=lambda one: -one.middle):
        if id(line) in cells or _crosses(line, edge):
            if band:
                parts += _sides(band, edge, reads_left=reads_left, depth=depth)
                band = []
            crossing.append(line)
        else:
            if crossing:
                parts.append(crossing)
                crossing = []
            band.append(line)
    parts += _sides(band, edge, reads_left=reads_left, depth=depth)
    return [*parts, crossing] if crossing else parts


def _with_tables_apart(lines: list[Line]) -> list[list[Line]]:
    """Divide the lines of one column where tables stand whose rows are a line each; what stands beside one comes first
    or last as it stands left or right of it."""
    table = next((line.table for line in lines if line.table is not None), None)
    if table is None:
        return [lines] if lines else []
    rows = [line for line in lines if line.table is table]
    top, bottom = max(line.top for line in rows), min(line.bottom for line in rows)
    before = [line for line in lines if line.middle > top or (line.middle > bottom and line.left < rows[0].left)]
    kept = {id(line) for line in (*rows, *before)}
    after = [line for line in lines if id(line) not in kept]
    return [*_with_tables_apart([line for line in before if line.table is not table]), rows, *_with_tables_apart(after)]


def _sides(band: list[Line], edge: float, *, reads_left: bool, depth: int) -> list[list[Line]]:
    left = [line for line in band if line.left < edge - _ALIGNED]
    right = [line for line in band if line.left >= edge - _ALIGNED]
    sides = [right, left] if reads_left else [left, right]
    return [region for side in sides for region in _divided(side, reads_left=reads_left, depth=depth + 1)]


def _crosses(line: Line, edge: float) -> bool:
    return line.left < edge - _ALIGNED and line.right > edge + 1


def _edge(lines: list[Line]) -> float | None:
    """Return where a right column begins that has one beside it, the one that the fewest lines cross; None if none."""
    best: tuple[int, float] | None = None
    for edge in _candidates(lines):
        left = [line for line in lines if line.right <= edge + 1 and line.left < edge - _ALIGNED]
        right = [line for line in lines if line.left >= edge - _ALIGNED]
        if not (_is_prose(left) and _is_prose(right)):
            continue
        beside = sum(any(abs(one.middle - other.middle) < one.height for other in left) for one in right)
        crossed = len(lines) - len(left) - len(right)
        if beside >= _LEAST and (best is None or crossed < best[0]) and not are_rows(rows_of((*left, *right))):
            best = (crossed, edge)
    return best[1] if best else None


def _beside_table(lines: list[Line], cells: set[int]) -> float | None:
    """Return where a column begins that has a table beside it, or is one beside running text; the cells of that table
    are taken from ``cells``."""
    long = [line for line in lines if len(line.text) >= _LEAST_RUNNING_ON]
    if len(long) < _LEAST or all(len(row) < _LEAST for row in rows_of(lines)):
        return None
    for edge in _candidates(lines):
        left = [line for line in lines if line.right <= edge + 1 and line.left < edge - _ALIGNED]
        right = [line for line in lines if line.left >= edge - _ALIGNED]
        for table, text in ((right, left), (left, right)):
            rows = [row for row in rows_of(table) if _is_of_cells(row)]
            if len(rows) < _LEAST_TABLE_ROWS:
                continue
            top, bottom = rows[0][0].top, rows[-1][0].bottom
            beside = [line for line in text if bottom < line.middle < top]
            if _runs_on(beside):
                cells -= {id(line) for line in (*table, *text) if bottom <= line.middle <= top}
                return edge
    return None


def _runs_on(lines: list[Line]) -> bool:
    """Tell whether lines are running text: one below the other from one edge, and most in the midst of a sentence."""
    if len(lines) < _LEAST or any(len(row) > 1 for row in rows_of(lines)):
        return False
    edge = min(line.left for line in lines)
    begun = sum(line.text[:1].islower() for line in lines if line.left - edge <= _ALIGNED)
    characters = sum(len(line.text) for line in lines)
    return begun >= _SHARE_RUNNING_ON * len(lines) and characters >= _LEAST_RUNNING_ON * len(lines)


def _candidates(lines: list[Line]) -> list[float]:
    starts = sorted(line.left for line in lines)
    groups: list[list[float]] = []
    for start in starts:
        if groups and start - groups[-1][0] <= _ALIGNED:
            groups[-1].append(start)
        else:
            groups.append([start])
    return [group[0] for group in groups[1:] if len(group) >= _LEAST]


def _is_prose(lines: list[Line]) -> bool:
    characters = sum(max(len(line.text), _LEAST_CHARACTERS if line.table else 0) for line in lines)
    return len(lines) >= _LEAST and characters >= _LEAST_CHARACTERS * len(lines)


def _reads_left(lines: Sequence[Line]) -> bool:
    """Tell whether the letters run from right to left."""
    sides = [unicodedata.bidirectional(char) for line in lines for char in line.text[:40]]
    return sides.count("R") + sides.count("AL") > sides.count("L")
