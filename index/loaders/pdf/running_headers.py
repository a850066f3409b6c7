"""What stands on every page and belongs to none: running headers and footers, and numbers of pages. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from index.loaders.pdf.lines import Line, Page

_MARGIN = 0.15  # of the height of a page, above and below, is where they stand
_LARGE = 1.15
_OUTERMOST = 3  # lines from the edge, counted by their heights
_LEAST_PAGES, _LEAST_SHARE = 3, 0.5
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?i)\W*(?:(?:page|seite|p|s|pp|página|pagina|страница)\.?\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur|di|из)\s*\d{1,4})?\W*"
)


def without_running(pages: Sequence[Page], *, usual: float) -> list[list[Line]]:
    """Return the lines of each page but those that repeat at the edges of pages, whatever numbers are in them.

    ``usual``: the height of the letters of running text; larger ones are headings of chapters."""
    edges = [[line for line in _edge_lines(page) if line.height <= _LARGE * usual] for page in pages]
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page, lines in zip(pages, edges, strict=True):
        for line in lines:
            seen[_key(line)].add(page.number)
    least = min(_LEAST_PAGES, max(2, round(len(pages) * _LEAST_SHARE)))
    return [
        [
            line
            for line in page.lines
            if not any(line is edge for edge in lines)
            or not (len(seen[_key(line)]) >= least or _is_numbered(line, lines))
        ]
        for page, lines in zip(pages, edges, strict=True)
    ]


def usual_height(pages: Sequence[Page]) -> float:
    """Return the height of the letters in which most of the text is set."""
    weights: dict[float, int] = defaultdict(int)
    for page in pages:
        for line in page.lines:
            weights[round(line.height, 1)] += len(line.text)
    return max(weights, key=lambda height: weights[height], default=10.0)


def _edge_lines(page: Page) -> list[Line]:
    lines = sorted(page.lines, key=lambda line: -line.middle)
    heights = sorted({round(line.middle) for line in lines}, reverse=True)
    outer = {*heights[:_OUTERMOST], *heights[-_OUTERMOST:]}
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    return [line for line in lines if round(line.middle) in outer and not low < line.middle < high]


def _is_numbered(line: Line, edges: Sequence[Line]) -> bool:
    """Tell whether a line is the number of its page, or stands beside it."""
    return any(_NUMBER.fullmatch(other.text) and abs(other.middle - line.middle) < 0.5 * line.height for other in edges)


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", " ".join(line.text.casefold().split())), round(line.height)
