"""Which articles are one origin: copies of one text, and reports of one agency printed within days of each other.

Computed when an answer needs it, for the articles that say the same: adding an article costs nothing more, and nothing
stored can become outdated. Texts are compared by their sketches, short ones by their sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from index.records import Article, Sentence
from qa.origins.sketches import sketch
from qa.origins.wire_credits import wire_credit

# Fewer common sentences can be chance: a report of one line, or a quotation in both.
_FEWEST_SHARED = 3
_LEAST_SHARE = 0.5
# Less is too short for a sketch: its sentences are counted.
_FEWEST_SHINGLES = 40
#: An agency's report is printed on its day or soon after; what it sends a week later is another report.
_WIRE_DAYS = 3
#: More articles than these are not told apart: each further one counts as an origin. A sketch takes a fifth of a
#: millisecond, so all of these a tenth of a second, once.
MOST_COMPARED = 200


class Articles(Protocol):
    """What articles are read from: a view of a corpus."""

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticle."""

    def sentences(self, article_id: str) -> list[Sentence]:
        """Return its sentences. Raises UnknownArticle."""


class Origins:
    """The origins of articles in one view of a corpus. What was compared once is not compared again."""

    def __init__(self, view: Articles) -> None:
        self._view = view
        self._articles: dict[str, Article] = {}
        self._credits: dict[str, str | None] = {}
        self._sentences: dict[str, frozenset[str]] = {}
        self._same: dict[tuple[str, str], bool] = {}

    def groups(self, article_ids: Iterable[str]) -> list[list[str]]:
        """Group articles by origin, in the order in which each first comes; those of one group are copies of each
        other, some of them through a third."""
        groups: list[list[str]] = []
        for place, article_id in enumerate(dict.fromkeys(article_ids)):
            near: list[list[str]] = []
            if place < MOST_COMPARED:
                near = [group for group in groups if any(self.are_one(article_id, other) for other in group)]
            joined = [one for group in near for one in group] + [article_id]
            first = next((at for at, group in enumerate(groups) if group in near), len(groups))
            groups = [group for group in groups if group not in near]
            groups.insert(first, joined)
        return groups

    def count(self, article_ids: Sequence[str]) -> int:
        """Count the origins of articles."""
        return len(self.groups(article_ids))

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two articles are one origin. Raises UnknownArticle."""
        if one == other:
            return True
        key = (min(one, other), max(one, other))
        if key not in self._same:
            self._same[key] = self._is_copy(*key) or self._is_same_wire(*key)
        return self._same[key]

    def _is_copy(self, one: str, other: str) -> bool:
        if self._article(one).text.split() == self._article(other).text.split():
            return True
        sketches = sketch(self._article(one).text), sketch(self._article(other).text)
        if min(s.shingles for s in sketches) >= _FEWEST_SHINGLES:
            return sketches[0].share_of_shorter(sketches[1]) >= _LEAST_SHARE
        mine, theirs = self._lines(one), self._lines(other)
        shared = len(mine & theirs)
        return shared >= _FEWEST_SHARED and shared >= _LEAST_SHARE * min(len(mine), len(theirs))

    def _is_same_wire(self, one: str, other: str) -> bool:
        if self._credit(one) is None or self._credit(one) != self._credit(other):
            return False
        days = [day for article_id in (one, other) if (day := _day(self._article(article_id))) is not None]
        return len(days) == 2 and abs((days[0] - days[1]).days) <= _WIRE_DAYS

    def _article(self, article_id: str) -> Article:
        if article_id not in self._articles:
            self._articles[article_id] = self._view.article(article_id)
        return self._articles[article_id]

    def _credit(self, article_id: str) -> str | None:
        if article_id not in self._credits:
            self._credits[article_id] = wire_credit(self._article(article_id))
        return self._credits[article_id]

    def _lines(self, article_id: str) -> frozenset[str]:
        if article_id not in self._sentences:
            read = self._view.sentences(article_id)
            self._sentences[article_id] = frozenset(" ".join(one.text.split()).casefold() for one in read)
        return self._sentences[article_id]


def _day(article: Article) -> date | None:
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None
