"""What a corpus holds, in sum: counts, sources and dates, for the page's filters. Knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index import View

_MOST_SOURCES = 200


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """The sum of a corpus at one generation. ``sources`` are (name, articles), the fullest first, at most 200."""

    generation: int
    articles: int
    sentences: int
    sources: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None

    @classmethod
    def of(cls, view: View) -> CorpusSummary:
        """Sum up a view by aggregates of the catalogue's indexes: no article is listed."""
        first, last = view.first_and_last_day()
        sources = tuple(view.sources(limit=_MOST_SOURCES))
        return cls(view.generation, view.article_count, view.sentence_count, sources, first, last)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON types."""
        return {
            "generation": self.generation,
            "articles": self.articles,
            "sentences": self.sentences,
            "sources": [{"name": name, "articles": count} for name, count in self.sources],
            "published": {"from": self.first, "to": self.last},
        }
