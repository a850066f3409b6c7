"""Exact (Clopper-Pearson) bounds of a share, from a number of hits and a number of trials. Pure.

Unlike resampling they are right for few questions: 2 right of 2 is a share between .16 and 1, not 1.
"""

from __future__ import annotations

import math

# Halvings of an interval of width 1: past the precision of a float.
_HALVINGS = 60
# Above this a float cannot hold every whole number.
_MOST = 2.0**53


def exact_interval(hits: int, count: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the two-sided interval of a share, given ``hits`` of ``count`` trials; (nan, nan) without trials."""
    if count == 0:
        return math.nan, math.nan
    tail = (1 - level) / 2
    return 1 - upper_bound(count - hits, count, tail=tail), upper_bound(hits, count, tail=tail)


def upper_bound(hits: int, count: int, *, tail: float) -> float:
    """Return the largest share under which no more than ``hits`` of ``count`` are still seen with probability
    ``tail``."""
    if hits >= count:
        return 1.0
    ways = [math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in range(hits + 1)]
    low, high = hits / count, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(ways, count, middle) > tail else (low, middle)
    return high


def fewest_for(share: float, *, tail: float) -> int:
    """Return how many questions, none of them wrong, it takes to bound the share that is wrong; at most 2**53."""
    # log1p: beside 1 a share below 1e-16 is nothing, and its logarithm would be 0
    return math.ceil(min(math.log(tail) / math.log1p(-share), _MOST))


def _at_most(ways: list[float], count: int, share: float) -> float:
    """Return the probability of fewer hits than ``ways`` is long, in so many independent trials; ``ways[k]`` is the
    logarithm of how many ways there are to choose ``k`` of them."""
    if share >= 1:
        return 0.0
    log, other = math.log(share) if share > 0 else -math.inf, math.log(1 - share)
    return math.fsum(math.exp(way + (k * log if k else 0.0) + (count - k) * other) for k, way in enumerate(ways))
