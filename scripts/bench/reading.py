"""Measure reading: is the answering sentence first, and is an unanswerable question recognised? One run, same
candidates.

Owns the comparison of dense, BM25, fused, reader, and reader + k * fused. Vectors and readings are cached in the work
folder, by encoder and reader, so that a change of k or of a curve costs seconds. Knows nothing of training.

    python -m scripts.bench.reading --data DATA --work WORK [--reader FOLDER] [--sets qed,trecqa,wikiqa,squad2,news]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.base import traits
from index.encoders.onnx import OnnxEncoder
from index.ingest.passages import blend, distinct, recipe_named
from qa.answering.models import confidence_model_of
from qa.evaluation.metrics import (
    auroc,
    average_precision,
    mean,
    precision_at_1,
    reciprocal_rank,
    success_at,
)
from qa.reader.onnx import DEFAULT_FOLDER, Logits, OnnxReader
from scripts.bench.reading_rank import FIRST, Bm25, Ranked, rank_all
from scripts.sets.reading import NewsPool, ReadingSet, given, news, qed, squad2

Vectors = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class Embedded:
    """A set's vectors: sentences bare and with their titles as a new corpus has them, questions; unit rows."""

    bare: Vectors
    titled: Vectors
    questions: Vectors


def embed(chosen: ReadingSet, encoder: OnnxEncoder, work: Path) -> Embedded:
    """Encode a set, or take its vectors from the work folder."""
    recipe = recipe_named(traits(encoder.name).recipe)
    texts = [c.text for c in chosen.sentences]
    entitled = [recipe.text(c.title, c.text) for c in chosen.sentences]
    titles, where = distinct([recipe.added(c.title) for c in chosen.sentences])
    key = hashlib.sha256("\0".join([encoder.digest, recipe.label, *texts, *entitled, *titles]).encode()).hexdigest()[
        :16
    ]
    path = work / f"vectors-{chosen.name}-{key}.npz"
    if not path.exists():
        bare = encoder.encode_sentences(texts)
        heads = encoder.encode_sentences(titles) * np.array([[bool(t)] for t in titles], np.float32)
        titled = blend(encoder.encode_sentences(entitled), heads[where], weight=recipe.title_weight)
        np.savez(path, bare=bare.astype(np.float16), titled=titled.astype(np.float16))
    stored = np.load(path)
    questions = np.stack([encoder.encode_question(q.text) for q in chosen.questions])
    return Embedded(stored["bare"].astype(np.float32), stored["titled"].astype(np.float32), questions)


def read(chosen: ReadingSet, ranked: Sequence[Ranked], reader: OnnxReader, work: Path) -> list[list[Logits]]:
    """Run the reader on every question's candidates, or take what it said from the work folder."""
    places = [[q.text, *(int(i) for i in r.places)] for q, r in zip(chosen.questions, ranked, strict=True)]
    key = hashlib.sha256(json.dumps([reader.name, places]).encode()).hexdigest()[:16]
    path = work / f"logits-{chosen.name}-{key}.json"
    if not path.exists():
        out = []
        for question, one in zip(chosen.questions, ranked, strict=True):
            found = reader.logits(question.text, [chosen.sentences[i] for i in one.places])
            out.append([[x.relevance, max(-99.0, x.margin), x.span] for x in found])
        path.write_text(json.dumps(out))
    stored = json.loads(path.read_text())
    return [[Logits(r, m, tuple(span) if span else None) for r, m, span in one] for one in stored]


def measures(chosen: ReadingSet, ranked: Sequence[Ranked], scores: Sequence[Vectors]) -> dict[str, float]:
    """Measure one way of scoring the candidates: ranking where there is gold, AUROC where it is known."""
    p1, mrr, aps, r5, strings = [], [], [], [], []
    best: dict[bool, list[float]] = {True: [], False: []}
    for question, one, score in zip(chosen.questions, ranked, scores, strict=True):
        order = np.lexsort((one.places, -score))
        if question.answerable is not None and len(score):
            best[question.answerable].append(float(score[order[0]]))
        if not question.gold:
            continue
        relevant = [int(one.places[i]) in question.gold for i in order]
        p1.append(precision_at_1(relevant))
        mrr.append(reciprocal_rank(relevant, k=len(relevant)))
        r5.append(success_at(relevant, 5))
        if question.candidates:
            aps.append(average_precision(relevant, relevant=len(question.gold)))
        top = " ".join(chosen.sentences[int(one.places[i])].text.lower() for i in order[:3])
        strings.append(float(any(a.lower().strip("“”\"'. ") in top for a in question.answers)))
    out = {"questions": len(p1), "P@1": mean(p1), "MRR": mean(mrr), "R@5": mean(r5)}
    if aps:
        out["MAP"] = mean(aps)
    if any(q.answers for q in chosen.questions):
        out["answer_in_top_3"] = mean(strings)
    if best[True] and best[False]:
        out["AUROC"] = auroc(best[True], best[False])
        bar = float(np.quantile(best[True], 0.2))
        out["false_answers_at_80"] = mean([float(s >= bar) for s in best[False]])
    return {k: round(v, 4) for k, v in out.items()}


