"""The days that a sentence names by "on Monday" or "last week", written as dates: for readers, never in a quote.

Owns how such a day is written, and where each character of the text so written stands in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.records import Article, Sentence
from qa.dates.records import SentenceDate
from qa.dates.resolving import dates_in

#: The day of an article that says none. Any will do: a reader only has to see that a day is named.
_SOME_DAY = "2020-06-17"
# Behind these a day needs no "on" of its own.
_GOVERNED = re.compile(
    r"(?:^|[^\w])(?:on|in|of|by|since|until|till|from|before|after|for|between|and|or|to|than|through|as|late|early)\s+$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\b")
_HAS_DATE = re.compile(r"\d{4}|[A-Z][a-z]{2,8}\.? \d|\d(?:st|nd|rd|th)? [A-Z]")


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """A sentence with its days as dates. ``places[i]`` is where character i of ``text`` stands in the sentence, those
    of a date all at the words it stands for; empty where nothing was written otherwise."""

    text: str
    places: tuple[tuple[int, int], ...] = ()

    def back(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the (start, end) in the sentence of a span of the text, in code points."""
        if not self.places or span[0] >= span[1]:
            return span
        return self.places[span[0]][0], self.places[span[1] - 1][1]


def written_out(article: Article, sentence: Sentence, *, before: Sequence[Sentence] = ()) -> WrittenOut:
    """Write out the days that a sentence names without a date. ``before``: the sentences before it, in order."""
    dated = article if article.published else replace(article, published=_SOME_DAY)
    text, places, done = "", [], 0
    for named in dates_in(dated, sentence, before=before):
        if _HAS_DATE.search(named.text):
            continue
        start, end = named.start - sentence.start, named.end - sentence.start
        words = _as_date(named, before=sentence.text[:start], behind=sentence.text[end:])
        text += sentence.text[done:start] + words
        places += [(place, place + 1) for place in range(done, start)] + [(start, end)] * len(words)
        done = end
    if not done:
        return WrittenOut(sentence.text)
    places += [(place, place + 1) for place in range(done, len(sentence.text))]
    return WrittenOut(text + sentence.text[done:], tuple(places))


def _as_date(named: SentenceDate, *, before: str, behind: str) -> str:
    """Write a day, week, month or year as a date, with the preposition that it needs."""
    first, last = date.fromisoformat(named.first), date.fromisoformat(named.last)
    day, length = f"{first.day} {first:%B %Y}", (last - first).days
    preposition, words = ("on", day) if length == 0 else ("in the week of", day)
    if length > 26:
        preposition, words = "in", f"{first:%B %Y}" if length < 32 else str(first.year)
    if _GOVERNED.search(before) or _POSSESSIVE.match(behind):
        return words
    return f"{preposition.capitalize() if named.text[0].isupper() and not before.strip() else preposition} {words}"
