"""PowerPoint presentations -> articles: the text of the slides in their order, with the slide of every sentence."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import BinaryIO

import lxml.etree

from index.errors import LoadError
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, placed, table_lines
from index.loaders.office.package import Package, properties

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})  # date, footer, number, header


def load_pptx(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a presentation. ``charset`` is not used. Raises LoadError."""
    del charset
    with Package(stream) as package:
        about = properties(package)
        pieces = [
            piece
            for number, slide in enumerate(_slides(package), 1)
            for piece in _pieces(slide, ((0, f"slide {number}"),))
        ]
    if not pieces:
        raise LoadError("none of its slides holds text; give its text as .txt or .md instead")
    title = next((piece.text for piece in pieces if piece.role == "heading"), "")
    text, outline, places = placed(pieces)
    yield Draft(text=text, outline=outline, places=places, **{**about, "title": about.get("title") or title})


def _slides(package: Package) -> Iterator[lxml.etree._Element]:
    tree = package.needed("ppt/presentation.xml")
    relations = {one.get("Id"): one.get("Target") or "" for one in package.needed("ppt/_rels/presentation.xml.rels")}
    for slide in tree.iter(f"{_SLIDES}sldId"):
        target = relations.get(slide.get(_RELATION))
        if target:
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"ppt/{target}")
            part = package.xml(path)
            if part is not None:
                yield part


def _pieces(slide: lxml.etree._Element, places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    for shape in slide.iter(f"{_SLIDES}sp", f"{_DRAWING}tbl"):
        if shape.tag == f"{_DRAWING}tbl":
            rows = [[_cell(cell) for cell in row.iter(f"{_DRAWING}tc")] for row in shape.iter(f"{_DRAWING}tr")]
            yield from _written(table_lines(rows, headers=1), places)
            continue
        holder = next(shape.iter(f"{_SLIDES}ph"), None)
        kind = "" if holder is None else holder.get("type", "")
        lines = [_line(paragraph) for paragraph in shape.iter(f"{_DRAWING}p")]
        if kind in _TITLES:
            text = " ".join(filter(None, lines))
            yield from [Piece(text, "heading", places)] if text else []
        elif kind not in _FURNITURE:
            yield from _written(lines, places)


def _written(lines: list[str], places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    text = "\n".join(filter(None, lines))
    if text:
        yield Piece(text, None, places)


def _cell(cell: lxml.etree._Element) -> str:
    return " ".join(filter(None, map(_line, cell.iter(f"{_DRAWING}p"))))


def _line(paragraph: lxml.etree._Element) -> str:
    parts = [" " if e.tag == f"{_DRAWING}br" else e.text or "" for e in paragraph.iter(f"{_DRAWING}t", f"{_DRAWING}br")]
    return " ".join("".join(parts).split())
