"""Words of two texts side by side: where one stands in the other, and which words differ.

Owns what counts as the same word in a quotation: the letters, whatever the marks, the white space and the capital that
begins it. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from qa.checking.records import Difference
from qa.text.names import is_title
from qa.text.words import FUNCTION_WORDS

# A number keeps its point or comma, a word its apostrophe and hyphen.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*\w*|\w+(?:[-'’‑]\w+)*")
# Where a sentence or a paragraph ends.
_BREAK = re.compile(r"\n|[.!?][\"”’»]?\s")
# What a word that does not match costs, on either side, as a share of a matching one.
_GAP = 0.6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is compared, and its place."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the words of a quotation stand in a text: its place there, the share of words that match, what differs."""

    start: int
    end: int
    similarity: float
    differences: tuple[Difference, ...]


def words_of(text: str) -> list[Word]:
    """Cut a text into words as they are compared."""
    return [Word(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def telling_words(text: str) -> str:
    """Return the words of a text that can tell one name from another, as they are compared, with spaces between them:
    without titles and small words."""
    bare = [_plain(word).removesuffix("'s") for word in _WORD.findall(text)]
    return " ".join([word for word in bare if word not in FUNCTION_WORDS and not is_title(word)])


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).replace("’", "'").replace("‑", "-").replace("\u00ad", "").casefold()


@lru_cache(maxsize=512)  # every claim of a sentence is looked for in the same sentences of the articles
def aligned(quoted: str, text: str) -> Alignment | None:
    """Find the stretch of a text that says most of a quotation, None for one without a word in common.

    The similarity is twice the matching words by all words of both stretches: 1.0 for the same words in order."""
    wanted, held = words_of(quoted), words_of(text)
    matcher = SequenceMatcher(None, [w.plain for w in held], [w.plain for w in wanted], autojunk=False)
    blocks = [(b.a, b.b, b.size) for b in matcher.get_matching_blocks() if b.size]
    if not blocks:
        return None
    first, last = _best_run(blocks)
    begin, until = blocks[first][0] - blocks[first][1], blocks[last][0] + blocks[last][2]
    until += len(wanted) - (blocks[last][1] + blocks[last][2])
    begin, until = max(0, begin), min(len(held), until)
    inner = SequenceMatcher(None, [w.plain for w in held[begin:until]], [w.plain for w in wanted], autojunk=False)
    operations = inner.get_opcodes()
    # words beyond those that match, at either end of the text's stretch, belong to it only where they replace some
    if operations[0][0] == "delete":
        begin += operations.pop(0)[2]
    elif operations[0][0] == "replace" and not _BREAK.search(quoted, 0, wanted[operations[0][4]].start):
        begin = _behind_break(text, held, begin, begin + operations[0][2])
    if operations and operations[-1][0] == "delete":
        until -= operations[-1][2] - operations[-1][1]
    inner = SequenceMatcher(None, [w.plain for w in held[begin:until]], [w.plain for w in wanted], autojunk=False)
    differences = tuple(
        Difference(_between(quoted, wanted, j1, j2), _between(text, held, begin + i1, begin + i2))
        for kind, i1, i2, j1, j2 in inner.get_opcodes()
        if kind != "equal"
    )
    return Alignment(held[begin].start, held[until - 1].end, inner.ratio(), differences)


def _behind_break(text: str, words: Sequence[Word], first: int, last: int) -> int:
    """Return the first of some words that no end of a sentence or paragraph parts from the word behind them."""
    for place in range(last, first, -1):
        if place < len(words) and _BREAK.search(text[words[place - 1].end : words[place].start]):
            return place
    return first


def _best_run(blocks: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Choose the run of matching blocks with the most words, less a part of those between them."""
    best, chosen = -1.0, (0, 0)
    for first in range(len(blocks)):
        worth = 0.0
        for last in range(first, len(blocks)):
            a, b, size = blocks[last]
            if last > first:
                before = blocks[last - 1]
                worth -= _GAP * max(a - before[0] - before[2], b - before[1] - before[2])
            worth += size
            if worth > best:
                best, chosen = worth, (first, last)
    return chosen


def _between(text: str, words: Sequence[Word], first: int, last: int) -> str:
    return text[words[first].start : words[last - 1].end] if last > first else ""
