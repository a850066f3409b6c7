"""How speed and memory change as a corpus grows: one corpus of news, measured at several sizes.

    python -m scripts.bench.growth --data DATA [--sizes 1000,100000,1000000] [--base 20000] [--scratch DIR]
                                   [--only-grow]

At each size: the time to add one article of 30 sentences, and that it is found at once; and in a new process the time
to open, memory, dense search (and its recall against an exact scan), lexical search, and question to candidates. Text
is real at every size; vectors are real for the first ``base`` texts and mixtures of two real ones beyond. Additions
are timed without encoding; "cpu" is processor time. Corpora stay.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index import Article, Corpus
from index.encoders.onnx import OnnxEncoder
from index.unit_vectors import Vectors
from index.vectors.faiss_index import VectorIndex
from qa.retrieval.hybrid import retrieve
from scripts.bench.growth_picture import picture
from scripts.sets.growth import MixingEncoder, articles, base_vectors, questions, shortened

ROOT = Path(__file__).resolve().parents[2]

ADDED, SENTENCES, ASKED = 15, 30, 400


def milliseconds(job: Callable[[Any], object], items: Sequence[Any]) -> dict[str, float]:
    """Run a job on each item, after a warm-up on some; return medians and 99th percentiles by clock and processor."""
    for item in items[:20]:
        job(item)
    wall, used = [], []
    for item in items:
        start, busy = time.perf_counter(), time.process_time()
        job(item)
        wall.append((time.perf_counter() - start) * 1e3)
        used.append((time.process_time() - busy) * 1e3)
    names = {"p50": wall, "cpu_p50": used}
    return {name: round(float(np.percentile(v, 50)), 3) for name, v in names.items()} | {
        "p99": round(float(np.percentile(wall, 99)), 3),
        "cpu_p99": round(float(np.percentile(used, 99)), 3),
    }


def memory() -> dict[str, int]:
    """Return what this process holds in memory now and held at most, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = {
        key: int(rest.split()[0]) // 1024 for key, _, rest in (line.partition(":") for line in lines) if "kB" in rest
    }
    return {"now": found["VmRSS"], "own": found["RssAnon"], "peak": found["VmHWM"]}


def exact(corpus: Corpus, asked: Vectors, k: int) -> list[set[int]]:
    """Return the numbers of the k nearest of all stored vectors for each question, by numpy."""
    best_scores = np.empty((len(asked), 0), np.float32)
    best = np.empty((len(asked), 0), np.int64)
    with corpus._store.snapshot() as snapshot:
        for numbers, vectors in snapshot.vectors_after(0):
            best_scores = np.concatenate([best_scores, asked @ vectors.T], axis=1)
            best = np.concatenate([best, np.broadcast_to(numbers, (len(asked), len(numbers)))], axis=1)
            keep = np.argsort(-best_scores, axis=1, kind="stable")[:, :k]
            best_scores, best = np.take_along_axis(best_scores, keep, 1), np.take_along_axis(best, keep, 1)
    return [set(row.tolist()) for row in best]


def measured(folder: Path, data: Path, cache: Path) -> dict[str, Any]:
    """Measure a corpus as a process finds it that opens it for questions."""
    encoder = OnnxEncoder.open(cache, threads=1)
    before = memory()
    start, busy = time.perf_counter(), time.process_time()
    with Corpus.open(folder, encoder=encoder, writable=False) as corpus:
        result: dict[str, Any] = {"open_s": round(time.perf_counter() - start, 3)}
        result["open_cpu_s"] = round(time.process_time() - busy, 3)
        result["notices"] = corpus.notices
        asked = questions(data)[:ASKED]
        vectors = np.stack([encoder.encode_question(question) for question in asked])
        with corpus.view() as view:
            result["dense_10_ms"] = milliseconds(lambda vector: view.dense(vector, 10), list(vectors))
            result["dense_50_ms"] = milliseconds(lambda vector: view.dense(vector, 50), list(vectors))
            result["lexical_50_ms"] = milliseconds(lambda question: view.lexical(question, 50), asked)
            result["candidates_ms"] = milliseconds(
                lambda question: retrieve(view, question, vector=encoder.encode_question(question)), asked
            )
            result["memory_mb"] = memory() | {"before_opening": before["now"]}
            found = [{hit.number for hit in view.dense(vector, 10)} for vector in vectors[:200]]
        true = exact(corpus, vectors[:200], 10)
        result["recall_10"] = round(sum(len(a & b) for a, b in zip(found, true, strict=True)) / (10 * len(true)), 4)
        result |= corpus.stats()
        result["bytes_a_sentence"] = round(sum(result["bytes"].values()) / result["sentences"])
    return result


