"""The weight of the retrieval score beside a reader, chosen by how often a right sentence is then first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.answering.evidence import measured
from qa.confidence.features import retrieval_score
from qa.evaluation.metrics import mean
from scripts.fit.cases import Case

#: What is tried for the worth of retrieval beside a reader's logit, and of a second reader's logit.
DENSE_WEIGHTS = (4.0, 7.0, 10.0, 14.0, 20.0, 30.0, 45.0)
SECOND_WEIGHTS = (0.3, 0.6, 1.0, 1.5, 2.0, 3.0)


def best_weights(cases: Sequence[Case]) -> tuple[float, float]:
    """Choose what retrieval and a second reader are worth beside the reader, the latter 0 where there is none: most
    right ones first, a mean over the sets."""
    scored = [_scored(case) for case in cases if case.answerable]
    seconds = SECOND_WEIGHTS if any(one.seconds.any() for one in scored) else (0.0,)
    table = np.array([[_first_right(scored, dense, second) for dense in DENSE_WEIGHTS] for second in seconds])
    for second, row in zip(seconds, table, strict=True):
        shares = {f"{dense:g}": round(float(p), 3) for dense, p in zip(DENSE_WEIGHTS, row, strict=True)}
        print(f"P@1 by weight of retrieval, a second reader's {second:g}", shares, flush=True)
    place = np.unravel_index(int(np.argmax(table)), table.shape)
    return DENSE_WEIGHTS[int(place[1])], seconds[int(place[0])]


@dataclass(frozen=True, slots=True)
class _Scored:
    """What ranks the candidates of a case, and which are right."""

    of: str
    logits: NDArray[np.float64]
    seconds: NDArray[np.float64]
    scores: NDArray[np.float64]
    right: tuple[bool, ...]


def _scored(case: Case) -> _Scored:
    read = zip(case.candidates, case.readings, strict=True)
    features = [measured(case.question, c, place=case.places[c.sentence.number], reading=r) for c, r in read]
    logits, seconds = (np.array([getattr(f, name) for f in features]) for name in ("reader_logit", "second_logit"))
    return _Scored(case.of, logits, seconds, np.array([retrieval_score(f) for f in features]), case.right)


def _first_right(scored: Sequence[_Scored], dense: float, second: float) -> float:
    by_set: dict[str, list[float]] = {}
    for one in scored:
        first = bool(one.right) and one.right[int(np.argmax(one.logits + second * one.seconds + dense * one.scores))]
        by_set.setdefault(one.of, []).append(float(first))
    return mean([mean(hits) for hits in by_set.values()])
