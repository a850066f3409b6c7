"""The seam of searching by vectors: one corpus in this process, or parts of one wherever they are open.

Owns the protocol, and how the hits of the parts are merged. Knows nothing of text or of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.corpus import Corpus
from index.errors import ShardsDown
from index.records import Filters, Hit
from index.shards.fleet import Call, ShardGroup
from index.unit_vectors import Vectors


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits for each vector, best first, and the reason of each part that is missing, by folder."""

    rows: tuple[tuple[Hit, ...], ...]
    missing: dict[str, str]

    @property
    def partial(self) -> bool:
        """Whether any part is missing."""
        return bool(self.missing)


class Searcher(Protocol):
    """Finds the nearest sentences. Safe to use from several threads at once."""

    def search(self, vectors: Vectors, k: int, *, budget: float, filters: Filters | None = None) -> Hits:
        """Rank the k sentences nearest to each of float32[n, d] unit rows: by cosine, equal ones by number.

        Takes about ``budget`` seconds at most, and says which parts did not answer by then. Raises ShardsDown where
        none did."""


class CorpusSearcher:
    """Searches one corpus in this process, which is never partial."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def search(self, vectors: Vectors, k: int, *, budget: float, filters: Filters | None = None) -> Hits:
        """See ``Searcher``. The budget is ignored: one search takes milliseconds."""
        del budget
        with self._corpus.view() as view:
            return Hits(tuple(tuple(view.dense(vector, k, filters=filters)) for vector in vectors), {})


class ShardSearcher:
    """Searches the parts of a divided corpus at the same time."""

    def __init__(self, fleet: ShardGroup) -> None:
        self._fleet = fleet

    def search(self, vectors: Vectors, k: int, *, budget: float, filters: Filters | None = None) -> Hits:
        """See ``Searcher``."""
        layout = self._fleet.layout
        call = Call("dense", (vectors, k), {"filters": filters})
        replies = self._fleet.ask(dict.fromkeys(range(len(layout.parts)), call), budget=budget)
        if not replies.values:
            raise ShardsDown(f"no part of the corpus answers: {'; '.join(sorted(set(replies.missing.values())))[:500]}")
        rows = []
        for one in range(len(vectors)):
            parts = [raised(batches[one], layout.bases[place]) for place, batches in replies.values.items()]
            rows.append(tuple(merged(parts, k)))
        return Hits(tuple(rows), {layout.parts[place].folder: why for place, why in replies.missing.items()})


def merged(parts: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """Return the k best hits of several parts: by score, equal ones by number."""
    return sorted((hit for hits in parts for hit in hits), key=lambda hit: (-hit.score, hit.number))[:k]


def raised(hits: Sequence[Hit], base: int) -> list[Hit]:
    """Return hits under the numbers of the whole corpus."""
    return [Hit(hit.number + base, hit.score) for hit in hits]
