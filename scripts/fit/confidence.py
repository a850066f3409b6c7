"""Fit how sure an answer is: ``reader.json`` for a reader of our own, qa/models/retrieval.json for retrieval alone.

Cases are gathered once for an encoder and a reader (minutes, ``scripts.fit.cases``) and kept in the work folder; a fit
of them takes minutes. Everything is chosen on half 0 of each set, and half 1 is reported; what is written is then
chosen and fitted in the same way on both. A feature is kept only when the fits on both halves give it the sign that it
must have, and each tells the other half better with it.

    python -m scripts.fit.confidence --data DATA --work WORK [--reader FOLDER] [--encoder NAME] [--write]
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from qa.answering.evidence import Evidence, ranked
from qa.answering.surroundings import Context
from qa.confidence.curves import Calibration, risk_curve
from qa.confidence.estimator import DENSE_WEIGHT, RETRIEVAL, ConfidenceModel
from qa.evaluation.metrics import mean
from qa.reader.loading import FITTED
from qa.reader.onnx import DEFAULT_FOLDER, DESCRIPTION
from scripts.fit.cases import KEPT, Case
from scripts.fit.features_tried import NOT_BESIDE_READER, OF_READER, SIGNS
from scripts.fit.gathering import arguments, gathered_cases, options_of
from scripts.fit.ranking import best_weights
from scripts.fit.reporting import report

#: Sets that label nearly every sentence that answers: in the others a sentence counted as wrong may be right.
WELL_MARKED = (
    *("natural", "alone", "written", "written_alone", "further", "further_alone"),
    *("everyday", "everyday_alone"),
    *("typed", "clapnq", "squad2_dev", "squad2_500", "news"),
)
# A feature must lower the log loss of each half by so much.
_LEAST_GAIN = 0.0005
_RANKS = 3
# One question more or less of a hundred and fifty must not decide where the threshold lies.
_ABOUT_THE_SAME = 0.03


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of a case at its rank, and whether it is right."""

    case: Case
    rank: int
    evidence: Evidence
    right: bool


def rows_of(
    cases: Sequence[Case], model: ConfidenceModel, *, most_read: int = KEPT, with_reader: bool = True
) -> list[Row]:
    """Rank the candidates of every case, and return its best three statements."""
    return [row for case in cases for row in _rows(case, model, most_read=most_read, with_reader=with_reader)]


def _rows(case: Case, model: ConfidenceModel, *, most_read: int, with_reader: bool) -> Iterator[Row]:
    right = {c.sentence.number for c, is_right in zip(case.candidates, case.right, strict=True) if is_right}
    readings = case.readings[:most_read] if with_reader else [None] * len(case.candidates[:most_read])
    context = Context(case.places)
    evidence = ranked(case.question, case.candidates[:most_read], context=context, readings=readings, model=model)
    for rank, one in enumerate(evidence[:_RANKS]):
        numbers = {one.candidate.sentence.number, *(s.number for s in one.others)}
        yield Row(case, rank, one, not right.isdisjoint(numbers))


def fitted(rows: Sequence[Row], names: Sequence[str], bare: ConfidenceModel) -> ConfidenceModel:
    """Fit weights to statements and a curve to the first ones; every set counts as much as any other."""
    x, right, weight = _matrix(rows, names), _right(rows), _weights(rows)
    centre, spread = x.mean(0), x.std(0) + 1e-9
    found = LogisticRegression(C=1.0, max_iter=1000).fit((x - centre) / spread, right, sample_weight=weight)
    scaled = found.coef_[0] / spread
    model = replace(
        bare,
        weights=dict(zip(names, map(float, scaled), strict=True)),
        bias=float(found.intercept_[0] - scaled @ centre),
    )
    first = [row for row in rows if row.rank == 0]
    scores = np.array([[model.score(row.evidence.features)] for row in first])
    platt = LogisticRegression(C=1e6).fit(scores, _right(first), sample_weight=_weights(first))
    points = ((float(platt.coef_[0][0]), float(platt.intercept_[0])),)
    curve = Calibration("platt", points, (), len(first))
    risks = risk_curve([curve.apply(score) for score in scores[:, 0]], [bool(r) for r in _right(first)])
    return replace(model, curve=replace(curve, risks=risks))


