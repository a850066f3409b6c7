"""Fusion: the opinions of several rankers about the same sentences -> one score each; several vectors -> one. Pure.

Owns the weights. Knows nothing of where scores come from.

The fused score is the cosine plus ``LEXICAL_WEIGHT`` times BM25. So a sentence's score does not depend on the other
sentences found, and BM25 helps a question with rare words more than one with common words. Measured on six sets
(``scripts/bench/retrieval.py``): dividing BM25 by the question's best score, or by the highest possible one, was equal
or worse; reciprocal ranks ignore how far the first is ahead, and were worse than the better of the two legs. Long
questions on news would want twice the weight, short ones on encyclopaedic titles half of it; with a reader it hardly
matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index import Vectors

LEXICAL_WEIGHT = 0.007


def fuse(
    dense: Mapping[int, float], lexical: Mapping[int, float], *, weight: float = LEXICAL_WEIGHT
) -> dict[int, float]:
    """Return the fused score of every sentence that has a cosine in ``dense``; without a BM25 score it gets no bonus.

    ``lexical`` holds one question's BM25 scores, larger better; ``weight`` is what a point of them is worth in cosine.
    """
    return {number: cosine + weight * lexical.get(number, 0.0) for number, cosine in dense.items()}


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Return the numbers by score, best first; equal scores by number, so that the order never depends on chance."""
    return sorted(scores, key=lambda number: (-scores[number], number))


def mixed(vectors: Sequence[tuple[Vectors, float]]) -> Vectors:
    """Return the mean of unit vectors by weights that sum to 1, of unit length: float32[d]. A single one stays as it
    is."""
    if len(vectors) == 1:
        return vectors[0][0]
    mean = sum(weight * vector for vector, weight in vectors)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
