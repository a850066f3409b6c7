"""How fast articles become searchable: the whole ``Corpus.add`` against what it is built on.

    python -m scripts.bench.ingest ARTICLES.jsonl.gz [--count 60] [--rounds 5]

Each round takes articles that no round took before and runs, in turn, on the same sentences: sentence-transformers
with the default model's own weights and a flat FAISS index over the bare sentences (the plain way, with its splitting
and storing left out); the same with the fast model; the default encoder alone; and ``Corpus.add`` with everything:
splitting, titles, SQLite, full text, syncs. The order changes with each round. Also measures the limit of the
machine's arithmetic (limits.py), and as "to_limit" how much of it the encoder uses. Prints medians and writes them to
.bench/ingest-COMMIT.json. Ratios "by_cpu" compare processor time, and hold on a busy machine too where every part has
one thread (OMP_NUM_THREADS=1 taskset -c 0): threads that wait for each other use time as well. A share well below 1
says that the machine was busy.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import faiss

from index import Article, Corpus
from index.encoders.onnx import OnnxEncoder
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.splitting.sentences import split
from scripts.bench.machine import operations, peaks
from scripts.bench.same_weights import same_weights

ROOT = Path(__file__).resolve().parents[2]

Texts = list[str]
CORES = len(os.sched_getaffinity(0))


def read(path: Path, count: int) -> list[Article]:
    """Read the first articles of a gzipped jsonl file with _id, title and text."""
    articles = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if split(row["text"]):
                articles.append(Article(str(row["_id"]), row.get("title") or "", row["text"]))
            if len(articles) == count:
                return articles
    sys.exit(f"{path} has only {len(articles)} articles; ask for fewer rounds or articles")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that some work takes by the clock, and of processor time in all threads."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def plain(encoder: SentenceTransformerEncoder, texts: Texts) -> None:
    """Encode bare sentences in batches of 32 and add them to a flat index."""
    index = faiss.IndexFlatIP(encoder.dimension)
    index.add(encoder.model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False))


def whole(encoder: OnnxEncoder, articles: list[Article]) -> None:
    """Add articles to a new corpus on disk."""
    with tempfile.TemporaryDirectory(dir=ROOT) as folder, Corpus.open(folder, encoder=encoder, create=True) as corpus:
        corpus.add(articles)


def ratios(result: dict[str, float], *, gops_a_sentence: float) -> dict[str, float]:
    """Compare what a round did a second: the encoder with what this machine can, the corpus with every other way."""
    limit = peaks(CORES)
    compared = {"gops_a_sentence": gops_a_sentence, "peak_fp32_gops": limit["fp32"], "peak_int8_gops": limit["int8"]}
    compared["encoder_to_limit"] = result["encoder"] * gops_a_sentence / limit["int8"]
    compared["encoder_to_plain"] = result["encoder"] / result["plain"]
    for other in ("plain", "fast", "encoder"):
        compared[f"to_{other}"] = result["corpus"] / result[other]
        compared[f"to_{other}_by_cpu"] = result["corpus_per_cpu_s"] / result[f"{other}_per_cpu_s"]
    return compared


def main() -> None:
    """Run the rounds and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--count", type=int, default=60, help="articles in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "encoders")
    given = parser.parse_args()
    reference = SentenceTransformerEncoder(same_weights(given.cache / "same-weights"))
    fast, encoder = SentenceTransformerEncoder(), OnnxEncoder.open(given.cache)
    articles = read(given.articles, given.count * given.rounds)
    for one in (reference, fast):
        plain(one, ["Warm up."] * 64)
    encoder.encode_sentences(["Warm up."] * 64)
    rounds = []
    for turn in range(given.rounds):
        part = articles[turn * given.count : (turn + 1) * given.count]
        texts = [a.text[s.start : s.end] for a in part for s in split(a.text, title=a.title)]
        work: list[tuple[str, Callable[[], object]]] = [
            ("plain", partial(plain, reference, texts)),
            ("fast", partial(plain, fast, texts)),
            ("encoder", partial(encoder.encode_sentences, texts)),
            ("corpus", partial(whole, encoder, part)),
        ]
        result: dict[str, float] = {"sentences": len(texts)}
        for name, job in work[turn % 4 :] + work[: turn % 4]:
            wall, used = timed(job)
            result |= {
                name: len(texts) / wall,
                f"{name}_per_cpu_s": len(texts) / used,
                f"{name}_share": used / wall / CORES,
            }
        windows = encoder._divider.windows(texts, prompt="passage: ")
        needed = operations([len(window) for parts in windows for window in parts]) / len(texts)
        result |= ratios(result, gops_a_sentence=needed)
        rounds.append(result)
        print("  ".join(f"{key} {value:.2f}" for key, value in result.items()), flush=True)
    report({key: statistics.median(r[key] for r in rounds) for key in rounds[0]}, rounds)


def report(medians: dict[str, float], rounds: list[dict[str, float]]) -> None:
    """Print the medians and write everything under the commit's name."""
    print("medians", "  ".join(f"{key} {value:.2f}" for key, value in medians.items()))
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    target = ROOT / ".bench" / f"ingest-{commit.stdout.strip()}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"medians": medians, "rounds": rounds}, indent=1))
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