def log_loss(rows: Sequence[Row], model: ConfidenceModel) -> float:
    """Return the mean log loss of the first statements, a mean over the sets."""
    losses: dict[str, list[float]] = {}
    for row in rows:
        if row.rank == 0:
            likely = min(max(model.confidence(row.evidence.features), 1e-4), 1 - 1e-4)
            losses.setdefault(row.case.of, []).append(-np.log(likely if row.right else 1 - likely))
    return mean([mean(one) for one in losses.values()])


def chosen_features(
    rows: Sequence[Row], tried: Sequence[str], bare: ConfidenceModel, *, begin: Sequence[str] = ()
) -> list[str]:
    """Choose features by forward selection, starting once with each feature and once with all of ``begin``, and return
    the best result. Starting with the best single feature is not enough: two that are nearly the same exclude each
    other."""
    halves = [[row for row in rows if row.case.half == half] for half in (0, 1)]
    beginnings = [[name] for name in tried] + ([list(begin)] if begin else [])
    chosen = [_chosen_after(one, halves, tried=tried, bare=bare) for one in beginnings]
    loss, names = min(one for one in chosen if one[1])
    print(f"chosen {', '.join(names)}: log loss {loss / 2:.4f}", flush=True)
    return names


def _chosen_after(
    begin: Sequence[str], halves: Sequence[Sequence[Row]], *, tried: Sequence[str], bare: ConfidenceModel
) -> tuple[float, list[str]]:
    """Begin with some features and add the one that helps most, as long as one helps on both halves with the sign that
    it must have. Return the sum of both log losses, and the features: none where those to begin with have not."""
    names: list[str] = []
    best = [float("inf")] * 2
    while True:
        options = []
        for more in [[n] for n in tried if n not in names] if names else [list(begin)]:
            models = [fitted(half, [*names, *more], bare) for half in halves]
            losses = [log_loss(other, model) for other, model in zip(reversed(halves), models, strict=True)]
            signed = all(m.weights[n] * SIGNS[n] > 0 for m in models for n in m.weights)
            if signed and all(new < old - _LEAST_GAIN for new, old in zip(losses, best, strict=True)):
                options.append((sum(losses), more, losses))
        if not options:
            return sum(best), names
        _, more, best = min(options)
        names += more


def threshold_of(rows: Sequence[Row], model: ConfidenceModel) -> float:
    """Return the confidence from which on answering costs least: a wrong answer costs 1, and so does a refusal although
    the first sentence is right. A mean over the sets that are well marked."""
    first = [row for row in rows if row.rank == 0 and row.case.of in WELL_MARKED]
    sure = np.array([model.confidence(row.evidence.features) for row in first])
    right, weight = _right(first), _weights(first)
    costs = {t: float(weight @ np.where(sure >= t, ~right, right)) for t in np.arange(0.2, 0.71, 0.01).round(2)}
    least = min(costs.values())
    # of those that cost about the same the one nearest to .5, where an answer is as likely right as wrong
    return float(
        min((t for t, cost in costs.items() if cost <= least * (1 + _ABOUT_THE_SAME)), key=lambda t: abs(t - 0.5))
    )


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[getattr(row.evidence.features, name) for name in names] for row in rows])


def _right(rows: Sequence[Row]) -> NDArray[np.bool_]:
    return np.array([row.right for row in rows])


def _weights(rows: Sequence[Row]) -> NDArray[np.float64]:
    counts = Counter(row.case.of for row in rows)
    return np.array([len(rows) / (len(counts) * counts[row.case.of]) for row in rows])


