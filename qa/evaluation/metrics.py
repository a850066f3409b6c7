"""Measures of rankings and of confidence. Pure functions of relevance lists, scores and outcomes.

Owns the arithmetic of P@1, MRR, MAP, AUROC, risk against coverage, and calibration error. Knows nothing
of corpora, models or files.

A *ranking* is the list of relevances in ranked order, best first: ``[False, True]`` means the second result was right.
``relevant`` is how many right ones exist at all. Every mean over questions is the caller's, by ``mean``.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Ranking = Sequence[bool]
Item = TypeVar("Item")


def mean(values: Sequence[float]) -> float:
    """Average values; nan for none, so that an empty measurement cannot pass for a score."""
    return sum(values) / len(values) if values else math.nan


def precision_at_1(ranking: Ranking) -> float:
    """Return 1.0 if the first result is right, else 0.0 (also for an empty ranking)."""
    return float(bool(ranking) and bool(ranking[0]))


def reciprocal_rank(ranking: Ranking, k: int = 10) -> float:
    """Return 1 / rank of the first right result among the first k, else 0.0. Its mean is MRR@k."""
    return next((1.0 / rank for rank, right in enumerate(ranking[:k], start=1) if right), 0.0)


def success_at(ranking: Ranking, k: int) -> float:
    """Return 1.0 if any of the first k is right: the recall that matters when one right sentence is enough."""
    return float(any(ranking[:k]))


def average_precision(ranking: Ranking, *, relevant: int) -> float:
    """Return average precision over the whole ranking. Its mean is MAP."""
    hits, total = 0, 0.0
    for rank, right in enumerate(ranking, start=1):
        if right:
            hits += 1
            total += hits / rank
    return total / _positive(relevant)


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative, ties counting half; nan when either is missing."""
    if not positives or not negatives:
        return math.nan
    ranks = _midranks([*positives, *negatives])
    rank_sum = sum(ranks[: len(positives)])
    return (rank_sum - len(positives) * (len(positives) + 1) / 2) / (len(positives) * len(negatives))


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering at ``threshold`` or above: the share of questions answered, and the share of those that is wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """Trace risk against coverage, from the most confident answer to all of them; one point a distinct confidence."""
    pairs = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    points, wrong = [], 0
    for answered, (confidence, was_right) in enumerate(pairs, start=1):
        wrong += not was_right
        if answered == len(pairs) or pairs[answered][0] != confidence:
            points.append(RiskPoint(confidence, answered / len(pairs), wrong / answered))
    return points


def threshold_for_risk(points: Sequence[RiskPoint], max_error: float) -> float | None:
    """Return the lowest threshold from which on up the risk never passes ``max_error``; None when none keeps it."""
    best = None
    for point in points:
        if point.risk > max_error:
            break
        best = point.threshold
    return best


def mean_weighted(values: Sequence[tuple[float, float]]) -> float:
    """Average (value, weight) pairs; nan when the weights sum to nothing."""
    total = sum(weight for _, weight in values)
    return sum(value * weight for value, weight in values) / total if total else math.nan


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes of about the same confidence: its mean, the share of them that was right, and how many they are."""

    confidence: float
    right: float
    count: int


def reliability(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> list[Bin]:
    """Part outcomes by confidence into equally filled bins, the least confident first; empty bins are left out."""
    pairs = sorted(zip(confidences, right, strict=True))
    edges = [round(i * len(pairs) / bins) for i in range(bins + 1)]
    parts = [pairs[low:high] for low, high in itertools.pairwise(edges) if high > low]
    return [Bin(mean([c for c, _ in part]), mean([float(r) for _, r in part]), len(part)) for part in parts]


def calibration_error(confidences: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Return the expected calibration error over equally filled bins: the mean gap of confidence and share of right."""
    filled = reliability(confidences, right, bins=bins)
    return mean_weighted([(abs(one.confidence - one.right), float(one.count)) for one in filled])


def brier_score(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean squared gap of confidence and outcome: less is better; nan for none."""
    return mean([(confidence - was_right) ** 2 for confidence, was_right in zip(confidences, right, strict=True)])


def bootstrap_interval(
    values: Sequence[float], *, statistic: Callable[[Sequence[float]], float] = mean, rounds: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic of per-question values, by resampling questions."""
    return resampled_interval(values, statistic, rounds=rounds, seed=seed)


def resampled_interval(
    items: Sequence[Item], statistic: Callable[[Sequence[Item]], float], *, rounds: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of a statistic of questions, by resampling them; (nan, nan) for none.

    A resample that has no such statistic, such as an AUROC of right ones alone, is left out."""
    if not items:
        return math.nan, math.nan
    draw = random.Random(seed)  # noqa: S311 - resampling, not secrecy
    values = (statistic(draw.choices(items, k=len(items))) for _ in range(rounds))
    drawn = sorted(value for value in values if not math.isnan(value))
    if not drawn:
        return math.nan, math.nan
    return drawn[int(0.025 * len(drawn))], drawn[min(len(drawn) - 1, int(0.975 * len(drawn)))]


def _positive(relevant: int) -> int:
    if relevant < 1:
        raise ValueError(f"relevant is {relevant}: a question with no right answer has no ranking score; leave it out")
    return relevant


def _midranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for i in order[start:end]:
            ranks[i] = (start + 1 + end) / 2
        start = end
    return ranks
