"""Measures of a question set: how good the ranking is, when it answers, and whether its confidence is true.

Owns which questions each measure is taken over, and where a right answer was lost. Knows nothing of engines, files or
how measures are shown.

Four groups of questions: those with a right text (P@1, MRR@10), those that nothing answers (abstained), both (AUROC),
and all whose first statement is known to be right or wrong (coverage, risk, calibration error).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.confidence.exact_intervals import exact_interval
from qa.evaluation.metrics import (
    Item,
    RiskPoint,
    auroc,
    calibration_error,
    mean,
    precision_at_1,
    reciprocal_rank,
    resampled_interval,
    risk_coverage,
)
from qa.evaluation.run import FULL, FUSED, Outcome

Why = Literal[
    "answered though unanswerable", "quoted though marked wrong", "abstained", "ranked lower", "not retrieved"
]
WHYS: tuple[Why, ...] = (
    "not retrieved",
    "ranked lower",
    "abstained",
    "answered though unanswerable",
    "quoted though marked wrong",
)
_MOST_BINS, _FEWEST_IN_BIN = 10, 10


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with its 95 % interval and the number of questions it is taken over; nan for none.

    The interval of a share of questions is exact (Clopper-Pearson), that of any other statistic is resampled."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that did not go as it should, why, and at which rank the right statement was read (``rank``) or its
    sentence found (``fused_rank``); None for not at all."""

    outcome: Outcome
    why: Why
    rank: int | None
    fused_rank: int | None


def measures(outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    """Take every measure, by name."""
    answerable, unanswerable, judged = _answerable(outcomes), _unanswerable(outcomes), _judged(outcomes)
    answered = [o for o in judged if o.answered]
    return ranking(outcomes, FULL) | {
        "coverage": _share([o.answered for o in judged]),
        "coverage_of_answerable": _share([o.answered for o in answerable]),
        "risk": _share([not o.right for o in answered]),
        "abstained_of_unanswerable": _share([not o.answered for o in unanswerable]),
        "auroc": _measure([*answerable, *unanswerable], _auroc),
        "calibration_error": _measure(judged, _calibration_error),
    }


def ranking(outcomes: Sequence[Outcome], way: str) -> dict[str, Measure]:
    """Measure one way of ranking: how often the right sentence is first, and the mean reciprocal rank."""
    ranked = [o.rankings[way] for o in _answerable(outcomes)]
    return {
        "precision_at_1": _share([bool(precision_at_1(r)) for r in ranked]),
        "mrr_at_10": _measure(ranked, lambda drawn: mean([reciprocal_rank(r, 10) for r in drawn])),
    }


def curve(outcomes: Sequence[Outcome]) -> list[RiskPoint]:
    """Trace risk against coverage over every threshold that could have been set."""
    judged = _judged(outcomes)
    return risk_coverage([o.confidence for o in judged], [bool(o.right) for o in judged])


def bins_for(count: int) -> int:
    """Return how many equally filled bins a calibration error over so many outcomes is taken in: ten, or fewer where a
    bin would hold fewer than ten outcomes."""
    return max(1, min(_MOST_BINS, count // _FEWEST_IN_BIN))


def misses(outcomes: Sequence[Outcome]) -> list[Miss]:
    """Return what did not go as it should, by why and then in the order asked."""
    known = [miss for miss in map(_miss, outcomes) if miss is not None]
    return sorted(known, key=lambda miss: WHYS.index(miss.why))


def _miss(outcome: Outcome) -> Miss | None:
    why: Why | None = None
    rank, fused_rank = outcome.rank(FULL), outcome.rank(FUSED)
    if outcome.labelled.answerable:
        if rank == 1:
            why = None if outcome.answered else "abstained"
        else:
            why = "not retrieved" if rank is None and fused_rank is None else "ranked lower"
    elif outcome.answered and outcome.right is False:
        why = "quoted though marked wrong" if outcome.labelled.answerable is None else "answered though unanswerable"
    return None if why is None else Miss(outcome, why, rank, fused_rank)


def _answerable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.labelled.answerable is True]


def _unanswerable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.labelled.answerable is False]


def _judged(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.right is not None]


def _measure(items: Sequence[Item], statistic: Callable[[Sequence[Item]], float]) -> Measure:
    return Measure(statistic(items), *resampled_interval(items, statistic), len(items))


def _share(hits: Sequence[bool]) -> Measure:
    return Measure(mean([float(hit) for hit in hits]), *exact_interval(sum(hits), len(hits)), len(hits))


def _auroc(outcomes: Sequence[Outcome]) -> float:
    return auroc(
        [o.confidence for o in outcomes if o.labelled.answerable],
        [o.confidence for o in outcomes if not o.labelled.answerable],
    )


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    confidences, right = [o.confidence for o in outcomes], [bool(o.right) for o in outcomes]
    return calibration_error(confidences, right, bins=bins_for(len(outcomes)))
