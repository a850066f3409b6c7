"""What the rules need to know of a whole text: its language, its quotations, and its names that end in a mark.

Owns the looking up, each at most once a text and only when a rule asks. Knows nothing of where sentences end.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from index.language.abbreviation_kinds import Abbreviations
from index.language.abbreviations import BY_LANGUAGE
from index.language.detection import language_of
from index.language.quotations import quotations
from index.language.word_lists import listed

# "shares of Yahoo! fell", "Yahoo!'s", "at Yahoo!, too": in the middle of a sentence the mark is part of the name.
_MARKED_NAME = re.compile(
    r"(?<=[a-z,] )([A-Z][\w’'-]{0,40}!)(?=[’'][a-z]|,? [a-z]|,? \d)|\b([A-Z][\w’'-]{0,40}!)(?= (?:Inc|Corp|Ltd)\b)"
)
# "plan A and", "vitamin C, D": words that letters stand behind as labels.
_LABEL = re.compile(r"\b([a-z]{3,}) [A-HJ-Z](?=[,;:)]|\s(?:and|or|is|was|in|for|to|has)\b|\.?\s*$)", re.MULTILINE)
_NO_LABELS = listed("and the for with from but not than was are has had his her")


class TextFacts:
    """Facts of one text, read lazily."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._language: str | None = None
        self._names: frozenset[str] | None = None
        self._labels: frozenset[str] | None = None
        self._block = (-1, -1)
        self._quotes: list[tuple[int, int]] = []

    @property
    def language(self) -> str:
        """Return the code of the text's language."""
        if self._language is None:
            self._language = language_of(self._text)
        return self._language

    @property
    def abbreviations(self) -> Abbreviations:
        """Return the abbreviations of the text's language."""
        return BY_LANGUAGE.get(self.language, BY_LANGUAGE["en"])

    @property
    def marked_names(self) -> frozenset[str]:
        """Return the words that the text writes with a mark in the middle of a sentence: "Yahoo!"."""
        if self._names is None:
            self._names = frozenset(one or other for one, other in _MARKED_NAME.findall(self._text))
        return self._names

    @property
    def labels(self) -> frozenset[str]:
        """Return the words that the text writes before a single letter, as "plan" in "plan A and"."""
        if self._labels is None:
            self._labels = frozenset(_LABEL.findall(self._text)) - _NO_LABELS
        return self._labels

    def quoted(self, at: int, *, start: int, end: int) -> bool:
        """Tell whether an offset of the paragraph ``start:end`` is between quotation marks."""
        if self._block != (start, end):
            self._block, self._quotes = (start, end), quotations(self._text, start=start, end=end)
        place = bisect_right(self._quotes, (at, len(self._text))) - 1
        return place >= 0 and self._quotes[place][0] < at < self._quotes[place][1]
