"""Fit how sure an answer is: qa/models/retrieval.json without a reader, qa/models/reading.json with the shipped one.

Fitted on SQuADShifts wiki and XQuAD (open licences): over all articles together and over each title alone; half of the
questions also with the paragraph that answers them taken away, so that the nearest sentence answers nothing. Measured
on SQuAD 2, QED and news, which are not fitted on. The reader is fitted on titles held back from its training alone: it
is surer of what it was trained on. Minutes once the corpora in the work folder are built.

    python scripts/calibrate_retrieval.py --data DATA --work WORK [--reader] [--write]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "bench"))
from retrieval_sets import Pool, Question, loaders, split_by_title, squad

sys.path.insert(0, str(Path(__file__).resolve().parent))
from reader_groups import held_back_articles
from reader_sources import read_pool

from index import Corpus
from index.onnx_encoder import OnnxEncoder
from qa.assurance import READING, RETRIEVAL, Assurance
from qa.calibration import fit
from qa.evaluation import auroc, calibration_error, mean
from qa.evidence import weigh
from qa.onnx_reader import OnnxReader
from qa.retrieve import retrieve
from qa.signals import Asked, Signals
from qa.words import content_words

# Questions of a whole set, titles of which each is a corpus of its own, and questions to each: its own, and others.
_TOGETHER, _ALONE, _ASKED_ALONE, _STRANGE = 700, 12, 20, 4
# "unknown" is left out: with an answer taken away its words are still counted, which would teach the wrong sign.
SIGNALS = ("dense", "fused", "coverage", "own_coverage", "lacking", "lead")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A statement's signals, whether it was right, its rank, and whether its question had an answer at all."""

    signals: Signals
    right: bool
    rank: int
    answerable: bool


def outcomes(
    corpus: Corpus,
    encoder: OnnxEncoder,
    questions: Sequence[Question],
    *,
    without_gold: bool,
    reader: OnnxReader | None = None,
) -> Iterator[Outcome]:
    """Ask every question and yield its best three statements; ``without_gold``: as if what answers was not there."""
    read = partial(weigh, reader=reader, dense_weight=reader.dense_weight) if reader else weigh
    with corpus.view() as view:
        for question in questions:
            counts = view.document_frequency(content_words(question.text))
            asked = Asked.of(question.text, counts, sentences=view.sentence_count)
            found = retrieve(view, question.text, vector=encoder.encode_question(question.text))
            if without_gold:
                gone = {article for article, _, _ in question.gold}
                found = [f for f in found if f.sentence.article_id not in gone]
            for rank, evidence in enumerate(read(view, asked, found=found)[:3]):
                right = not without_gold and question.answered_by(evidence.found.sentence)
                yield Outcome(evidence.signals, right, rank, bool(question.gold) and not without_gold)


def built(pool: Pool, encoder: OnnxEncoder, work: Path) -> Corpus:
    """Open the pool's corpus in the work folder, building it first if it is not there."""
    corpus = Corpus.open(work / pool.name, encoder=encoder, create=True)
    corpus.add(pool.articles)
    return corpus


