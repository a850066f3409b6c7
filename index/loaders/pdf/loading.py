"""A PDF file -> its article: the text of its pages and what its properties say. Owns what is said of pages without
text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from index.errors import LoadError
from index.extras import library
from index.loaders.drafts import Draft
from index.loaders.extraction.metadata.titles import written_author, written_title
from index.loaders.extraction.outline import placed
from index.loaders.pdf.drop_caps import with_drop_caps
from index.loaders.pdf.page.lines import Page, pages_of
from index.loaders.pdf.paragraphs import Paragraph, paragraphs, pieces
from index.loaders.pdf.running_headers import usual_height, without_running
from index.loaders.pdf.tables.ruled import with_ruled_tables

MOST_PAGES = 5_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?")


def load_pdf(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a PDF. ``charset`` is not used. Raises LoadError for one that is damaged, locked, or holds no text."""
    del charset
    document = opened(stream.read())
    try:
        if len(document) > MOST_PAGES:
            raise LoadError(f"it has {len(document):,} pages, more than {MOST_PAGES:,}; divide it")
        pages = list(pages_of(document))
        about = {name: _clean(value) for name, value in document.get_metadata_dict().items()}
    finally:
        document.close()
    if pages and all(page.damaged for page in pages):
        raise LoadError(f"none of its {len(pages):,} pages can be read; it is damaged, or save it again")
    if not any(page.lines for page in pages):
        raise LoadError(
            f"none of its {len(pages):,} pages holds text; they are pictures, so recognise their text (OCR) first"
        )
    usual = usual_height(pages)
    pages = [replace(page, lines=with_ruled_tables(page.lines, page.rules)) for page in pages]
    rows = [with_drop_caps(lines, usual=usual) for lines in without_running(pages, usual=usual)]
    divided = paragraphs(((p.number, p.height, lines) for p, lines in zip(pages, rows, strict=True)), usual=usual)
    text, outline, places = placed(pieces(divided, usual))
    yield Draft(
        text=text,
        title=written_title(about.get("Title", "")) or _heading(divided, usual),
        author=written_author(about.get("Author")),
        published=_date(about.get("CreationDate", "")),
        updated=_date(about.get("ModDate", "")),
        outline=outline,
        places=places,
        notices=(*_notices(pages), *_uncertain(divided)),
    )


def opened(data: bytes) -> Any:
    """Open a PDF that is in memory. Raises LoadError."""
    pdfium = library("pypdfium2", extra="pdf")
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()  # does nothing where it has none
        return document
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise LoadError("it is protected by a password; save it without one") from error
        raise LoadError(f"it is no PDF that can be read ({error}); it is damaged, or save it again") from error


def _notices(pages: list[Page]) -> tuple[str, ...]:
    kinds = {
        "are pictures without text": [page.number for page in pages if page.pictured],
        "are damaged": [page.number for page in pages if page.damaged],
    }
    unread = tuple(
        f"{len(numbers)} of its {len(pages)} pages {what}, and were not read: {_listed(numbers)}"
        for what, numbers in kinds.items()
        if numbers
    )
    hiding = [page.number for page in pages if page.hidden]
    lines = sum(page.hidden for page in pages)
    left_out = f"lines that cannot be seen were left out: {lines:,}, on pages {_listed(hiding)}"
    return (*unread, left_out) if hiding else unread


def _uncertain(divided: list[Paragraph]) -> tuple[str, ...]:
    """Tell of tables without borders of which some rows may be the ends of others."""
    pages = [one.pages[0][1] for one in divided if (table := one.rows[0].table) and table.uncertain]
    what = "tables of which some lines of cells may belong to the row above, and are rows of their own here"
    return (f"{what}: {len(pages):,}, on pages {_listed(sorted(set(pages)))}",) if pages else ()


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (", …" if len(numbers) > 10 else "")


def _clean(value: str) -> str:
    return " ".join(value.replace("\x00", " ").split())


def _date(written: str) -> str | None:
    """Read the day of a date as PDF writes it, D:YYYYMMDDHHmmSS."""
    match = _DATE.match(written)
    return "-".join(match.groups()) if match and all(match.groups()) else None


def _heading(divided: list[Paragraph], usual: float) -> str:
    """Return the largest line or lines of the first page, where they are larger than the text."""
    first = [one for one in divided if one.pages[0][1] == divided[0].pages[0][1] and not one.is_table]
    largest = max(first, key=lambda one: one.height, default=None)
    if largest is None or largest.height <= 1.1 * usual or len(largest.rows) > 4:
        return ""
    return " ".join(row.text for row in largest.rows)