def fit(
    cases: Sequence[Case], *, with_reader: bool, most_read: int = KEPT, begin: Sequence[str] = ()
) -> ConfidenceModel:
    """Choose and fit all on half 0, and report half 1. Return what is then fitted to both halves in the same way.
    ``begin``: features that the choice may also begin with, all together."""
    nothing = Calibration("platt", ((1.0, 0.0),), (), 0)
    bare = ConfidenceModel({}, 0.0, nothing, 0.5, DENSE_WEIGHT)
    rows, chosen_on_half = _ranked(
        cases, [c for c in cases if c.half == 0], bare, most_read=most_read, with_reader=with_reader
    )
    tried = [n for n in SIGNS if n not in (NOT_BESIDE_READER if with_reader else OF_READER)]
    names = chosen_features(rows, tried, chosen_on_half, begin=begin)
    half = [row for row in rows if row.case.half == 0]
    model = fitted(half, names, chosen_on_half)
    model = replace(model, threshold=threshold_of(half, model))
    print(json.dumps({"weights": dict(model.weights), "bias": model.bias, "threshold": model.threshold}, indent=1))
    report([row for row in rows if row.case.half == 1 and row.rank == 0], model)
    rows, chosen_on_both = _ranked(cases, cases, bare, most_read=most_read, with_reader=with_reader)
    names = chosen_features(rows, tried, chosen_on_both, begin=begin)
    both = fitted(rows, names, chosen_on_both)
    both = replace(both, threshold=threshold_of(rows, both))
    print("fitted to both halves:", json.dumps({"weights": dict(both.weights), "threshold": both.threshold}))
    return both


def fitted_as_said(
    cases: Sequence[Case], names: Sequence[str], *, ranking: tuple[float, float], with_reader: bool
) -> ConfidenceModel:
    """Fit these features to all cases, ranked with these weights of retrieval and of a second reader: nothing is
    chosen but the threshold."""
    nothing = Calibration("platt", ((1.0, 0.0),), (), 0)
    bare = ConfidenceModel({}, 0.0, nothing, 0.5, dense_weight=ranking[0], second_weight=ranking[1])
    rows = rows_of(cases, bare, with_reader=with_reader)
    model = fitted(rows, names, bare)
    return replace(model, threshold=threshold_of(rows, model))


def _ranked(
    cases: Sequence[Case], choosing: Sequence[Case], bare: ConfidenceModel, *, most_read: int, with_reader: bool
) -> tuple[list[Row], ConfidenceModel]:
    """Choose the weights of ranking on some of the cases, and rank all with them. Return the rows and the model, with
    these weights, that nothing else is fitted in."""
    if with_reader:
        dense, second = best_weights(choosing)
        print(f"chosen: retrieval {dense:g}, a second reader {second:g}", flush=True)
        bare = replace(bare, dense_weight=dense, second_weight=second)
    return rows_of(cases, bare, most_read=most_read, with_reader=with_reader), bare


def main() -> None:
    """Gather, fit, report, and with --write store the model."""
    parser = arguments(__doc__, sets_help="the sets to fit on, with commas between; default all")
    parser.add_argument("--retrieval", action="store_true", help="fit for retrieval alone")
    parser.add_argument("--features", default="", help="fit these alone, with commas between: nothing is chosen")
    parser.add_argument("--ranking", nargs=2, type=float, default=(DENSE_WEIGHT, 0.0), help="weights, with --features")
    parser.add_argument("--write", action="store_true")
    options = options_of(parser)
    begin = []
    if options.reader == "default" and not options.retrieval:
        # the features of the first reader, and the second reader's logit
        alone = json.loads((DEFAULT_FOLDER / DESCRIPTION).read_text("utf-8"))["confidence_model"]
        begin = [*alone["weights"], "second_logit"]
    cases, with_reader = gathered_cases(options), not options.retrieval
    if options.features:
        ranking = options.ranking[0], options.ranking[1]
        model = fitted_as_said(cases, options.features.split(","), ranking=ranking, with_reader=with_reader)
        print(json.dumps({"weights": dict(model.weights), "bias": model.bias, "threshold": model.threshold}, indent=1))
    else:
        model = fit(cases, with_reader=with_reader, begin=begin)
    if options.write and options.retrieval:
        RETRIEVAL.write_text(json.dumps(model.to_dict(), indent=1) + "\n", "utf-8")
    elif options.write and options.reader == "default":
        FITTED.write_text(json.dumps(model.to_dict(), indent=1) + "\n", "utf-8")
    elif options.write:
        path = (DEFAULT_FOLDER if options.reader == "fast" else Path(options.reader)) / DESCRIPTION
        described = json.loads(path.read_text("utf-8")) | {"confidence_model": model.to_dict()}
        path.write_text(json.dumps(described, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