def compare(
    chosen: ReadingSet, embedded: Embedded, reader: OnnxReader, *, work: Path, sweep: Sequence[float]
) -> dict[str, Any]:
    """Measure every way of scoring on one set."""
    ranked = rank_all(chosen, embedded.titled, embedded.questions, bare=embedded.bare, bm25=Bm25(chosen.sentences))
    readings = read(chosen, ranked, reader, work)
    logits = [np.array([reader.reading(x).score for x in one], np.float32) for one in readings]
    weight = confidence_model_of(reader).dense_weight
    together = [x + weight * r.fused for x, r in zip(logits, ranked, strict=True)]
    ways = {
        "dense_bare": [r.bare for r in ranked],
        "dense": [r.dense for r in ranked],
        "bm25": [r.lexical for r in ranked],
        "fused": [r.fused for r in ranked],
        "reader": logits,
        f"reader+{weight:g}fused": together,
    }
    ways |= {f"k={k:g}": [x + k * r.fused for x, r in zip(logits, ranked, strict=True)] for k in sweep}
    out: dict[str, Any] = {"sentences": len(chosen.sentences), "candidates": FIRST}
    out |= {name: measures(chosen, ranked, scores) for name, scores in ways.items()}
    return out


def latency(reader: OnnxReader, chosen: ReadingSet, *, candidates: int = 24, rounds: int = 40) -> dict[str, float]:
    """Time the reading of 24 candidates with their context, in milliseconds."""
    took = []
    for number, question in enumerate(chosen.questions[:rounds]):
        begin = number * 131 % (len(chosen.sentences) - candidates)
        batch = chosen.sentences[begin : begin + candidates]
        start = time.perf_counter()
        reader.score(question.text, batch)
        took.append((time.perf_counter() - start) * 1000)
    return {"p50": round(float(np.median(took)), 1), "p95": round(float(np.quantile(took, 0.95)), 1)}


def load_sets(names: Sequence[str], data: Path, *, pool: NewsPool) -> list[ReadingSet]:
    """Read the sets by name."""
    known = {
        "qed": lambda: qed(data),
        "trecqa": lambda: given(data, "trecqa"),
        "wikiqa": lambda: given(data, "wikiqa"),
        "squad2": lambda: squad2(data),
        "news": lambda: news(data, pool),
    }
    return [known[name]() for name in names]


def main() -> None:
    """Run the comparison and write ``<results>/reading-<commit>.json``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--sets", default="qed,trecqa,wikiqa,squad2,news")
    parser.add_argument("--articles", type=int, default=3000, help="articles in the news pool")
    parser.add_argument("--asked", type=int, default=1000, help="answerable and unanswerable news questions, each")
    parser.add_argument("--longest", type=int, default=10**9, help="longest article drawn to fill the pool")
    parser.add_argument("--sweep", default="", help="weights of fused to try, as 5,10,20")
    parser.add_argument("--results", type=Path, help="folder to write the result into, named by commit")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    encoder, reader = OnnxEncoder.open(options.work / "cache"), OnnxReader(options.reader)
    pool = NewsPool(options.articles, options.asked, options.longest)
    sets = load_sets(options.sets.split(","), options.data, pool=pool)
    sweep = [float(k) for k in options.sweep.split(",") if k]
    result: dict[str, Any] = {
        "reader": reader.name,
        "encoder": encoder.name,
        "cores": os.cpu_count(),
        "news": asdict(pool),
    }
    for chosen in sets:
        result[chosen.name] = compare(
            chosen, embed(chosen, encoder, options.work), reader, work=options.work, sweep=sweep
        )
        print(chosen.name, json.dumps(result[chosen.name], indent=1), flush=True)
    result["latency_24_ms"] = latency(reader, sets[0])
    print("latency", result["latency_24_ms"])
    if options.results:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        options.results.mkdir(exist_ok=True)
        (options.results / f"reading-{commit.stdout.strip()}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
