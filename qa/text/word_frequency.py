"""How common English words are: the ranks of a short list. Pure once loaded.

Owns the list and its scale. A word that is not on it counts as rare, so names and words of other languages do.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources

from qa.text.words import stem

# The first 150 words of the list are so common that they name nothing; from the 12,000th on all are equally rare.
_COMMON, _RARE = math.log(150), math.log(12_000)


@lru_cache(maxsize=20_000)
def rarity_by_rank(word: str) -> float:
    """Return 0.0 for the commonest words, up to 1.0 for words that are on no list. ``word`` is lower case."""
    rank = _ranks().get(stem(word))
    return 1.0 if rank is None else min(1.0, max(0.0, (math.log(rank) - _COMMON) / (_RARE - _COMMON)))


def rank_of(word: str) -> int | None:
    """Return the place of a lower-case word, in just this form, among the common words; None if it is not there."""
    return _common_words().get(word)


@cache
def _common_words() -> dict[str, int]:
    text = resources.files("qa").joinpath("models/conversation/common_words.txt").read_text("utf-8")
    return {word: rank for rank, word in enumerate(text.split(), start=1)}


@cache
def _ranks() -> dict[str, int]:
    ranks: dict[str, int] = {}
    for word, rank in _common_words().items():
        ranks.setdefault(stem(word), rank)
    return ranks
