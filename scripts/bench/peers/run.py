"""One peer doing one thing, run by compare.py in that peer's own environment: build an index, or answer from it.

    python -m scripts.bench.peers.run PEER build|ask FOLDER MODEL QUESTIONS

The folder holds sentences.json; what is built goes to FOLDER/PEER. Prints one line of JSON. Owns how
ours is used, and the timing; adapters.py has the others.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

STARTED = time.time()

from scripts.bench.peers.adapters import (  # noqa: E402 - timed too
    Ask,
    Chroma,
    Haystack,
    K,
    LanceDB,
    LangChain,
    LlamaIndex,
    Plain,
    Txtai,
)


class Ours:
    """This project, whole: division, catalogue, full text, titles, syncs; questions through both legs."""

    both = True

    def __init__(self, model: str) -> None:
        from index import Article, Corpus
        from index.encoders.onnx import OnnxEncoder
        from qa.retrieval.hybrid import retrieve
        from qa.settings import default_cache

        self.article, self.corpus, self.retrieve = Article, Corpus, retrieve
        self.encoder = OnnxEncoder.open(default_cache(os.environ), model)

    def build(self, sentences: list[str], folder: Path) -> None:
        del sentences  # the same ones, as the articles that they are of
        rows = json.loads((folder.parent / "articles.json").read_text())
        with self.corpus.open(folder, encoder=self.encoder, create=True) as corpus:
            corpus.add(self.article(**row) for row in rows)

    def opened(self, folder: Path) -> Ask:
        corpus = self.corpus.open(folder, encoder=self.encoder, writable=False)

        def ask(question: str) -> list[str]:
            with corpus.view() as view:
                if self.both:
                    found = self.retrieve(view, question, vector=self.encoder.encode_question(question))
                    return [one.sentence.text for one in found[:K]]
                numbers = [hit.number for hit in view.dense(question, K)]
                rows = view.rows(numbers)
                return [rows[number].text for number in numbers]

        return ask


class OursAnswer(Ours):
    """This project's whole answer: both legs, the reader over the best two dozen, the decision, the citations."""

    def opened(self, folder: Path) -> Ask:
        from qa.engine import Engine

        engine = Engine.open(folder, encoder=self.encoder)
        return engine.ask


class OursDense(Ours):
    """This project, asked only as the others are: the nearest vectors."""

    both = False


PEERS: dict[str, Any] = {
    "plain": Plain,
    "langchain": LangChain,
    "txtai": Txtai,
    "llama-index": LlamaIndex,
    "haystack": Haystack,
    "chroma": Chroma,
    "lancedb": LanceDB,
    "ours": Ours,
    "ours-dense": OursDense,
    "ours-answer": OursAnswer,
}

#: Whose index a peer asks, where it is not its own.
BUILT_BY = {"ours-dense": "ours", "ours-answer": "ours"}


def memory() -> float:
    """Return the most that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def built(name: str, folder: Path, model: str) -> dict[str, float]:
    """Load the model, then build; the times of both, by clock and processor."""
    sentences = json.loads((folder / "sentences.json").read_text())
    target = folder / name
    target.mkdir(parents=True)
    start = time.perf_counter()
    peer = PEERS[name](model)
    loaded, used = time.perf_counter(), time.process_time()
    peer.build(sentences, target)
    seconds, busy = time.perf_counter() - loaded, time.process_time() - used
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    return {
        "load_s": loaded - start,
        "ingest_per_s": len(sentences) / seconds,
        "ingest_per_cpu_s": len(sentences) / busy,
        "build_mb": memory(),
        "disk_mb": size / 1e6,
    }


def asked(name: str, folder: Path, model: str, questions: list[str]) -> dict[str, float]:
    """Open, and answer each question."""
    ask = PEERS[name](model).opened(folder / BUILT_BY.get(name, name))
    assert ask(questions[0])
    cold = time.time() - STARTED
    busy_cold = time.process_time()
    wall, used = [], []
    for question in questions:
        start, busy = time.perf_counter(), time.process_time()
        ask(question)
        wall.append(time.perf_counter() - start)
        used.append(time.process_time() - busy)
    wall.sort()
    used.sort()
    middle, last = len(wall) // 2, int(len(wall) * 0.99)
    return {
        "cold_s": cold,
        "cold_cpu_s": busy_cold,
        "ask_p50_ms": wall[middle] * 1e3,
        "ask_p99_ms": wall[last] * 1e3,
        "ask_cpu_p50_ms": used[middle] * 1e3,
        "ask_mb": memory(),
    }


def main() -> None:
    """Do what the command line says."""
    name, what, folder, model, questions = sys.argv[1:6]
    if what == "build":
        print(json.dumps(built(name, Path(folder), model)))
    else:
        print(json.dumps(asked(name, Path(folder), model, json.loads(Path(questions).read_text()))))


if __name__ == "__main__":
    main()
