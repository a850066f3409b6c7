"""OpenDocument texts and presentations -> articles. Annotations, and what was deleted and is kept for tracking alone,
are not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import lxml.etree

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, placed, table_lines
from index.loaders.office.package import Package, properties

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SHOW = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_NOT_READ = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_OFFICE}annotation",
        f"{_SHOW}notes",
        f"{_TEXT}note-citation",
        f"{_TEXT}sequence-decls",
    }
)
_MOST_SPACES = 100
_MOST_REPEATED = 100  # a cell may say that it stands there a million times


def load_odf(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read an OpenDocument text or presentation. ``charset`` is not used. Raises LoadError."""
    del charset
    with Package(stream) as package:
        if b"encryption-data" in (package.data("META-INF/manifest.xml") or b""):
            raise LoadError("it is protected by a password; save it without one")
        about = properties(package, member="meta.xml")
        body = package.needed("content.xml").find(f"{_OFFICE}body")
    if body is None:
        raise LoadError("it has no body; it is damaged")
    text, outline, places = placed(_pieces(body, ()))
    yield Draft(text=text, outline=outline, places=places, **about)


def _pieces(element: lxml.etree._Element, places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    slides = 0
    for child in element:
        if child.tag in _NOT_READ:
            continue
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _paragraph(child, places)
        elif child.tag == f"{_TEXT}list":
            items = [_line(item) for item in child.iter(f"{_TEXT}p", f"{_TEXT}h")]
            yield from _written("\n".join(f"- {item}" for item in items if item), places)
        elif child.tag == f"{_TABLE}table":
            yield from _written("\n".join(_table(child)), places)
        elif child.tag == f"{_DRAW}page":
            slides += 1
            yield from _pieces(child, ((0, f"slide {slides}"),))
        else:
            yield from _pieces(child, places)


def _paragraph(element: lxml.etree._Element, places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    text = _line(element)
    if text:
        yield Piece(text, "heading" if element.tag == f"{_TEXT}h" else None, places)
    for note in element.iter(f"{_TEXT}note-body"):
        yield from _pieces(note, places)
    for frame in element.iter(f"{_DRAW}text-box"):
        yield from _pieces(frame, places)


def _written(text: str, places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    if text.strip():
        yield Piece(text, None, places)


def _table(table: lxml.etree._Element) -> list[str]:
    heads = [_cells(row) for part in table.iter(f"{_TABLE}table-header-rows") for row in part]
    rows = [_cells(row) for row in table.iter(f"{_TABLE}table-row")]
    return table_lines([row for row in rows if any(row)], headers=len(heads))


def _cells(row: lxml.etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_TABLE}table-cell"):
        text = " ".join(filter(None, (_line(line) for line in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))))
        times = _number(cell.get(f"{_TABLE}number-columns-repeated"), most=_MOST_REPEATED)
        cells += [text] * (times if text else 1)
    return cells


def _line(element: lxml.etree._Element) -> str:
    """Write the running text of a paragraph, without its notes and what stands in boxes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * _number(child.get(f"{_TEXT}c"), most=_MOST_SPACES))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append(" ")
        elif isinstance(child.tag, str) and child.tag not in (*_NOT_READ, f"{_TEXT}note", f"{_DRAW}frame"):
            parts.append(_line(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def _number(written: str | None, *, most: int) -> int:
    return min(int(written), most) if written and written.isascii() and written.isdecimal() and len(written) < 9 else 1
