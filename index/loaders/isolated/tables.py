"""Tables (CSV, Excel, OpenDocument) -> articles: one a row where a column holds a text, else one a sheet.

Owns the names of columns. Spreadsheets are read by calamine (python-calamine, MIT), which is fast, reads the formats of
before 2007 too, and computes nothing.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from index.errors import LoadError
from index.extras import library
from index.loaders import charsets
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, placed, table_lines
from index.loaders.jsonl import MOST_ERRORS

#: What columns are called, without case, spaces and marks; the first of a line that is there is taken.
_NAMES = {
    "text": "text body content articlebody articletext maintext fulltext article story",
    "title": "title headline heading subject name",
    "url": "url link canonicalurl articleurl webaddress href",
    "source": "source publisher site outlet publication newspaper domain",
    "author": "author authors byline creator writer",
    "published": "published publishedat publisheddate publicationdate publishdate pubdate datepublished date datetime",
    "updated": "updated updatedat modified lastmodified datemodified",
    "language": "language lang locale",
    "id": "id articleid uid guid",
}
_NOT_IN_NAMES = re.compile(r"[\W_]+")
_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
_LARGEST_CELL = 10 * 1024 * 1024
_LARGEST = 256 * 1024 * 1024
_MOST_COLUMNS = 1_000
#: A sheet without a column of texts is one article; of a longer one the rest is left out.
_MOST_ROWS = 10_000

Row = Sequence[str]


def load_csv(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a table whose cells are parted by commas, semicolons, tabs or bars. ``charset``: what was declared with
    it."""
    text, notices = charsets.read(stream.read(_LARGEST), labels=(charset,))
    csv.field_size_limit(_LARGEST_CELL)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:_SAMPLE], _DELIMITERS)
    except csv.Error:
        dialect = csv.excel_tab if "\t" in text.partition("\n")[0] else csv.excel
    try:
        rows = csv.reader(text.splitlines(keepends=True), dialect=dialect)
        for draft in _articles(rows, sheet=None):
            yield draft.noted(notices) if isinstance(draft, Draft) else draft
            notices = ()
    except csv.Error as error:
        yield LoadError(f"it cannot be read as a table ({error}); save it again as CSV")


def load_sheet(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a workbook, every sheet that is not hidden. ``charset`` is not used. Raises LoadError."""
    del charset
    calamine = library("python_calamine", extra="office")
    try:
        book = calamine.CalamineWorkbook.from_filelike(stream)
        visible = [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible")]
        for name in visible:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield from _articles(
                ([_written(cell) for cell in row] for row in rows), sheet=name if len(visible) > 1 else None
            )
    except calamine.PasswordError as error:
        raise LoadError("it is protected by a password; save it without one") from error
    except (calamine.CalamineError, ValueError) as error:
        raise LoadError(f"it cannot be read as a spreadsheet ({error}); it is damaged, or save it again") from error


def _articles(rows: Iterable[Row], *, sheet: str | None) -> Iterator[Draft | LoadError]:
    """Yield the articles of a table whose first row that is not empty names its columns."""
    numbered = (
        (number, row[:_MOST_COLUMNS]) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)
    )
    head = next(numbered, None)
    if head is None:
        return
    columns = _columns(head[1])
    if "text" in columns:
        yield from _row_articles(numbered, columns, sheet)
    else:
        yield from _whole(head, list(islice(numbered, _MOST_ROWS + 1)), sheet)


def _columns(head: Row) -> dict[str, int]:
    """Return which column holds what."""
    places = {_NOT_IN_NAMES.sub("", name.casefold()): at for at, name in reversed(list(enumerate(head)))}
    hits = {field: next((places[n] for n in names.split() if n in places), None) for field, names in _NAMES.items()}
    return {field: at for field, at in hits.items() if at is not None}


def _row_articles(
    rows: Iterable[tuple[int, Row]], columns: dict[str, int], sheet: str | None
) -> Iterator[Draft | LoadError]:
    errors = 0
    for number, row in rows:
        fields: dict[str, Any] = {
            name: row[at].strip() for name, at in columns.items() if at < len(row) and row[at].strip()
        }
        where = _place(number, sheet)
        if "text" in fields:
            yield Draft(**fields, where=where)
            continue
        errors += 1
        if errors <= MOST_ERRORS:
            yield LoadError(f"{where}: it has no text in the column of texts")
    if errors > MOST_ERRORS:
        yield LoadError(f"{errors - MOST_ERRORS:,} more rows have no text")


def _whole(head: tuple[int, Row], rows: list[tuple[int, Row]], sheet: str | None) -> Iterator[Draft]:
    notices = (f"only its first {_MOST_ROWS:,} rows were read; divide it",) if len(rows) > _MOST_ROWS else ()
    pieces = []
    for number, row in rows[:_MOST_ROWS] or [head]:
        cells = [[" ".join(cell.split()) for cell in one] for one in (head[1], row)]
        lines = table_lines(cells if rows else cells[:1], headers=1 if rows else 0)
        if lines:
            pieces.append(Piece("\n".join(lines), None, ((0, _place(number, sheet)),)))
    text, _, places = placed(pieces)
    yield Draft(text=text, title=sheet or "", where=sheet and f"sheet {sheet}", places=places, notices=notices)


def _place(number: int, sheet: str | None) -> str:
    return f"sheet {sheet}, row {number}" if sheet else f"row {number}"


def _written(cell: Any) -> str:
    """Write a cell as a person would."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
