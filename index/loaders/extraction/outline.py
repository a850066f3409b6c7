"""Pieces of an article -> its text, and what the source calls the lines of it.

Owns how headings, lists, tables and captions are written as plain text, the same for every marked-up format. A row of a
table is written with its header ("Country: Velden | Gold medals: 14"), so that it can be quoted and understood alone;
the header's own line, which says nothing that the rows do not, is left out where they say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import Places, Role

Outline = tuple[tuple[int, Role], ...]
"""Where a line of the text begins -> what the source calls it, in order; "body", once for each heading in a box that
ended above the line, whose headings stand over it no longer."""

_LINE_END = re.compile(r"\r\n?")
_ENDS = ".!?…:;,。！？"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or the lines of a list or table. ``role``: what the source calls it, where it does. ``places``: from
    where in its text on -> the place of that in the source. ``closes``: how many headings stood in a box that ended
    above it."""

    text: str
    role: Role | None = None
    places: Places = ()
    closes: int = 0


def joined(pieces: Iterable[Piece]) -> tuple[str, Outline]:
    """Write pieces a blank line apart; their roles go with the places where they begin."""
    return placed(pieces)[:2]


def placed(pieces: Iterable[Piece]) -> tuple[str, Outline, Places]:
    """Write pieces a blank line apart; their roles, and the places in the source, go with where they begin. The pieces
    of a source that has places have no other ends of lines than a line feed."""
    texts: list[str] = []
    outline: list[tuple[int, Role]] = []
    places: list[tuple[int, str]] = []
    at = 0
    for piece in pieces:
        text = _LINE_END.sub("\n", piece.text)
        if at == 0:
            text = text.removeprefix("\ufeff")
        outline += [(at, "body")] * piece.closes
        if piece.role:
            outline.append((at, piece.role))
        places += [(at + start, place) for start, place in piece.places if not places or places[-1][1] != place]
        texts.append(text)
        at += len(text) + 2
    return "\n\n".join(texts), tuple(outline), tuple(places)


def table_lines(rows: Sequence[Sequence[str]], *, headers: int) -> list[str]:
    """Write the rows of a table on a line each; the first ``headers`` rows are its header. Cells are one line each."""
    head, body = rows[:headers], rows[headers:]
    width = max(map(len, rows), default=0)
    labels = [" ".join(dict.fromkeys(row[i] for row in head if i < len(row) and row[i])) for i in range(width)]
    if not body or not any(labels):
        return [line for row in rows if (line := " | ".join(filter(None, row)))]
    return [line for row in body if (line := _row(row, labels))]


def _row(row: Sequence[str], labels: Sequence[str]) -> str:
    if len(row) == 1 < len(labels):  # a title within the table
        return row[0]
    return " | ".join(_labelled(label, cell) for label, cell in zip(labels, row, strict=False) if cell)


def on_one_line(parts: Iterable[str]) -> str:
    """Write the paragraphs or items of a cell on a line, apart by a semicolon where no mark ends them."""
    line = ""
    for part in filter(None, parts):
        line += ("" if not line else " " if line[-1] in _ENDS else "; ") + part
    return line


def _labelled(label: str, cell: str) -> str:
    return f"{label.rstrip(' :')}: {cell}" if label and label != cell else cell
