"""From a score to a probability of being right, and from an accepted error to a threshold. Pure.

Owns Platt scaling, isotonic regression, and the curve of risk that a threshold is read from. Pairs of
(score, right) in, numbers out.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from qa.confidence.exact_intervals import fewest_for, upper_bound
from qa.errors import CalibrationError

Kind = Literal["platt", "isotonic"]


#: The probability that no more answers are wrong than was accepted.
GUARANTEE_LEVEL = 0.95
# A threshold is tried each time the number of answers has grown by this factor: few are tried, so the bound stays
# tight.
_GROWTH = 1.5
_FEWEST_TRIED = 20


@dataclass(frozen=True, slots=True)
class Guarantee:
    """The threshold that keeps to an accepted share of wrong answers."""

    #: The least probability; None when no threshold keeps to it.
    threshold: float | None
    #: How many of the measured questions reach the threshold; all of them when no threshold keeps to it.
    questions: int
    #: The least number of answers, none of them wrong, that would be needed.
    needed: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A monotone curve from score to probability, and the risk measured above each probability when it was fitted."""

    kind: Kind
    #: Of "platt": ((slope, intercept),). Of "isotonic": (score, probability), both rising, joined by straight lines and
    #: level outside.
    points: tuple[tuple[float, float], ...]
    #: (probability, share wrong among those at least so probable, how many those are), probability rising.
    risks: tuple[tuple[float, float, int], ...] = field(default=())
    count: int = 0

    def apply(self, score: float) -> float:
        """Return the probability that an answer of this score is right, within 0 and 1."""
        if self.kind == "platt":
            slope, intercept = self.points[0]
            return _logistic(slope * score + intercept)
        place = bisect_right(self.points, score, key=lambda point: point[0])
        if place == 0:
            return self.points[0][1]
        if place == len(self.points):
            return self.points[-1][1]
        (x0, y0), (x1, y1) = self.points[place - 1], self.points[place]
        return y0 + (y1 - y0) * (score - x0) / (x1 - x0)

    def guaranteed(self, max_error: float) -> Guarantee:
        """Return the lowest probability from which on at most ``max_error`` is wrong, with 95 % confidence.

        The bound is exact (Clopper-Pearson) and holds for every threshold that was tried at once (Bonferroni).
        Raises CalibrationError when ``max_error`` is not within 0 and 1 or the curve holds no risks."""
        if not 0 < max_error < 1:
            raise CalibrationError(f"max_error is {max_error}: give a share of wrong answers between 0 and 1")
        if not self.risks:
            raise CalibrationError(
                "this calibration holds no measured risks: fit it again with scripts/fit/confidence.py"
            )
        tried = _tried(self.risks)
        tail = (1 - GUARANTEE_LEVEL) / len(tried)
        kept = [
            (probability, count)
            for probability, risk, count in tried
            if upper_bound(round(risk * count), count, tail=tail) <= max_error
        ]
        needed = fewest_for(max_error, tail=tail)
        return Guarantee(*min(kept), needed) if kept else Guarantee(None, self.risks[0][2], needed)

    def to_dict(self) -> dict[str, Any]:
        """Return the curve as plain JSON types."""
        return {
            "kind": self.kind,
            "points": [list(point) for point in self.points],
            "risks": [list(point) for point in self.risks],
            "count": self.count,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Calibration:
        """Read what ``to_dict`` wrote. Raises CalibrationError when it is not a rising curve of a known kind."""
        try:
            points = tuple((float(x), float(y)) for x, y in data["points"])
            risks = tuple((float(p), float(risk), int(count)) for p, risk, count in data["risks"])
            curve = cls(data["kind"], points, risks, int(data["count"]))
        except (KeyError, TypeError, ValueError) as error:
            raise CalibrationError(
                f"not a calibration curve ({error!r}): fit it again with scripts/fit/confidence.py"
            ) from error
        if curve.kind not in ("platt", "isotonic") or not points or not _rises(curve):
            raise CalibrationError(
                f"not a rising curve of a known kind ({curve.kind}): fit it again with scripts/fit/confidence.py"
            )
        return curve


def fit(scores: Sequence[float], right: Sequence[bool], *, kind: Kind) -> Calibration:
    """Fit a curve to scores and whether each was right.

    Raises CalibrationError unless there are right and wrong ones, and every score is finite."""
    if len(scores) != len(right):
        raise CalibrationError(f"{len(scores)} scores but {len(right)} outcomes: give one outcome a score")
    if not any(right) or all(right):
        raise CalibrationError(f"all {len(right)} outcomes are alike: calibrating needs right and wrong answers")
    if any(not math.isfinite(score) for score in scores):
        raise CalibrationError("a score is not a finite number: leave that question out")
    points = _platt(scores, right) if kind == "platt" else _isotonic(scores, right)
    bare = Calibration(kind, points, (), len(scores))
    return Calibration(kind, points, risk_curve([bare.apply(s) for s in scores], right), len(scores))


def risk_curve(probabilities: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float, int], ...]:
    """Measure, for each distinct probability, the share wrong among all at least so probable, and how many those are;
    probability rising."""
    out, wrong, count = [], 0, 0
    pairs = sorted(zip(probabilities, right, strict=True), reverse=True)
    for place, (probability, was_right) in enumerate(pairs):
        wrong, count = wrong + (not was_right), count + 1
        if place + 1 == len(pairs) or pairs[place + 1][0] != probability:
            out.append((probability, wrong / count, count))
    return tuple(reversed(_thin(out, 200)))


