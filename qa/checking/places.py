"""The sentences of a corpus that may say the same as a part of a draft.

Owns how they are searched for and how an article is kept while a draft is checked. Knows nothing of verdicts.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index import Article, Vectors, View, blocks, quotations
from index.records import Sentence
from qa.attribution.speakers import Speakers
from qa.checking.alignment import telling_words
from qa.records import Citation, Speaker

# How many sentences are looked at of a search by words and of one by meaning: a sentence that says the same is among
# the first of one of the two.
_BY_WORDS, _BY_MEANING = 16, 8
# Rows that a search by words scores at most. A sentence that says the same has most of the rarest words: with the one,
# two or three rarest of its known words taken out, 55 of 60 sentences are found again among 100,000, as without it
# (by a script that is not kept).
_MOST_ROWS = 2_000
# A correction repeats what was wrong: it bears nothing out, and nobody said what it quotes.
_CORRECTION = re.compile(
    r"^\W*(?:corrections?|corrected|clarifications?|amendment|editor[’']s note)\b[^.!?:—–]{0,40}(?:[:—–]|$)"
    r"|\b(?:an?|the|our) (?:earlier|previous|original|first|former|prior) (?:version|edition)s? of (?:the|this|our)"
    r" (?:[\w-]+ )?(?:article|caption|column|headline|page|piece|post|report|story)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 400  # characters that are searched for by words: the beginning identifies a longer text


def corrects(text: str, *, start: int, end: int) -> bool:
    """Tell whether what stands at an offset of a text only says what an article had wrong."""
    begin = text.rfind("\n", 0, start) + 1
    return _CORRECTION.search(text[begin:end]) is not None


class HeldArticle:
    """An article of the corpus while a draft is checked against it. Its sentences and speakers, which few articles
    need, are read when they are first needed, and then kept."""

    def __init__(self, view: View, article_id: str) -> None:
        self.article = view.article(article_id)
        self.view = view
        self._sentences: list[Sentence] | None = None
        self._speakers: Speakers | None = None
        self._telling: str | None = None
        self._between: list[tuple[int, int]] | None = None

    @property
    def between(self) -> Sequence[tuple[int, int]]:
        """Where the words between two quotations of one paragraph begin and end, in order."""
        if self._between is None:
            text = self.article.text
            quoted = (quotations(text, start=block.start, end=block.end) for block in blocks(text))
            self._between = [(last, first) for one in quoted for (_, last), (first, _) in itertools.pairwise(one)]
        return self._between

    @property
    def sentences(self) -> Sequence[Sentence]:
        """All its sentences, in order."""
        if self._sentences is None:
            self._sentences = self.view.sentences(self.article.id)
        return self._sentences

    def sentence_at(self, start: int) -> Sentence:
        """Return the sentence that an offset is in, or the last one before it."""
        return self.sentences[max(0, bisect_right(self.sentences, start, key=lambda one: one.start) - 1)]

    @property
    def speakers(self) -> Speakers:
        """Who says what in it."""
        if self._speakers is None:
            self._speakers = Speakers(self.article.text, self.sentences)
        return self._speakers

    def full_name(self, name: str) -> str:
        """Return the full name of whom a surname means in this article; the name itself where it means nobody."""
        return name if " " in name else self.speakers.in_full(name) or name

    @property
    def telling(self) -> str:
        """The telling words of its text, among which a name is looked for."""
        if self._telling is None:
            self._telling = telling_words(self.article.text)
        return self._telling


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that may say the same, in its article."""

    held: HeldArticle
    sentence: Sentence

    @property
    def article(self) -> Article:
        """Return the article that it stands in."""
        return self.held.article

    def around(self, reach: int) -> tuple[int, int]:
        """Return where the stretch begins and ends that holds so many sentences before and after it."""
        beside = self.held.view.neighbours(self.sentence.number, before=reach, after=reach)
        both = (self.sentence, *beside[:1], *beside[-1:])
        return min(one.start for one in both), max(one.end for one in both)

    def joined(self, begin: int, end: int) -> str:
        """Return a stretch of its article with blanks for the words between two quotations of one paragraph."""
        stretch = list(self.article.text[begin:end])
        between = self.held.between
        for last, first in between[bisect_left(between, begin, key=lambda one: one[1]) :]:
            if last >= end:
                break
            low, high = max(last, begin) - begin, min(first, end) - begin
            stretch[low:high] = " " * max(0, high - low)
        return "".join(stretch)

    def sentence_at(self, start: int) -> Sentence:
        """Return the sentence that an offset of its article is in, or the last one before it."""
        return self.held.sentence_at(start)

    def speaker_at(self, start: int) -> Speaker | None:
        """Return who says what stands at an offset of its article, as far as known."""
        return self.held.speakers.of(self.sentence_at(start).position).speaker


class Places:
    """Finds places in one view of a corpus; each article is read once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._articles: dict[str, HeldArticle] = {}

    def by_words(self, text: str) -> list[int]:
        """Return the numbers of the sentences that share most words with a text."""
        return [hit.number for hit in self.view.lexical(text[:_MOST_WORDS], _BY_WORDS, most_rows=_MOST_ROWS)]

    def near(self, by_words: Sequence[int], vector: Vectors) -> list[Place]:
        """Return the sentences that may say the same as a text, those found by words first. ``vector``: the text's."""
        numbers = [*by_words, *(hit.number for hit in self.view.dense(vector, _BY_MEANING))]
        rows = self.view.rows(list(dict.fromkeys(numbers)))
        held = [rows[number] for number in dict.fromkeys(numbers) if number in rows]
        return [
            self._place(sentence) for sentence in held if not corrects(sentence.text, start=0, end=len(sentence.text))
        ]

    def of(self, citation: Citation | None) -> Place | None:
        """Return the place that a citation of this view names."""
        if citation is None or (held := self._articles.get(citation.article_id)) is None:
            return None
        return Place(held, held.sentence_at(citation.start))

    def _place(self, sentence: Sentence) -> Place:
        held = self._articles.get(sentence.article_id)
        if held is None:
            held = self._articles[sentence.article_id] = HeldArticle(self.view, sentence.article_id)
        return Place(held, sentence)
