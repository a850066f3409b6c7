"""Quoted text: which stretches of an article stand between quotation marks, and which sentences share one.

Owns the view of an article as blocks, quotations and sentences. Knows nothing of who speaks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index import blocks, is_quoted, quotations
from index.records import Sentence
from qa.attribution.reporting_clauses import BLANK

_CLOSERS = '"”“»’」』'
_OPENERS = '"“„«‘「『'


class QuotedText:
    """An article's text with all its sentences in order. Each quotation is (start, end) in the text, marks included.

    What is asked about one sentence is looked up by its place, so that it costs the same in any article.
    """

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self.text = text
        self.sentences = sentences
        self._blocks = blocks(text)
        self._starts = [block.start for block in self._blocks]
        self._sentence_starts = [sentence.start for sentence in sentences]
        self._quotations: dict[int, list[tuple[int, int]]] = {}

    def blanked(self, position: int) -> str:
        """Return a sentence with every quoted character blanked, marks included."""
        sentence = self.sentences[position]
        characters = list(sentence.text)
        quotes = self._in_block(self._block(sentence.start))
        place = max(0, bisect_right(quotes, sentence.start, key=_opening) - 1)
        while place < len(quotes) and quotes[place][0] < sentence.end:
            low, high = max(quotes[place][0], sentence.start), min(quotes[place][1], sentence.end)
            if low < high:
                characters[low - sentence.start : high - sentence.start] = BLANK * (high - low)
            place += 1
        return "".join(characters)

    def around(self, position: int) -> tuple[int, int] | None:
        """Return the quotation that a sentence stands in as a whole, or None."""
        sentence = self.sentences[position]
        quotes = self._in_block(self._block(sentence.start))
        place = bisect_right(quotes, sentence.start, key=_opening) - 1
        if place < 0 or not is_quoted(self.text, (sentence.start, sentence.end), quotes=quotes[place : place + 1]):
            return None
        return quotes[place]

    def sharing(self, quotation: tuple[int, int]) -> range:
        """Return the positions of the sentences that overlap a quotation, in order."""
        first = max(0, bisect_right(self._sentence_starts, quotation[0]) - 1)
        if first < len(self.sentences) and self.sentences[first].end <= quotation[0]:
            first += 1
        return range(first, bisect_left(self._sentence_starts, quotation[1]))

    @property
    def paragraphs(self) -> Sequence[int]:
        """Return where the paragraphs start, in order."""
        return self._starts

    def paragraph_of(self, position: int) -> int:
        """Return where the paragraph starts that a sentence stands in."""
        return self._starts[self._block(self.sentences[position].start)]

    def in_one_block(self, one: int, other: int) -> bool:
        """Tell whether two sentences exist and stand in one paragraph."""
        if not (0 <= one < len(self.sentences) and 0 <= other < len(self.sentences)):
            return False
        return self._block(self.sentences[one].start) == self._block(self.sentences[other].start)

    def runs_on(self, position: int) -> bool:
        """Tell whether speech continues after a sentence that ends its paragraph: a quotation left open, or a colon."""
        sentence = self.sentences[position]
        block = self._blocks[self._block(sentence.start)]
        if self.text[sentence.end - 1] == ":":
            return True
        last = self._in_block(self._block(sentence.start))[-1:]
        return bool(last) and self._is_left_open(last[0], block.end)

    def _is_left_open(self, quotation: tuple[int, int], end: int) -> bool:
        return quotation[1] == end and self.text[end - 1] not in _CLOSERS

    def _goes_on(self, number: int) -> bool:
        """Tell whether the next paragraph begins with a quotation mark, as speech of several paragraphs does. Otherwise
        a mark was forgotten, and nobody knows whether the sentences after the first are still speech."""
        behind = self._blocks[number + 1 : number + 2]
        return any(self.text[block.start] in _OPENERS for block in behind)

    def _block(self, start: int) -> int:
        return bisect_right(self._starts, start) - 1

    def _in_block(self, number: int) -> list[tuple[int, int]]:
        if number not in self._quotations:
            block = self._blocks[number]
            spans = quotations(self.text, start=block.start, end=block.end)
            if spans and self._is_left_open(spans[-1], block.end) and not self._goes_on(number):
                first = self.sharing(spans[-1])[:1]
                spans[-1] = (spans[-1][0], min([block.end, *(self.sentences[at].end for at in first)]))
            self._quotations[number] = spans
        return self._quotations[number]


def _opening(quotation: tuple[int, int]) -> int:
    return quotation[0]
