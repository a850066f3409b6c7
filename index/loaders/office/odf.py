"""OpenDocument texts and presentations -> articles. Annotations, hidden words, tables of contents, and what was deleted
and is kept for tracking alone, are not read."""

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
        f"{_TEXT}note-citation",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}ruby-text",
        f"{_TEXT}table-of-content",
        f"{_TEXT}illustration-index",
        f"{_TEXT}table-index",
        f"{_TEXT}object-index",
        f"{_TEXT}alphabetical-index",
        f"{_TEXT}user-index",
    }
)
_HIDDEN = (f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph")
_LINES = (f"{_TEXT}p", f"{_TEXT}h")
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


Places = tuple[tuple[int, str], ...]


def _pieces(element: lxml.etree._Element, places: Places) -> Iterator[Piece]:
    slides = 0
    for child in element:
        if _is_left_out(child):
            continue
        if child.tag in _LINES:
            yield from _paragraph(child, places)
        elif child.tag == f"{_TEXT}list":
            items = [_line(item) for item in _own(child, *_LINES)]
            yield from _written("\n".join(f"- {item}" for item in items if item), places)
            yield from _beside(child, places)
        elif child.tag == f"{_TABLE}table":
            yield from _written("\n".join(_table(child)), places)
            yield from _beside(child, places)
        elif child.tag == f"{_DRAW}page":
            slides += 1
            yield from _pieces(child, ((0, f"slide {slides}"),))
        elif child.tag == f"{_SHOW}notes":
            yield from _pieces(child, tuple((at, f"{place}, notes") for at, place in places))
        else:
            yield from _pieces(child, places)


def _is_left_out(element: lxml.etree._Element) -> bool:
    if element.tag in _HIDDEN:
        return bool(element.get(f"{_TEXT}is-hidden", "true") == "true")
    if element.tag == f"{_TEXT}page-number":  # the program writes it where it draws the slide: "<number>" until then
        return (element.text or "").startswith("<")
    return not isinstance(element.tag, str) or element.tag in _NOT_READ


def _own(element: lxml.etree._Element, *tags: str) -> Iterator[lxml.etree._Element]:
    """Yield the elements of these names in another that are its own: not those of its notes, boxes and inner tables."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag not in _BESIDE and not _is_left_out(child):
            yield from _own(child, *tags)


_SHAPES = ("text-box", "custom-shape", "rect", "circle", "ellipse", "line", "polygon", "path", "connector", "caption")
_HOLDERS = (f"{_TEXT}note", *(f"{_DRAW}{name}" for name in _SHAPES))
_BESIDE = (*_HOLDERS, f"{_TABLE}table")


def _beside(element: lxml.etree._Element, places: Places) -> Iterator[Piece]:
    """Write what stands beside the lines of an element: notes, boxes, tables in its cells."""
    for child in element:
        if child.tag == f"{_TABLE}table":
            yield from _written("\n".join(_table(child)), places)
        if child.tag in _HOLDERS:
            yield from _pieces(child, places)
        elif not _is_left_out(child):
            yield from _beside(child, places)


def _paragraph(element: lxml.etree._Element, places: Places) -> Iterator[Piece]:
    text = _line(element)
    if text:
        yield Piece(text, "heading" if element.tag == f"{_TEXT}h" else None, places)
    yield from _beside(element, places)


def _written(text: str, places: Places) -> Iterator[Piece]:
    if text.strip():
        yield Piece(text, None, places)


def _table(table: lxml.etree._Element) -> list[str]:
    heads = [row for part in _own(table, f"{_TABLE}table-header-rows") for row in part]
    rows = [_cells(row) for row in _own(table, f"{_TABLE}table-row")]
    return table_lines([row for row in rows if any(row)], headers=len(heads))


def _cells(row: lxml.etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_TABLE}table-cell"):
        text = " ".join(filter(None, (_line(line) for line in _own(cell, *_LINES))))
        times = _number(cell.get(f"{_TABLE}number-columns-repeated"), most=_MOST_REPEATED)
        cells += [text] * (times if text else 1)
    return cells


def _line(element: lxml.etree._Element) -> str:
    """Write the running text of a paragraph, without its notes and what stands in boxes."""
    return " ".join("".join(_run(element)).split())


def _run(element: lxml.etree._Element) -> Iterator[str]:
    """Yield the parts of a running text with the spaces at their ends: a part in bold may end with one."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * _number(child.get(f"{_TEXT}c"), most=_MOST_SPACES)
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag not in (*_HOLDERS, f"{_DRAW}frame", *_LINES) and not _is_left_out(child):
            yield from _run(child)
        yield child.tail or ""


def _number(written: str | None, *, most: int) -> int:
    return min(int(written), most) if written and written.isascii() and written.isdecimal() and len(written) < 9 else 1
