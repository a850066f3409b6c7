"""Quoted text: which stretches of an article stand between quotation marks, and which sentences share one.

Owns the view of an article as blocks, quotations and sentences. Knows nothing of who speaks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from index.records import Sentence
from index.splitting.paragraphs import Block, blocks
from index.splitting.quotations import is_quoted, quotations
from qa.attribution.reporting_clauses import BLANK

_CLOSERS = '"”“»’'


@dataclass(frozen=True)
class QuotedText:
    """An article's text with all its sentences in order. Each quotation is (start, end) in the text, marks included."""

    text: str
    sentences: Sequence[Sentence]
    _quotations: dict[int, list[tuple[int, int]]] = field(default_factory=dict, init=False, repr=False)

    def blanked(self, position: int) -> str:
        """Return a sentence with every quoted character blanked, marks included."""
        sentence = self.sentences[position]
        shown = list(sentence.text)
        for start, end in self._in_block(self._block(sentence.start)):
            low, high = max(start, sentence.start), min(end, sentence.end)
            if low < high:
                shown[low - sentence.start : high - sentence.start] = BLANK * (high - low)
        return "".join(shown)

    def around(self, position: int) -> tuple[int, int] | None:
        """Return the quotation that a sentence stands in as a whole, or None."""
        sentence = self.sentences[position]
        span = (sentence.start, sentence.end)
        found = self._in_block(self._block(sentence.start))
        return next((q for q in found if q[0] <= span[0] < q[1] and is_quoted(self.text, span, quotes=[q])), None)

    def sharing(self, quotation: tuple[int, int]) -> list[int]:
        """Return the positions of the sentences that overlap a quotation, in order."""
        return [n for n, s in enumerate(self.sentences) if s.start < quotation[1] and quotation[0] < s.end]

    def in_one_block(self, one: int, other: int) -> bool:
        """Tell whether two sentences exist and stand in one paragraph."""
        if not (0 <= one < len(self.sentences) and 0 <= other < len(self.sentences)):
            return False
        return self._block(self.sentences[one].start) == self._block(self.sentences[other].start)

    def runs_on(self, position: int) -> bool:
        """Tell whether speech goes on behind a sentence that ends its paragraph: a quotation left open, or a colon."""
        sentence = self.sentences[position]
        block = self._blocks[self._block(sentence.start)]
        if self.text[sentence.end - 1] == ":":
            return True
        last = self._in_block(self._block(sentence.start))[-1:]
        return bool(last) and last[0][1] == block.end and self.text[block.end - 1] not in _CLOSERS

    def _block(self, start: int) -> int:
        return bisect_right(self._starts, start) - 1

    def _in_block(self, number: int) -> list[tuple[int, int]]:
        if number not in self._quotations:
            block = self._blocks[number]
            self._quotations[number] = quotations(self.text, start=block.start, end=block.end)
        return self._quotations[number]

    @cached_property
    def _blocks(self) -> list[Block]:
        return blocks(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self._blocks]
