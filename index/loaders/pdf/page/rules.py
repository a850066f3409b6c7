"""The straight lines that are drawn on a page of a PDF: borders of cells, edges of coloured grounds. Fences pypdfium2.
Knows nothing of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.extras import library
from index.loaders.pdf.page.glyphs import Glyphs
from index.loaders.pdf.page.rotation import Rotation

_STRAIGHT = 1.0  # points by which the ends of a line may differ
_LEAST = 6.0  # points: what is shorter is a mark of a list or a letter that is drawn
_MOST_OBJECTS, _MOST_SEGMENTS, _MOST_RULES = 20_000, 10_000, 1_000  # a page that has more is a map or a chart

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of a page: ``across``, each (height, left, right), and ``down``, each (left, bottom, top), in points of
    the page put upright."""

    across: tuple[tuple[float, float, float], ...] = ()
    down: tuple[tuple[float, float, float], ...] = ()

    def parted(self, glyphs: Glyphs) -> list[Glyphs]:
        """Divide the glyphs of a line where a line that runs down stands between two of them."""
        middle = (min(glyphs.bottoms) + max(glyphs.tops)) / 2
        left, right = min(glyphs.lefts), max(glyphs.rights)
        edges = [x for x, bottom, top in self.down if bottom < middle < top and left < x < right]
        ends = [
            i + 1
            for i, (end, start) in enumerate(zip(glyphs.rights, glyphs.lefts[1:], strict=False))
            if any(end - _STRAIGHT <= x <= start + _STRAIGHT for x in edges)
        ]
        return _divided(glyphs, ends) if ends else [glyphs]


NO_RULES = Rules()


def _divided(glyphs: Glyphs, ends: list[int]) -> list[Glyphs]:
    drawn = [at for at, char in enumerate(glyphs.chars) if char != " "]
    parts = []
    for start, end in zip([0, *ends], [*ends, len(drawn)], strict=True):
        part = Glyphs(glyphs.first + drawn[start], chars=glyphs.chars[drawn[start] : drawn[end - 1] + 1])
        part.lefts, part.bottoms = glyphs.lefts[start:end], glyphs.bottoms[start:end]
        part.rights, part.tops = glyphs.rights[start:end], glyphs.tops[start:end]
        parts.append(part)
    return parts


def rules_of(page: Any, turn: Rotation) -> Rules:
    """Read the straight lines of an open page; none of one that holds very many things."""
    raw = library("pypdfium2.raw", extra="pdf")
    count = raw.FPDFPage_CountObjects(page)
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for number in range(count if count <= _MOST_OBJECTS else 0):
        drawn = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(drawn) != raw.FPDF_PAGEOBJ_PATH:
            continue
        for (x1, y1), (x2, y2) in _segments(raw, drawn):
            if len(across) + len(down) >= _MOST_SEGMENTS:
                return NO_RULES
            left, bottom, right, top = turn.upright((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
            if top - bottom <= _STRAIGHT and right - left >= _LEAST:
                across.append((bottom, left, right))
            elif right - left <= _STRAIGHT and top - bottom >= _LEAST:
                down.append((left, bottom, top))
    rules = Rules(_joined(across), _joined(down))
    return rules if len(rules.across) + len(rules.down) <= _MOST_RULES else NO_RULES


def _joined(rules: list[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Join lines that go on with each other or lie on each other, as the borders of cells side by side do."""
    whole: list[tuple[float, float, float]] = []
    for at, start, end in sorted(rules, key=lambda rule: (round(rule[0]), rule[1])):
        last = whole[-1] if whole else None
        if last is not None and abs(at - last[0]) <= _STRAIGHT and start <= last[2] + _STRAIGHT:
            whole[-1] = (last[0], last[1], max(end, last[2]))
        else:
            whole.append((at, start, end))
    return tuple(whole)


def _segments(raw: Any, drawn: Any) -> Iterator[tuple[Point, Point]]:
    count = raw.FPDFPath_CountSegments(drawn)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield before, point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, start
        before = point
