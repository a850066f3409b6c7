"""Fit how sure an answer is: qa/models/retrieval.json for retrieval alone, ``reader.json`` for a reader of our own.

Retrieval is fitted on SQuADShifts wiki and XQuAD (open licences): over all articles together and over each title alone;
half of the questions also with the paragraph that answers them taken away, so that the nearest sentence answers
nothing. A reader is fitted on titles held back from its training alone, for it is surer of what it was trained on; so
are the weight of retrieval beside it, and how sure a span must be to be marked. Measured on SQuAD 2 and QED, which
nothing is fitted on. Minutes once the corpora in the work folder are built.

    python -m scripts.fit.confidence --data DATA --work WORK [--reader qa/models/reader] [--write]
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from index.encoders.onnx import OnnxEncoder
from qa.answering.evidence import rank_evidence
from qa.confidence.curves import fit
from qa.confidence.estimator import DENSE_WEIGHT, RETRIEVAL, ConfidenceModel
from qa.evaluation.metrics import auroc, calibration_error, mean
from qa.reader.onnx import DESCRIPTION, OnnxReader
from scripts.fit.outcomes import Outcome, Remembering, built, gathered, gathered_read, outcomes
from scripts.fit.span_threshold import best_span_threshold
from scripts.sets.retrieval import loaders

# "oov_share" is left out: with an answer taken away its words are still counted, which would teach the wrong sign.
FEATURES = ("dense", "fused", "coverage", "own_coverage", "missing_answer_type", "score_margin", "unmatched_entities")


DENSE_WEIGHTS = (0.0, 4.0, 7.0, 10.0, 14.0, 20.0)


def weights_of(found: Sequence[Outcome], names: Sequence[str]) -> tuple[dict[str, float], float]:
    """Fit a logistic regression by Newton's steps, lightly held to small weights: weights by signal, and the bias."""
    x = np.array([[o.features.named()[name] for name in names] for o in found])
    centre, spread = x.mean(0), x.std(0) + 1e-9
    design = np.hstack([(x - centre) / spread, np.ones((len(x), 1))])
    right = np.array([o.right for o in found], float)
    beta = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (p - right) + beta
        hessian = (design * (p * (1 - p))[:, None]).T @ design + np.eye(len(beta))
        beta -= np.linalg.solve(hessian, gradient)
    scaled = beta[:-1] / spread
    return dict(zip(names, map(float, scaled), strict=True)), float(beta[-1] - scaled @ centre)


# Quoting a sentence that is likelier wrong than right serves nobody, however well it parts the questions. Sets mark one
# sentence where others answer too: of 56 statements that a reader put between 0.4 and 0.5, to QED's and to news
# questions, 24 were right by what is marked and about 36 when read by eye.
LEAST_THRESHOLD, LEAST_THRESHOLD_READ = 0.5, 0.4


def default_threshold(scores: Sequence[float], answerable: Sequence[bool], *, least: float) -> float:
    """Return the confidence that best parts questions with an answer from those without, by the shares answered, and
    at least ``least``."""
    candidates = sorted(set(scores))
    yes = [s for s, a in zip(scores, answerable, strict=True) if a]
    no = [s for s, a in zip(scores, answerable, strict=True) if not a]
    best = max(candidates, key=lambda t: mean([s >= t for s in yes]) - mean([s >= t for s in no]))
    return max(best, least)


def report(name: str, found: Sequence[Outcome], confidence_model: ConfidenceModel) -> dict[str, float]:
    """Measure the first statements' confidences."""
    first = [o for o in found if o.rank == 0]
    sure = [confidence_model.confidence(o.features) for o in first]
    yes = [c for c, o in zip(sure, first, strict=True) if o.answerable]
    no = [c for c, o in zip(sure, first, strict=True) if not o.answerable]
    told = {
        "questions": len(first),
        "right": mean([float(o.right) for o in first if o.answerable]),
        "AUROC": auroc(yes, no),
        "AUROC of cosine": auroc(
            [o.features.dense for o in first if o.answerable], [o.features.dense for o in first if not o.answerable]
        ),
        "ECE": calibration_error(sure, [o.right for o in first]),
        "answered of answerable": mean([float(c >= confidence_model.threshold) for c in yes]),
        "answered of unanswerable": mean([float(c >= confidence_model.threshold) for c in no]),
    }
    print(f"{name:10}", {k: round(v, 3) for k, v in told.items()}, flush=True)
    return told


