"""PowerPoint presentations -> articles: the text of the slides in their order, with the slide of every sentence.

What the speaker noted below a slide is read behind it. Slides that are hidden are not, and that is said.
"""

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
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})  # date, footer, number, header
_FIELDS = ("slidenum", "datetime")


def load_pptx(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a presentation. ``charset`` is not used. Raises LoadError."""
    del charset
    pieces: list[Piece] = []
    hidden = 0
    with Package(stream) as package:
        about = properties(package)
        for number, (path, slide) in enumerate(_slides(package), 1):
            if slide.get("show") in ("0", "false"):
                hidden += 1
            else:
                pieces += _slide(package, path, slide, place=f"slide {number}")
    if not pieces:
        raise LoadError("none of its slides holds text; give its text as .txt or .md instead")
    title = next((piece.text for piece in pieces if piece.role == "heading"), "")
    text, outline, places = placed(pieces)
    notices = (f"{hidden} of its slides are hidden and were not read",) if hidden else ()
    about["title"] = about.get("title") or title
    yield Draft(text=text, outline=outline, places=places, notices=notices, **about)


def _slides(package: Package) -> Iterator[tuple[str, lxml.etree._Element]]:
    """Yield the slides in the order in which they are shown, each with the name of its part."""
    tree = package.needed("ppt/presentation.xml")
    relations = _relations(package, "ppt/presentation.xml")
    for slide in tree.iter(f"{_SLIDES}sldId"):
        _, path = relations.get(slide.get(_RELATION), ("", ""))
        part = package.xml(path) if path else None
        if part is not None:
            yield path, part


def _relations(package: Package, path: str) -> dict[str | None, tuple[str, str]]:
    """Return what a part refers to: the kind and the name of the other part, by their id."""
    folder, name = posixpath.split(path)
    tree = package.xml(f"{folder}/_rels/{name}.rels")
    kinds = {} if tree is None else {one.get("Id"): (one.get("Type") or "", one.get("Target") or "") for one in tree}
    return {key: (kind, _path(folder, target)) for key, (kind, target) in kinds.items() if target}


def _path(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _slide(package: Package, path: str, slide: lxml.etree._Element, *, place: str) -> Iterator[Piece]:
    yield from _pieces(slide, ((0, place),))
    for kind, other in _relations(package, path).values():
        part = package.xml(other) if kind.endswith(("/notesSlide", "/diagramData")) else None
        if part is None:
            continue
        if kind.endswith("/notesSlide"):
            yield from _pieces(part, ((0, f"{place}, notes"),))
        else:
            yield from _written([_line(paragraph) for paragraph in part.iter(f"{_DRAWING}p")], ((0, place),))


def _pieces(slide: lxml.etree._Element, places: tuple[tuple[int, str], ...]) -> Iterator[Piece]:
    for shape in slide.iter(f"{_SLIDES}sp", f"{_DRAWING}tbl"):
        if next(shape.iterancestors(_FALLBACK), None) is not None:
            continue  # the same again, for older programs
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
    parts = [
        " " if part.tag == f"{_DRAWING}br" else part.text or ""
        for part in paragraph.iter(f"{_DRAWING}t", f"{_DRAWING}br")
        if not _is_number(part.getparent())
    ]
    return " ".join("".join(parts).split())


def _is_number(holder: lxml.etree._Element | None) -> bool:
    """Tell whether a text is the number of the slide or the day, which the program writes."""
    return holder is not None and holder.tag == f"{_DRAWING}fld" and holder.get("type", "").startswith(_FIELDS)
