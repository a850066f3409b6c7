"""A pool of passages for measuring follow-ups: searched as the engine searches sentences, by vector and by BM25, fused.

A part of conversation.py.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.encoders.base import Encoder
from index.unit_vectors import Vectors
from qa.conversation.understanding import Understood
from qa.evaluation.metrics import reciprocal_rank, success_at
from qa.retrieval.fusion import fuse, ranked
from qa.text.words import content_words, stem

DEPTH = 1000


@dataclass
class Pool:
    """Passages to find, by vector and by BM25."""

    ids: list[str]
    vectors: Vectors
    counts: list[Counter[str]]
    encoder: Encoder
    asked: dict[str, Vectors] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, encoder: Encoder) -> Pool:
        """Read and encode passages."""
        rows = [json.loads(line) for line in path.open(encoding="utf-8")]
        texts = [row["text"] for row in rows]
        return cls(
            [r["_id"] for r in rows], encoder.encode_sentences(texts), [Counter(_terms(t)) for t in texts], encoder
        )

    def ranks(self, understood: Understood, gold: Sequence[str]) -> dict[str, list[bool]]:
        """Return, for the dense leg and for both fused, which of the ranked passages are gold."""
        vector = sum(weight * self._encoded(text) for text, weight in understood.searches)
        cosines = self.vectors @ (vector / np.linalg.norm(vector))
        dense = dict(enumerate(cosines.tolist()))
        fused = fuse(dense, self._bm25(understood.words))
        return {
            name: [self.ids[n] in gold for n in ranked(scores)[:DEPTH]]
            for name, scores in (("dense", dense), ("fused", fused))
        }

    def _encoded(self, text: str) -> Vectors:
        if text not in self.asked:
            self.asked[text] = self.encoder.encode_question(text)
        return self.asked[text]

    def _bm25(self, text: str) -> dict[int, float]:
        length = sum(map(Counter.total, self.counts)) / len(self.counts)
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(_terms(text)):
            holding = [n for n, c in enumerate(self.counts) if c[term]]
            idf = math.log(1 + (len(self.counts) - len(holding) + 0.5) / (len(holding) + 0.5))
            for n in holding:
                tf = self.counts[n][term]
                scores[n] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * self.counts[n].total() / length))
        return scores


def _terms(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"\w+", text.lower()) if content_words(word)]


@dataclass
class Outcome:
    """The rankings of one way to ask, turn by turn."""

    rankings: list[dict[str, list[bool]]]

    def scores(self, leg: str, chosen: Sequence[bool]) -> dict[str, list[float]]:
        """Return R@5 and the reciprocal rank of the chosen turns."""
        kept = [r[leg] for r, keep in zip(self.rankings, chosen, strict=True) if keep]
        return {"R@5": [success_at(r, 5) for r in kept], "MRR": [reciprocal_rank(r, DEPTH) for r in kept]}
