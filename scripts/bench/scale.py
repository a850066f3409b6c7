"""What several processes and nodes cost and gain: replicas, parts of a corpus, indexing; and the needs of larger
corpora, computed.

    python -m scripts.bench.scale [--sentences 50000] [--indexed 2000] [--seconds 15] [--scratch DIR] [--only NAME]

* ``replicas``: the service by ``qa serve``, and on Ray with one and two replicas, asked by eight clients at once;
* ``parts``: one search of one index, of four parts in this process, of four parts in processes of Ray, with synthetic
  clustered vectors;
* ``indexing``: real sentences by one process, and on Ray by one node and by two of one core each;
* ``reckoned``: memory, disk, nodes and money from 10^6 to 10^9 sentences, from measured bytes and speeds; a picture.

Needs the extra ``ray``, except for ``reckoned``. On one machine with few cores more processes gain nothing: what is
measured is their cost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index import Article, Corpus, OnnxEncoder
from index.ray.engine import Node, running
from index.ray.fleet import Origin, RayFleet, end_parts
from index.ray.indexing import Options, index_files
from index.shards import layout
from index.shards.fleet import LocalFleet
from index.shards.searcher import CorpusSearcher, Searcher, ShardSearcher
from index.shards.writing import finish, write_part
from index.unit_vectors import Vectors
from scripts.bench.crowd import PORT, asked_by_many, served
from scripts.bench.reckoning import DIMENSION, picture, reckoned

ROOT = Path(__file__).resolve().parents[2]
PARTS = 4
MEMORY = 3_000_000_000
WORDS = (ROOT / "tests" / "data" / "sentences.txt").read_text(encoding="utf-8").split()


class SyntheticEncoder:
    """An encoder of synthetic vectors around 256 centres, as clustered as real ones; each depends on its text alone."""

    name, digest, dimension = "synthetic", "0" * 64, DIMENSION

    def __init__(self) -> None:
        self._centres = np.random.default_rng(0).standard_normal((256, DIMENSION))

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        row = self._centres[seed % 256] + 0.7 * np.random.default_rng(seed).standard_normal(DIMENSION)
        vector: Vectors = (row / np.linalg.norm(row)).astype(np.float32)
        return vector


def articles(sentences: int) -> Iterator[Article]:
    """Make articles of 25 sentences of random real words."""
    random = np.random.default_rng(1)
    for number in range(-(-sentences // 25)):
        lines = [" ".join(random.choice(WORDS, 12)).strip(".,").capitalize() + "." for _ in range(25)]
        yield Article(id=f"s{number:07}", title=" ".join(random.choice(WORDS, 4)), text="\n".join(lines))


def milliseconds(job: Callable[[int], object], times: int) -> dict[str, float]:
    """Return median and 95th percentile."""
    took = []
    for number in range(times):
        start = time.perf_counter()
        job(number)
        took.append((time.perf_counter() - start) * 1e3)
    return {"p50_ms": round(statistics.median(took), 2), "p95_ms": round(float(np.percentile(took, 95)), 2)}


def parts(scratch: Path, cache: Path, sentences: int) -> dict[str, Any]:
    """Measure one search in one index and in parts; all must find the same sentences."""
    encoder, made = SyntheticEncoder(), list(articles(sentences))
    made.sort(key=lambda one: layout.part_of(one.id, PARTS))
    folder = scratch / "parts"
    with Corpus.open(scratch / "one", encoder=encoder, create=True) as one:
        one.add(made)
        recipe = one.stats()["recipe"]
        described = []
        for place in range(PARTS):
            chosen = [a for a in made if layout.part_of(a.id, PARTS) == place]
            described.append(write_part(folder, place, articles=chosen, encoder=encoder, recipe=recipe))
        finish(folder, described, encoder=encoder, recipe=recipe)
        asked = encoder.encode_sentences([str(number) for number in range(200)]).reshape(200, 1, DIMENSION)
        results: dict[str, Any] = {}
        expected = _measure(results, "one index", CorpusSearcher(one), asked)
        assert _measure(results, "parts in this process", ShardSearcher(LocalFleet(folder)), asked) == expected
        with running(cache, node=Node(os.cpu_count() or 1, MEMORY * PARTS)):
            fleet = RayFleet(Origin(str(folder), cache), memory=MEMORY)
            assert fleet.wait(60) == {}
            assert _measure(results, "parts on Ray", ShardSearcher(fleet), asked) == expected
            end_parts()
    return results


def _measure(results: dict[str, Any], name: str, searcher: Searcher, asked: np.ndarray) -> list[list[int]]:
    found: list[list[int]] = []
    for vectors in asked[:50]:
        hits = searcher.search(vectors, 10, budget=10.0)
        assert not hits.partial
        found.append([hit.number for hit in hits.rows[0]])
    results[name] = milliseconds(lambda n: searcher.search(asked[n], 10, budget=10.0), len(asked))
    many = asked.reshape(-1, DIMENSION)
    start = time.perf_counter()
    searcher.search(many, 10, budget=60.0)
    results[name]["batched_ms_each"] = round((time.perf_counter() - start) * 1e3 / len(many), 2)
    return found


def replicas(scratch: Path, cache: Path, seconds: float) -> dict[str, Any]:
    """Measure questions a second over HTTP, of the plain service and of replicas on Ray."""
    from qa.samples import QUESTIONS
    from qa.samples import articles as samples

    snapshot = scratch / "samples"
    if not snapshot.exists():
        with Corpus.open(snapshot, encoder=OnnxEncoder.open(cache), create=True) as corpus:
            corpus.add(samples())
    plain = ["serve", "--corpus", str(snapshot), "--port", str(PORT)]
    ways = {"qa serve": plain}
    ways |= {f"{n} on Ray": ["ray", "serve", str(snapshot), "--port", str(PORT), "--replicas", str(n)] for n in (1, 2)}
    results = {}
    for name, command in ways.items():
        with served(command, cache):
            results[name] = asked_by_many(QUESTIONS, seconds)
    return results


def indexing(scratch: Path, cache: Path, sentences: int) -> dict[str, Any]:
    """Measure sentences a second, from files on disk to a snapshot, start of the nodes apart."""
    sources = scratch / "sources"
    sources.mkdir(exist_ok=True)
    for article in articles(sentences):
        (sources / f"{article.id}.txt").write_text(f"{article.title}\n\n{article.text}")
    encoder = OnnxEncoder.open(cache, threads=1)
    start = time.perf_counter()
    with Corpus.open(scratch / "alone", encoder=encoder, create=True) as corpus:
        corpus.add(articles(sentences))
        count = corpus.stats()["sentences"]
    results = {"one process, one thread": round(count / (time.perf_counter() - start), 1)}
    for nodes in (1, 2):
        with running(cache, node=Node(nodes, MEMORY * nodes)):
            start = time.perf_counter()
            options = Options(1, MEMORY, lambda *_: None)
            opened = _Opened(cache)
            result = index_files(
                [sources], str(scratch / f"on-{nodes}"), encoder=encoder, opened=opened, options=options
            )
            results[f"Ray, workers of {nodes} core{'s' * (nodes > 1)}"] = round(
                result.sentences / (time.perf_counter() - start), 1
            )
    return results


class _Opened:
    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def __call__(self) -> OnnxEncoder:
        return OnnxEncoder.open(self.cache, threads=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=50_000)
    parser.add_argument("--indexed", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "encoders")
    parser.add_argument("--disk-bytes", type=float, default=1_400.0, help="of a sentence, as growth.py measures them")
    parser.add_argument(
        "--a-second", type=float, default=310.0, help="sentences that one core encodes, by processor time"
    )
    parser.add_argument("--only", choices=("replicas", "parts", "indexing", "reckoned"))
    given = parser.parse_args()
    given.scratch.mkdir(parents=True, exist_ok=True)
    jobs: dict[str, Callable[[], Any]] = {
        "parts": lambda: parts(given.scratch, given.cache, given.sentences),
        "replicas": lambda: replicas(given.scratch, given.cache, given.seconds),
        "indexing": lambda: indexing(given.scratch, given.cache, given.indexed),
        "reckoned": lambda: reckoned(given.disk_bytes, given.a_second),
    }
    results: dict[str, Any] = {"load_average": os.getloadavg(), "cores": os.cpu_count()}
    for name, job in jobs.items():
        if given.only in (None, name):
            results[name] = job()
            print(name, json.dumps(results[name], indent=1), flush=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    target = ROOT / ".bench" / f"scale-{commit.stdout.strip()}.json"
    before = json.loads(target.read_text()) if target.exists() else {}  # what was measured by itself
    target.write_text(json.dumps(before | results, indent=1))
    if "reckoned" in results:
        picture(results["reckoned"], target.with_suffix(".png"))


if __name__ == "__main__":
    main()
