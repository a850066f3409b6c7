"""Text -> blocks: paragraphs, list items and stand-alone lines.

Owns the decision which line breaks end a paragraph. Knows nothing of sentences or roles. A line is a paragraph of its
own unless the text is hard-wrapped: then lines filled up to the same width are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.splitting.boundaries import trim


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item: ``text[start:end]`` without its bullet and surrounding white space.

    ``bullet``: a list marker stood before it. ``gap``: a blank line, or the start of the text, stands above it.
    """

    start: int
    end: int
    bullet: bool
    gap: bool


_LINE = re.compile(r"[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]++")
_BULLET = re.compile(r"(?:[•‣◦▪●■⁃∙·]|[-*–](?=[\s\u200b]))[\s\u200b]*+")
ROW = " | "
"""What stands between the cells of a table's row. A row is a line of its own, whatever its length and letters."""
_FIRST_WORD = re.compile(r"\S++")
_ENDED = frozenset(".!?…:;\"'”’»“«‘›‹)]。！？؟۔।")
_NARROWEST = 40
_WIDEST = 200
_SLACK = 8
_CONTINUING = 0.3
_LONGEST_ROW = 1_000


def blocks(text: str) -> list[Block]:
    """Cut a text into blocks, in order."""
    lines = list(_lines(text))
    width = _wrap_width(text, [line for line, _ in lines])
    paragraphs: list[Block] = []
    margin = 0
    for line, begin in lines:
        if paragraphs and _continues(
            text, Block(max(margin, paragraphs[-1].start), paragraphs[-1].end, False, False), line, width
        ):
            last = paragraphs[-1]
            paragraphs[-1] = Block(last.start, line.end, last.bullet, last.gap)
        else:
            paragraphs.append(line)
        margin = begin
    return paragraphs


def _lines(text: str) -> Iterator[tuple[Block, int]]:
    """Yield each line that is not blank, and where it begins with its margin."""
    gap, after = True, 0
    for match in _LINE.finditer(text):
        start, end = trim(text, start=match.start(), end=match.end())
        # Two line ends in a row make a gap; "\r\n" is one.
        gap = gap or match.start() - after > (2 if text.startswith("\r\n", after) else 1)
        after = match.end()
        if start == end:
            gap = True
            continue
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            start = bullet.end()
        yield Block(start, end, bullet is not None, gap), match.start()
        gap = False


def _wrap_width(text: str, lines: list[Block]) -> int:
    """Width at which the text was hard-wrapped, or 0 when it was not.

    In a wrapped text many line breaks stand between a line without an end and a line in lower case; in a text of one
    line a paragraph nearly none do.
    """
    breaks = continuing = width = 0
    for above, below in pairwise(lines):
        if below.gap or below.bullet:
            continue
        breaks += 1
        if _runs_on(text, above, below):
            continuing += 1
            width = max(width, above.end - above.start)
    return width if breaks and continuing >= _CONTINUING * breaks else 0


def _runs_on(text: str, above: Block, below: Block) -> bool:
    """Tell whether a line of fair length stops in mid-sentence and the next goes on in lower case."""
    return (
        _NARROWEST <= above.end - above.start <= _WIDEST
        and text[below.start].islower()
        and text[above.end - 1] not in _ENDED
        and not _is_row(text, above)
        and not _is_row(text, below)
    )


def _is_row(text: str, line: Block) -> bool:
    return text.find(ROW, line.start, min(line.end, line.start + _LONGEST_ROW)) >= 0


def _continues(text: str, above: Block, line: Block, width: int) -> bool:
    """Tell whether a line belongs to the one above it: the break is where its first word no longer fitted."""
    if line.gap or line.bullet or _is_row(text, line):
        return False
    if _runs_on(text, above, line):
        return True
    word = _FIRST_WORD.match(text, line.start, min(line.end, line.start + _WIDEST))
    length = len(word[0]) if word else 0
    return bool(width) and above.end - above.start + 1 + length > width - _SLACK