def fitted_model(found: Sequence[Outcome], *, dense_weight: float | None) -> ConfidenceModel:
    """Fit weights, curve and threshold to outcomes; ``dense_weight`` is that of the reader that was at work, if any."""
    weights, bias = weights_of(
        found, FEATURES if dense_weight is None else (*FEATURES, "reader_logit", "relevance_margin")
    )
    worth = DENSE_WEIGHT if dense_weight is None else dense_weight
    bare = ConfidenceModel(weights, bias, fit([0.0, 1.0], [False, True], kind="platt"), 0.0, worth)
    curve = fit([bare.score(o.features) for o in found], [o.right for o in found], kind="platt")
    fitted = replace(bare, curve=curve)
    first = [o for o in found if o.rank == 0]
    sure = [fitted.confidence(o.features) for o in first]
    least = LEAST_THRESHOLD if dense_weight is None else LEAST_THRESHOLD_READ
    threshold = default_threshold(sure, [o.answerable for o in first], least=least)
    return replace(fitted, threshold=round(threshold, 3))


def best_weight(data: Path, encoder: OnnxEncoder, work: Path, *, reader: Remembering) -> float:
    """Choose what retrieval is worth beside a reader: the least weight that puts an answer first as often as the best
    one does, to within one standard error (the rule of Breiman et al., "Classification and Regression Trees", 1984)."""
    table = {}
    for weight in DENSE_WEIGHTS:
        found = gathered_read(data, encoder, work, ranks=partial(rank_evidence, reader=reader, dense_weight=weight))
        firsts = [float(o.right) for o in found if o.rank == 0 and o.answerable]
        table[weight] = mean(firsts)
    print("P@1 by weight of retrieval", {w: round(p, 4) for w, p in table.items()}, flush=True)
    best = max(table.values())
    error = math.sqrt(best * (1 - best) / len(firsts))
    return min(weight for weight, first in table.items() if first >= best - error)


def main() -> None:
    """Fit, measure, and with --write store the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder of corpora; with --reader also of groups.jsonl"
    )
    parser.add_argument("--sets", default="squad2,qed")
    parser.add_argument("--reader", type=Path, help="folder of the reader to fit for")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder, weight, ranks = OnnxEncoder.open(options.work / "cache"), None, rank_evidence
    if options.reader:
        reader = Remembering(OnnxReader(options.reader))
        weight = best_weight(options.data, encoder, options.work, reader=reader)
        ranks = partial(rank_evidence, reader=reader, dense_weight=weight)
        found = gathered_read(options.data, encoder, options.work, ranks=ranks)
    else:
        found = gathered(options.data, encoder, options.work)
    fitted = fitted_model(found, dense_weight=weight)
    print(json.dumps({"weights": dict(fitted.weights), "bias": fitted.bias, "threshold": fitted.threshold}, indent=1))
    report("fitted on", found, fitted)
    if options.write and options.reader:
        path = options.reader / DESCRIPTION
        threshold, gains = best_span_threshold(options.reader, options.work)
        print("gain by span threshold", gains)
        told = {"confidence_model": fitted.to_dict(), "span_threshold": threshold}
        path.write_text(json.dumps(json.loads(path.read_text()) | told, indent=1, sort_keys=True) + "\n")
    elif options.write:
        RETRIEVAL.write_text(json.dumps(fitted.to_dict(), indent=1) + "\n", "utf-8")
    for name in options.sets.split(","):
        pool = loaders(options.data)[name]()
        with built(pool, encoder, options.work) as corpus:
            report(name, list(outcomes(corpus, encoder, pool.questions, without_gold=False, ranks=ranks)), fitted)


if __name__ == "__main__":
    main()