def addition(corpus: Corpus, news: list[Article]) -> dict[str, Any]:
    """Add articles one by one, look that each is found at once, and take them out again."""
    wall, used = [], []
    for article in news:
        start, busy = time.perf_counter(), time.process_time()
        corpus.add([article])
        wall.append((time.perf_counter() - start) * 1e3)
        used.append((time.process_time() - busy) * 1e3)
        with corpus.view() as view:
            first = view.sentences(article.id)[3]
        with corpus.view() as view:
            vector = view.vectors([first.number])[0]
            near = [hit.number for hit in view.dense(vector / np.linalg.norm(vector), 5)]
            assert any(view.rows([n])[n].text == first.text for n in near), f"{article.id} is not found at once"
    corpus.delete([article.id for article in news])
    return {"median": round(statistics.median(wall), 2), "max": round(max(wall), 2), "n": len(wall)} | {
        "cpu_median": round(statistics.median(used), 2),
        "cpu_max": round(max(used), 2),
    }


def compact_on_real(vectors: Vectors, asked: Vectors) -> dict[str, float]:
    """Return the recall of the compact index, re-ranked as the product does, on real vectors alone."""
    rows = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    index = VectorIndex.compact(rows.shape[1], rows)
    index.add(np.arange(1, len(rows) + 1), rows)
    shares = {}
    for times in (5, 10, 20):
        hits = 0
        for question in asked:
            true = set(np.argsort(-(rows @ question), kind="stable")[:10].tolist())
            _, numbers = index.nearest(question, 10 * times)
            near = numbers - 1
            hits += len(true & set(near[np.argsort(-(rows[near] @ question), kind="stable")[:10]].tolist()))
        shares[f"recall_10_of_{10 * times}"] = round(hits / (10 * len(asked)), 4)
    return shares


def grown(scratch: Path, encoder: MixingEncoder, *, file: Path, size: int) -> tuple[Path, dict[str, Any]]:
    """Return a corpus of a size, made of the largest smaller one unless it is there, and what growing it took."""
    folder, kept = scratch / f"corpus-{size}", scratch / f"growth-{size}.json"
    if kept.exists():
        return folder, json.loads(kept.read_text())
    shutil.rmtree(folder, ignore_errors=True)
    smaller = [int(f.stem.partition("-")[2]) for f in scratch.glob("growth-*.json")]
    if fitting := [s for s in smaller if s < size]:
        shutil.copytree(scratch / f"corpus-{max(fitting)}", folder)
    with Corpus.open(folder, encoder=encoder, create=True) as corpus:
        before = corpus.stats()
        start, busy = time.perf_counter(), time.process_time()
        stream = islice(articles(file), before["articles"], None)
        while (there := corpus.stats()["sentences"]) < size:
            corpus.add(islice(stream, max(1, min(200, (size - there) // 120))))
        added = there - before["sentences"]
        growth = {"added": added, "wall_s": time.perf_counter() - start, "cpu_s": time.process_time() - busy}
        corpus.checkpoint()
    kept.write_text(json.dumps(growth))
    return folder, growth


def added_to(folder: Path, encoder: MixingEncoder, file: Path) -> dict[str, Any]:
    """Measure additions to a corpus, with the memory of the process that writes; the corpus is then as before."""
    with Corpus.open(folder, encoder=encoder) as corpus:
        stream = islice(articles(file), corpus.stats()["articles"], None)
        spare = (shortened(article, sentences=SENTENCES, name=f"new {article.id}") for article in stream)
        added = addition(corpus, list(islice((article for article in spare if article), ADDED)))
        corpus.checkpoint()
        return {"add_30_sentences_ms": added, "writer_memory_mb": memory()}


def main() -> None:
    """Grow, measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--base", type=int, default=20_000)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of RealTimeQA: articles.jsonl.gz, questions.*.jsonl"
    )
    parser.add_argument("--scratch", type=Path, default=ROOT / ".cache" / "growth")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "encoders")
    parser.add_argument("--only-grow", action="store_true", help="make the corpora and measure nothing yet")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured(given.measure, given.data, given.cache)))
        return
    given.scratch.mkdir(parents=True, exist_ok=True)
    file = given.data / "articles.jsonl.gz"
    real = OnnxEncoder.open(given.cache)
    texts, vectors = base_vectors(file, encoder=real, cache=given.scratch, count=given.base)
    encoder = MixingEncoder(real, texts, vectors)
    asked = np.stack([real.encode_question(question) for question in questions(given.data)[:200]])
    results: dict[str, Any] = {"base": given.base, "compact_on_real": compact_on_real(vectors, asked), "sizes": []}
    print(json.dumps(results), flush=True)
    for size in sorted(int(size) for size in given.sizes.split(",")):
        folder, growth = grown(given.scratch, encoder, file=file, size=size)
        if given.only_grow:
            continue
        result = {"growth": growth} | added_to(folder, encoder, file)
        command = [sys.executable, "-m", "scripts.bench.growth", "--measure", str(folder)]
        command += ["--data", str(given.data), "--cache", str(given.cache)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        results["sizes"].append({"size": size} | result | json.loads(done.stdout) | {"load": os.getloadavg()[0]})
        print(json.dumps(results["sizes"][-1]), flush=True)
    if given.only_grow:
        return
    write(results)


def write(results: dict[str, Any]) -> None:
    """Write the results down under the commit's name, and draw them."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    target = ROOT / ".bench" / f"growth-{commit}.json"
    target.write_text(json.dumps(results, indent=1))
    print(target.relative_to(ROOT))
    picture(results["sizes"], target.with_suffix(".png"))


if __name__ == "__main__":
    main()
