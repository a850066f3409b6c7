"""What retrieval is worth beside a reader, by how often a right sentence then comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.answering.evidence import measured, retrieval_score
from qa.evaluation.metrics import mean
from scripts.fit.cases import Case

#: What is tried for the worth of retrieval beside a reader's logit.
DENSE_WEIGHTS = (4.0, 7.0, 10.0, 14.0, 20.0, 30.0, 45.0)


def best_weight(cases: Sequence[Case]) -> float:
    """Choose on half 0 what retrieval is worth beside the reader: most right ones first, a mean over the sets."""
    answerable = [case for case in cases if case.answerable]
    halves = [[_scored(case) for case in answerable if case.half == half] for half in (0, 1)]
    tables = [{weight: _first_right(half, weight) for weight in DENSE_WEIGHTS} for half in halves]
    for half, table in enumerate(tables):
        print(f"P@1 of half {half} by weight of retrieval", {w: round(p, 3) for w, p in table.items()}, flush=True)
    return max(tables[0], key=lambda w: tables[0][w])


@dataclass(frozen=True, slots=True)
class _Scored:
    """What ranks the candidates of a case, and which are right."""

    of: str
    logits: NDArray[np.float64]
    scores: NDArray[np.float64]
    right: tuple[bool, ...]


def _scored(case: Case) -> _Scored:
    read = zip(case.candidates, case.readings, strict=True)
    features = [measured(case.question, c, place=case.places[c.sentence.number], reading=r) for c, r in read]
    logits = np.array([f.reader_logit for f in features])
    return _Scored(case.of, logits, np.array([retrieval_score(f) for f in features]), case.right)


def _first_right(scored: Sequence[_Scored], weight: float) -> float:
    by_set: dict[str, list[float]] = {}
    for one in scored:
        first = bool(one.right) and one.right[int(np.argmax(one.logits + weight * one.scores))]
        by_set.setdefault(one.of, []).append(float(first))
    return mean([mean(hits) for hits in by_set.values()])