def gathered(data: Path, encoder: OnnxEncoder, work: Path) -> list[Outcome]:
    """Gather what the weights are fitted on: a whole set together, and some titles of two sets each alone."""
    wiki = squad(data / "squadshifts" / "new_wiki_v1.0.json", "wikip")
    xquad = squad(data / "xquad" / "xquad.en.json", "xquad")
    chance = random.Random(5)
    found: list[Outcome] = []
    with built(wiki, encoder, work) as corpus:
        asked = chance.sample(wiki.questions, _TOGETHER)
        found += outcomes(corpus, encoder, asked, without_gold=False)
        found += outcomes(corpus, encoder, asked[: _TOGETHER // 2], without_gold=True)
    for whole in (wiki, xquad):
        for part in chance.sample(split_by_title(whole), _ALONE):
            asked = chance.sample(part.questions, min(len(part.questions), _ASKED_ALONE))
            strange = [
                replace(q, gold=frozenset())
                for q in chance.sample(whole.questions, _STRANGE)
                if q not in part.questions
            ]
            with built(part, encoder, work) as corpus:
                found += outcomes(corpus, encoder, asked, without_gold=False)
                found += outcomes(corpus, encoder, asked[: _ASKED_ALONE // 2], without_gold=True)
                found += outcomes(corpus, encoder, strange, without_gold=False)
    return found


def gathered_read(data: Path, encoder: OnnxEncoder, work: Path, *, reader: OnnxReader) -> list[Outcome]:
    """Gather what the weights of a reader are fitted on: questions to the titles that its training never saw."""
    held = {key.partition("#")[2] for key in held_back_articles(read_pool(data)) if key.startswith("squadshifts/new")}
    wiki = squad(data / "squadshifts" / "new_wiki_v1.0.json", "wikip")
    chance = random.Random(5)
    parts = [part for part in split_by_title(wiki) if part.articles[0].title in held]
    found: list[Outcome] = []
    for part in parts:
        asked = chance.sample(part.questions, min(len(part.questions), _TOGETHER // len(parts)))
        strange = [replace(q, gold=frozenset()) for q in chance.sample(wiki.questions, _STRANGE * 5)]
        strange = [q for q in strange if all(q.text != own.text for own in part.questions)]
        with built(wiki, encoder, work) as corpus:
            found += outcomes(corpus, encoder, asked, without_gold=False, reader=reader)
            found += outcomes(corpus, encoder, asked[::2], without_gold=True, reader=reader)
        with built(part, encoder, work) as corpus:
            found += outcomes(corpus, encoder, asked[::2], without_gold=False, reader=reader)
            found += outcomes(corpus, encoder, asked[::4], without_gold=True, reader=reader)
            found += outcomes(corpus, encoder, strange, without_gold=False, reader=reader)
    return found


def weights_of(found: Sequence[Outcome], names: Sequence[str]) -> tuple[dict[str, float], float]:
    """Fit a logistic regression by Newton's steps, lightly held to small weights: weights by signal, and the bias."""
    x = np.array([[o.signals.named()[name] for name in names] for o in found])
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


# Quoting a sentence that is likelier wrong than right serves nobody, however well it parts the questions.
LEAST_THRESHOLD = 0.5


def default_threshold(scores: Sequence[float], answerable: Sequence[bool]) -> float:
    """Return the confidence that best parts questions with an answer from those without, by the shares answered, and
    at least ``LEAST_THRESHOLD``."""
    candidates = sorted(set(scores))
    yes = [s for s, a in zip(scores, answerable, strict=True) if a]
    no = [s for s, a in zip(scores, answerable, strict=True) if not a]
    best = max(candidates, key=lambda t: mean([s >= t for s in yes]) - mean([s >= t for s in no]))
    return max(best, LEAST_THRESHOLD)


def report(name: str, found: Sequence[Outcome], assurance: Assurance) -> dict[str, float]:
    """Measure the first statements' confidences."""
    first = [o for o in found if o.rank == 0]
    sure = [assurance.confidence(o.signals) for o in first]
    yes = [c for c, o in zip(sure, first, strict=True) if o.answerable]
    no = [c for c, o in zip(sure, first, strict=True) if not o.answerable]
    told = {
        "questions": len(first),
        "right": mean([float(o.right) for o in first if o.answerable]),
        "AUROC": auroc(yes, no),
        "AUROC of cosine": auroc(
            [o.signals.dense for o in first if o.answerable], [o.signals.dense for o in first if not o.answerable]
        ),
        "ECE": calibration_error(sure, [o.right for o in first]),
        "answered of answerable": mean([float(c >= assurance.threshold) for c in yes]),
        "answered of unanswerable": mean([float(c >= assurance.threshold) for c in no]),
    }
    print(f"{name:10}", {k: round(v, 3) for k, v in told.items()}, flush=True)
    return told


def main() -> None:
    """Fit, measure, and with --write store the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--sets", default="squad2,qed")
    parser.add_argument("--reader", action="store_true", help="fit for the shipped reader")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    encoder = OnnxEncoder.open(options.work / "cache")
    reader = OnnxReader() if options.reader else None
    if reader is None:
        found = gathered(options.data, encoder, options.work)
    else:
        found = gathered_read(options.data, encoder, options.work, reader=reader)
    weights, bias = weights_of(found, SIGNALS if reader is None else (*SIGNALS, "reading"))
    bare = Assurance(weights, bias, fit([0.0, 1.0], [False, True], kind="platt"), 0.0)
    curve = fit([bare.score(o.signals) for o in found], [o.right for o in found], kind="platt")
    fitted = replace(bare, curve=curve)
    first = [o for o in found if o.rank == 0]
    threshold = default_threshold([fitted.confidence(o.signals) for o in first], [o.answerable for o in first])
    fitted = replace(fitted, threshold=round(threshold, 3))
    print(json.dumps({"weights": weights, "bias": bias, "threshold": fitted.threshold}, indent=1))
    report("fitted on", found, fitted)
    if options.write:
        (READING if reader else RETRIEVAL).write_text(json.dumps(fitted.to_dict(), indent=1) + "\n", "utf-8")
    for name in options.sets.split(","):
        pool = loaders(options.data)[name]()
        with built(pool, encoder, options.work) as corpus:
            report(name, list(outcomes(corpus, encoder, pool.questions, without_gold=False, reader=reader)), fitted)


if __name__ == "__main__":
    main()
