"""What a corpus holds, in sum: counts, sources and dates, for the page's filters. Knows nothing of HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

_MOST_SOURCES = 200


class _Listed(Protocol):
    """What is read of a listed article."""

    @property
    def source(self) -> str | None:
        """Who published it."""

    @property
    def published(self) -> str | None:
        """When: an ISO date or date-time."""

    @property
    def sentences(self) -> int:
        """How many sentences it has."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The sum of a corpus at one generation. ``sources`` are (name, articles), the fullest first, at most 200."""

    generation: int
    articles: int
    sentences: int
    sources: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return {
            "generation": self.generation,
            "articles": self.articles,
            "sentences": self.sentences,
            "sources": [{"name": name, "articles": count} for name, count in self.sources],
            "published": {"from": self.first, "to": self.last},
        }


def summarise(articles: Iterable[_Listed], generation: int) -> Contents:
    """Sum up the listed articles of a generation."""
    listed = list(articles)
    sources = Counter(article.source for article in listed if article.source)
    dates = sorted(article.published[:10] for article in listed if article.published)
    ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SOURCES]
    return Contents(
        generation=generation,
        articles=len(listed),
        sentences=sum(article.sentences for article in listed),
        sources=tuple(ranked),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )
