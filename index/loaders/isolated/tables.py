"""Tables (CSV, Excel, OpenDocument) -> articles: one a row where a column holds a text, else one a sheet.

Owns the names of columns. Spreadsheets are read by calamine (python-calamine, MIT), which is fast, reads the formats of
before 2007 too, and computes nothing.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from index.errors import LoadError
from index.extras import library
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, placed, table_lines
from index.loaders.jsonl import MOST_ERRORS

#: What columns are called, without case, spaces and marks; the first of a line that is there is taken.
_NAMES = {
    "text": "text body content articlebody articletext maintext fulltext article story inhalt texte texto contenido",
    "title": "title headline heading subject name titel überschrift titre título titulo",
    "url": "url link canonicalurl articleurl webaddress href",
    "source": "source publisher site outlet publication newspaper domain",
    "author": "author authors byline creator writer autor auteur",
    "published": "published publishedat publisheddate publicationdate publishdate pubdate datepublished date datetime "
    "datum fecha",
    "updated": "updated updatedat modified lastmodified datemodified",
    "language": "language lang locale",
    "id": "id articleid uid guid",
}
_NOT_IN_NAMES = re.compile(r"[\W_]+")
_DELIMITERS = ",;\t|"
_QUOTED_CELL = re.compile(r'"(?:[^"]|"")*"')
_DECLARED = re.compile(r"\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_LARGEST_CELL = 10 * 1024 * 1024
_LARGEST = 256 * 1024 * 1024
_MOST_COLUMNS = 1_000
#: A sheet without a column of texts is one article; of a longer one the rest is left out.
_MOST_ROWS = 10_000
#: Rows that merged cells are written into: a few bytes could name millions.
_MOST_MERGED = 100_000
#: Rows of one cell that may stand above the names of the columns.
_MOST_TITLES = 8

Row = Sequence[str]


def load_csv(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a table whose cells are parted by commas, semicolons, tabs or bars. ``charset``: what was declared with
    it."""
    text, notices = charsets.read(stream.read(_LARGEST), labels=(charset,))
    csv.field_size_limit(_LARGEST_CELL)
    text = text.removeprefix("\ufeff")
    declared = _DECLARED.match(text)  # as Excel writes, and reads, it
    delimiter = declared[1] if declared else _delimiter(text)
    try:
        rows = csv.reader(io.StringIO(text[declared.end() :] if declared else text, newline=""), delimiter=delimiter)
        for draft in _articles(rows, sheet=None, delimiter=delimiter):
            yield draft.noted(notices) if isinstance(draft, Draft) else draft
            notices = ()
    except csv.Error as error:
        yield LoadError(f"it cannot be read as a table ({error}); save it again as CSV")


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first line; what stands in no text where it has one cell alone."""
    first = next((line for line in text.split("\n", 20) if line.strip()), "")
    bare = _QUOTED_CELL.sub("", first)
    return max(_DELIMITERS, key=bare.count) if any(one in bare for one in _DELIMITERS) else "\x1f"


def load_sheet(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a workbook, every sheet that is not hidden. ``charset`` is not used. Raises LoadError."""
    del charset
    calamine = library("python_calamine", extra="office")
    try:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        visible = [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")]
        hidden = len(book.sheets_metadata) - len(visible)
        notices = (f"{hidden} of its sheets are hidden and were not read",) if hidden else ()
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            _fill_merged(rows, sheet.merged_cell_ranges or ())
            written = ([_written(cell) for cell in row] for row in rows)
            for draft in _articles(written, sheet=name if len(visible) > 1 else None):
                yield draft.noted(notices) if isinstance(draft, Draft) else draft
                notices = ()
    except calamine.PasswordError as error:
        raise LoadError("it is protected by a password; save it without one") from error
    except (calamine.CalamineError, ValueError) as error:
        raise LoadError(f"it cannot be read as a spreadsheet ({error}); it is damaged, or save it again") from error


def _fill_merged(rows: list[list[Any]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write what stands in a cell that spans rows into each of them, as its reader sees it there; a row that has
    nothing else stays empty."""
    left = _MOST_MERGED
    for (top, column), (bottom, _) in ranges:
        if top >= len(rows) or column >= len(rows[top]) or not (value := rows[top][column]):
            continue
        for row in rows[top + 1 : min(bottom + 1, top + 1 + left)]:
            left -= 1
            if column < len(row) and row[column] == "" and any(cell != "" for cell in row):
                row[column] = value


def _articles(rows: Iterable[Row], *, sheet: str | None, delimiter: str = "") -> Iterator[Draft | LoadError]:
    """Yield the articles of a table. The first row that is not empty names its columns, but for rows of one cell above
    it, which are its titles. ``delimiter``: what parted the cells of a text, "" where they were apart."""
    numbered = (
        (number, row[:_MOST_COLUMNS]) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)
    )
    first = list(islice(numbered, _MOST_TITLES + 1))
    if not first:
        return
    above = next((at for at, (_, row) in enumerate(first) if _filled(row) > 1), 0)
    titles, head = first[:above], first[above]
    below: Iterable[tuple[int, Row]] = chain(first[above + 1 :], numbered)
    columns = _columns(head[1])
    if "text" in columns:
        width = len(head[1])
        if columns["text"] == width - 1 and delimiter:  # what a text without quotation marks was divided by is its own
            below = ((at, [*row[: width - 1], delimiter.join(row[width - 1 :])]) for at, row in below)
        yield from _row_articles(below, columns, width=width, sheet=sheet)
    else:
        yield from _whole(titles, head, list(islice(below, _MOST_ROWS + 1)), sheet=sheet)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _columns(head: Row) -> dict[str, int]:
    """Return which column holds what."""
    places = {_NOT_IN_NAMES.sub("", name.casefold()): at for at, name in reversed(list(enumerate(head)))}
    hits = {field: next((places[n] for n in names.split() if n in places), None) for field, names in _NAMES.items()}
    return {field: at for field, at in hits.items() if at is not None}


def _row_articles(
    rows: Iterable[tuple[int, Row]], columns: dict[str, int], *, width: int, sheet: str | None
) -> Iterator[Draft | LoadError]:
    errors = 0
    for number, row in rows:
        fields: dict[str, Any] = {
            name: row[at].strip() for name, at in columns.items() if at < len(row) and row[at].strip()
        }
        where = _place(number, sheet)
        too_many = any(cell.strip() for cell in row[width:])
        if "text" in fields and not too_many:
            yield Draft(**fields, where=where)
            continue
        errors += 1
        if errors <= MOST_ERRORS:
            yield LoadError(f"{where}: {_TOO_MANY if too_many else 'it has no text in the column of texts'}")
    if errors > MOST_ERRORS:
        yield LoadError(f"{errors - MOST_ERRORS:,} more rows cannot be read")


_TOO_MANY = "it has more cells than the table has columns, so a text may be cut; put quotation marks around its cells"


def _whole(
    titles: list[tuple[int, Row]], head: tuple[int, Row], rows: list[tuple[int, Row]], *, sheet: str | None
) -> Iterator[Draft]:
    notices = (f"only its first {_MOST_ROWS:,} rows were read; divide it",) if len(rows) > _MOST_ROWS else ()
    named = [" ".join(next(filter(str.strip, row)).split()) for _, row in titles]
    pieces = [
        Piece(line, "heading", ((0, _place(number, sheet)),)) for line, (number, _) in zip(named, titles, strict=True)
    ]
    for number, row in rows[:_MOST_ROWS] or [head]:
        cells = [[" ".join(cell.split()) for cell in one] for one in (head[1], row)]
        lines = table_lines(cells if rows else cells[:1], headers=1 if rows else 0)
        if lines:
            pieces.append(Piece("\n".join(lines), None, ((0, _place(number, sheet)),)))
    text, outline, places = placed(pieces)
    title = named[0] if named else sheet or ""
    where = sheet and f"sheet {sheet}"
    yield Draft(text=text, title=title, where=where, outline=outline or None, places=places, notices=notices)


def _place(number: int, sheet: str | None) -> str:
    return f"sheet {sheet}, row {number}" if sheet else f"row {number}"


def _written(cell: Any) -> str:
    """Write a cell as a person would."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        # A time of day is kept as a fraction of a day, which is seldom a whole second.
        near = (cell + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
        return near.date().isoformat() if near.time() == datetime.time() else near.isoformat(" ").removesuffix(":00")
    if isinstance(cell, datetime.time):
        return cell.replace(microsecond=0).isoformat().removesuffix(":00")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)
