"""What stands on every page and belongs to none: running headers and footers, numbers of pages and of lines. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from index.loaders.pdf.columns import rows_of
from index.loaders.pdf.page.lines import Line, Page

_MARGIN = 0.15  # of the height of a page, above and below, is where they stand
_LARGE = 1.15
_OUTERMOST = 3  # lines from the edge, counted by their heights
_LEAST_PAGES, _LEAST_SHARE = 3, 0.5
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?i)\W*(?:(?:page|seite|p|s|pp|página|pagina|страница)\.?\s*)?(?:(?P<value>\d{1,4})|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|sur|di|из)\s*\d{1,4})?\W*"
)
#: A line stands at the head of a page once and at its foot once; what is there more often is the text of a list.
_MOST_ON_A_PAGE = 2
_PLACE = 8.0  # points
_LEAST_NUMBERED, _SHARE_NUMBERED = 5, 0.8  # lines of a page that are numbered, and their share of it


def without_running(pages: Sequence[Page], *, usual: float) -> list[list[Line]]:
    """Return the lines of each page but those that repeat at the edges of pages, whatever numbers are in them.

    ``usual``: the height of the letters of running text; larger ones are headings of chapters."""
    edges = [[line for line in _edge_lines(page) if line.height <= _LARGE * usual] for page in pages]
    least = min(_LEAST_PAGES, max(2, round(len(pages) * _LEAST_SHARE)))
    running = _repeated(pages, edges, least)
    numbers = _page_numbers(pages, edges, least)
    counting = _counting(pages)
    kept = []
    for page, lines in zip(pages, edges, strict=True):
        gone = {id(line) for line in lines if _key(line) in running} | _line_numbers(page) | counting
        for row in rows_of(lines):
            if (len(row) == 1 and _NUMBER.fullmatch(row[0].text)) or any(id(line) in numbers for line in row):
                gone |= {id(line) for line in row}
        kept.append([line for line in page.lines if id(line) not in gone])
    return kept


def _repeated(pages: Sequence[Page], edges: Sequence[list[Line]], least: int) -> set[tuple[str, int]]:
    """Return what stands at the edges of so many pages, and not again and again on one of them."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page, lines in zip(pages, edges, strict=True):
        for line in lines:
            seen[_key(line)].add(page.number)
    often = {key for page in pages for key, times in Counter(map(_key, page.lines)).items() if times > _MOST_ON_A_PAGE}
    return {key for key, on in seen.items() if len(on) >= least} - often


def _page_numbers(pages: Sequence[Page], edges: Sequence[list[Line]], least: int) -> set[int]:
    """Return the identities of the lines that are numbers of pages and have others beside them: those that count the
    pages, and one at the end of the outermost line where the line next to it ends with none, as rows of tables do."""
    counting: dict[int, list[Line]] = defaultdict(list)
    numbers: set[int] = set()
    for page, lines in zip(pages, edges, strict=True):
        rows = rows_of(lines)
        for half in (
            [row for row in rows if row[0].middle > page.height / 2],
            [row for row in reversed(rows) if row[0].middle <= page.height / 2],
        ):
            for at in (0, -1):
                ends = [row for row in half if _NUMBER.fullmatch(row[at].text)]
                if len(ends) != 1:
                    continue  # they are cells of a column, or number the lines
                line, match = ends[0][at], _NUMBER.fullmatch(ends[0][at].text)
                if match and match["value"]:
                    counting[int(match["value"]) - page.number].append(line)
                if at == -1 and ends[0] is half[0] and not line.text.endswith((".", ",", ";")):
                    numbers.add(id(line))
    return numbers | {id(line) for lines in counting.values() if len(lines) >= least for line in lines}


def _counting(pages: Sequence[Page]) -> set[int]:
    """Return the identities of the numbers that stand at one place of many pages, wherever that is, and count them."""
    places: dict[tuple[int, int], list[tuple[int, int, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            match = _NUMBER.fullmatch(line.text)
            if match and match["value"]:
                place = (round((line.left + line.right) / _PLACE), round(line.middle / _PLACE))
                places[place].append((page.number, int(match["value"]), line))
    numbers: set[int] = set()
    for lines in places.values():
        if len(lines) < _LEAST_PAGES or len({number for number, _, _ in lines}) < len(lines):
            continue
        steps = {(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(lines)}
        if len(steps) == 1 and steps <= {1.0, 2.0}:
            numbers |= {id(line) for _, _, line in lines}
    return numbers


def _line_numbers(page: Page) -> set[int]:
    """Return the identities of the numbers that stand before the lines of a page and count them."""
    rows = rows_of(page.lines)
    numbered = [row for row in rows if len(row) == 2 and row[0].text.isdecimal() and len(row[0].text) <= 4]
    counts = [int(row[0].text) for row in numbered]
    rising = all(after == before + 1 for before, after in pairwise(counts))
    if len(numbered) < max(_LEAST_NUMBERED, _SHARE_NUMBERED * len(rows)) or not rising:
        return set()
    return {id(row[0]) for row in numbered}


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


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", " ".join(line.text.casefold().split())), round(line.height)
