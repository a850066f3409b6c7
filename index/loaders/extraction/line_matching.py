"""Lines that an extractor chose -> the blocks of the page in which their words stand. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

from index.loaders.extraction.blocks import Block, words_of

#: Words of a run: two paragraphs share so many words in a row only when one quotes the other.
_RUN = 4
_MOST_SURE = 0.6

Runs: TypeAlias = list[tuple[str, ...]]


def found_by_runs(blocks: Sequence[Block], lines: list[str], *, runs: Sequence[Runs]) -> tuple[set[int], float]:
    """Return the blocks whose words the lines hold, and which share of the lines' words they are.

    Runs of a few words are counted, and the longest blocks use theirs up first: so a block that repeats part of a
    paragraph (a quotation set large beside it) finds none left.
    """
    words = words_of("\n".join(lines))
    left = Counter(runs_of(words))
    short = Counter(tuple(words_of(line)) for line in lines)
    sure: set[int] = set()
    covered = 0
    for i in sorted(range(len(blocks)), key=lambda i: -len(blocks[i].words)):
        block = blocks[i].words
        if len(block) < _RUN:
            hit = bool(block) and short[tuple(block)] > 0
            short[tuple(block)] -= hit
        else:
            own = runs[i]
            hit = sum(1 for run in own if left.get(run, 0) > 0) >= _MOST_SURE * len(own)
            if hit:
                left.subtract(own)
        if hit:
            sure.add(i)
            covered += len(block)
    return sure, covered / max(1, len(words)) if sure else 0.0


def found_whole(blocks: Sequence[Block], text: str) -> tuple[set[int], float]:
    """Return the blocks that a text holds whole, whatever white space is in it, and which share of it they are."""
    whole = "".join(text.split())
    texts = ["".join(block.text.split()) for block in blocks]
    sure = {i for i, one in enumerate(texts) if one in whole}
    return sure, sum(len(texts[i]) for i in sure) / max(1, len(whole)) if sure else 0.0


def runs_of(words: Sequence[str]) -> Runs:
    """Return each few words that stand in a row."""
    return list(zip(*(words[k:] for k in range(_RUN)), strict=False))