def _thin(points: list[tuple[float, float, int]], most: int) -> list[tuple[float, float, int]]:
    step = max(1, math.ceil(len(points) / most))
    # each run is represented by its largest risk: a thinned curve must not promise more than was measured
    runs = [points[i : i + step] for i in range(0, len(points), step)]
    return [(run[-1][0], max(risk for _, risk, _ in run), run[-1][2]) for run in runs]


def _tried(risks: Sequence[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Choose the thresholds to try only by how many they answer, not by which were right: so the bound stays valid."""
    tried: list[tuple[float, float, int]] = []
    least = float(_FEWEST_TRIED)
    for point in reversed(risks):
        if point[2] >= least:
            tried.append(point)
            least = point[2] * _GROWTH
    return tried or [risks[0]]


def _platt(scores: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Fit slope and intercept of a logistic by Newton's steps: Platt's softened targets, no negative slope."""
    positive, total = sum(map(bool, right)), len(right)
    high, low = (positive + 1) / (positive + 2), 1 / (total - positive + 2)
    targets = [high if r else low for r in right]
    centre = sum(scores) / total
    spread = math.sqrt(sum((s - centre) ** 2 for s in scores) / total) or 1.0
    xs = [(s - centre) / spread for s in scores]
    slope, intercept = 0.0, math.log(positive / (total - positive))
    for _ in range(50):
        ps = [_logistic(slope * x + intercept) for x in xs]
        g0 = sum(p - t for p, t in zip(ps, targets, strict=True))
        g1 = sum((p - t) * x for p, t, x in zip(ps, targets, xs, strict=True)) + 1e-3 * slope
        h00 = sum(p * (1 - p) for p in ps) + 1e-9
        h01 = sum(p * (1 - p) * x for p, x in zip(ps, xs, strict=True))
        h11 = sum(p * (1 - p) * x * x for p, x in zip(ps, xs, strict=True)) + 1e-3
        det = h00 * h11 - h01 * h01
        step0, step1 = (h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det
        size = max(1.0, abs(step0), abs(step1))
        intercept, slope = intercept - step0 / size, slope - step1 / size
    slope = max(0.0, slope) / spread
    return ((slope, intercept - slope * centre),)


def _isotonic(scores: Sequence[float], right: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Fit by pooling adjacent violators; a pool is a point at its mean score, softened by half an outcome a kind."""
    pools: list[list[float]] = []  # [right, count, sum of scores]
    for score, was_right in sorted(zip(scores, right, strict=True)):
        pools.append([float(was_right), 1.0, score])
        while len(pools) > 1 and (
            pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1] or pools[-2][2] / pools[-2][1] >= score
        ):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    points: list[tuple[float, float]] = []
    for hits, count, total in pools:
        x, y = total / count, (hits + 0.5) / (count + 1)
        if not points or x > points[-1][0]:
            points.append((x, max(y, points[-1][1]) if points else y))
    return tuple(points)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _rises(curve: Calibration) -> bool:
    if curve.kind == "platt":
        return len(curve.points) == 1 and curve.points[0][0] >= 0 and all(map(math.isfinite, curve.points[0]))
    xs, ys = zip(*curve.points, strict=True)
    return list(xs) == sorted(set(xs)) and list(ys) == sorted(ys) and ys[0] >= 0 and ys[-1] <= 1
