"""Fusion: the opinions of several rankers about the same sentences -> one score each. Pure.

Owns the weights. Knows nothing of where scores come from.

The fused score is the cosine plus ``LEXICAL_WEIGHT`` times BM25 divided by the best BM25 of this question, so that it
reads like a cosine with a bonus for the question's own words. Measured with ``scripts/bench/retrieval.py``: reciprocal
ranks throw away how much better the first is and fall below the better leg; a weighted sum does not on any set.
"""

from __future__ import annotations

from collections.abc import Mapping

LEXICAL_WEIGHT = 0.15


def fuse(
    dense: Mapping[int, float], lexical: Mapping[int, float], *, weight: float = LEXICAL_WEIGHT
) -> dict[int, float]:
    """Return the fused score of every sentence that has a cosine in ``dense``; without a BM25 score it gets no bonus.

    ``lexical`` holds one question's BM25 scores, larger better; ``weight`` is what the best of them is worth in cosine.
    """
    best = max(lexical.values(), default=0.0)
    scale = weight / best if best > 0 else 0.0
    return {number: cosine + scale * lexical.get(number, 0.0) for number, cosine in dense.items()}


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Return the numbers by score, best first; equal scores by number, so that the order never depends on chance."""
    return sorted(scores, key=lambda number: (-scores[number], number))
