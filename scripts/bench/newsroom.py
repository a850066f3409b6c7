"""What a newsroom's features cost: a draft checked, alterations found, what revisions, origins and disagreement add.

    python -m scripts.bench.newsroom ARTICLES.jsonl.gz [--sentences 100000] [--articles 200] [--questions 40]

* ``check``: a draft of 2,000 words, of the articles themselves, over so many sentences. Their vectors are drawn at
  random, which costs a search what real ones do; the draft's are made by the default encoder, and so counted.
* ``planted``: of 300 alterations planted into the sample articles the share that is found, and the share of findings
  elsewhere that are false alarms (tests/acceptance/planted.py).
* ``ask``: processor time of a question, without a reader, with origins, disagreement and resolved dates and without
  them, in turn. ``ingest``: of adding articles with languages and revisions and without them, in turn. Origins, days
  and speakers are found when an answer is made, so they cost nothing there.

Prints the machine, the commit and the medians, and writes them to .bench/newsroom-COMMIT.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from index import Article, Corpus, Encoder, Vectors
from index.limits import DEFAULT, Limits
from qa.checking import check
from qa.engine import Engine
from qa.opening import open_encoder
from qa.samples import articles as samples
from qa.settings import Settings
from scripts.bench.machine import named
from tests.acceptance.test_planted import NAMES, ROUNDS, measured

ROOT = Path(__file__).resolve().parents[2]
_WORDS = 2_000
_LAW = np.random.default_rng(14)


class Drawn:
    """The default encoder, whose vectors of sentences are drawn at random while a corpus is filled."""

    def __init__(self, real: Encoder) -> None:
        self._real, self.is_filling = real, True
        self.name, self.digest, self.dimension = real.name, real.digest, real.dimension

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Draw, or encode."""
        if not self.is_filling:
            return self._real.encode_sentences(texts)
        drawn = _LAW.standard_normal((len(texts), self.dimension), dtype=np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    def encode_question(self, text: str) -> Vectors:
        """Encode a question."""
        return self._real.encode_question(text)


def read(path: Path) -> Iterator[Article]:
    """Yield the articles of a gzipped jsonl file with _id, title, text and, where it has one, a date."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            day = (row.get("date") or "").replace("/", "-") or None
            yield Article(str(row["_id"]), row.get("title") or "", row["text"], published=day)


def checked(path: Path, encoder: Encoder, *, sentences: int) -> dict[str, float]:
    """Time the check of a draft over a corpus of so many sentences, three times."""
    drawn = Drawn(encoder)
    with tempfile.TemporaryDirectory() as folder, Corpus.open(folder, encoder=drawn, create=True) as corpus:
        words: list[str] = []
        batch: list[Article] = []
        for article in read(path):
            batch.append(article)
            if len(words) < _WORDS:
                words += [*article.text.split(" "), "\n\n"]
            if len(batch) == 500:
                corpus.add(batch)
                batch = []
                with corpus.view() as view:
                    if view.sentence_count >= sentences:
                        break
        drawn.is_filling = False
        draft = " ".join(words[:_WORDS])
        with corpus.view() as view:
            times = [_timed(lambda: check(draft, view, encoder=drawn)) for _ in range(3)]
            count = view.sentence_count
    wall, used = (statistics.median(column) for column in zip(*times, strict=True))
    return {"sentences": count, "words": _WORDS, "seconds": wall, "processor_seconds": used}


def planted(settings: Settings, encoder: Encoder) -> dict[str, float]:
    """Measure recall and false alarms on the planted alterations."""
    with Engine.temporary(samples(), settings=settings, encoder=encoder) as engine:
        found = measured(engine, NAMES, rounds=ROUNDS)
    tried = found.tried.total()
    return {
        "planted": tried,
        "recall": 1 - len(found.missed) / tried,
        "false_alarms": len(found.alarms) / found.findings,
        "untouched_findings": found.findings,
    }


@contextmanager
def without() -> Iterator[None]:
    """Answer without origins, disagreement and days."""
    with (
        mock.patch("qa.answering.pipeline.disagreements", return_value=()),
        mock.patch("qa.origins.Origins.count", lambda _self, ids: len(ids)),
        mock.patch("qa.answering.quotes.dates_in", return_value=()),
    ):
        yield


def asked(settings: Settings, encoder: Encoder, found: Sequence[Article], *, questions: int) -> dict[str, float]:
    """Compare what questions cost with and without, each question in turn both ways, each way first by turns."""
    on, off = list[float](), list[float]()
    with Engine.temporary(found, settings=settings, encoder=encoder) as engine:
        for place, article in enumerate(found[:questions]):
            question = f"How many people does the report on {article.title} name?"
            engine.ask(question)
            for is_on in (True, False) if place % 2 else (False, True):
                if is_on:
                    on.append(_timed(partial(engine.ask, question))[1])
                else:
                    with without():
                        off.append(_timed(partial(engine.ask, question))[1])
    return {
        "questions": len(on),
        "p50_on_ms": 1000 * statistics.median(on),
        "p50_off_ms": 1000 * statistics.median(off),
        "p50_added_ms": 1000 * statistics.median(a - b for a, b in zip(on, off, strict=True)),
    }


def ingested(encoder: Encoder, found: Sequence[Article]) -> dict[str, float]:
    """Compare adding articles, and then each again with another text, with and without, by turns."""
    ratios: dict[str, list[float]] = {"add": [], "replace": []}
    for turn in range(4):
        used: dict[bool, list[float]] = {}
        for is_on in (True, False) if turn % 2 else (False, True):
            part = found[turn::4]
            again = [replace(one, text=f"{one.text}\n\nCorrected.", content_sha256="") for one in part]
            limits = DEFAULT if is_on else Limits(revisions=0)
            with (
                tempfile.TemporaryDirectory() as folder,
                _language(is_on=is_on),
                Corpus.open(folder, encoder=encoder, create=True, limits=limits) as corpus,
            ):
                used[is_on] = [_timed(partial(corpus.add, one))[1] for one in (part, again)]
        for name, on, off in zip(ratios, used[True], used[False], strict=True):
            ratios[name].append(off / on)
    return {f"{name}_speed_of_without": statistics.median(values) for name, values in ratios.items()}


@contextmanager
def _language(*, is_on: bool) -> Iterator[None]:
    if is_on:
        yield
    else:
        with mock.patch("index.ingest.batches.identified", return_value="en"):
            yield


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles_file", type=Path)
    parser.add_argument("--sentences", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--questions", type=int, default=40)
    given = parser.parse_args()
    settings = Settings(reader="none")
    encoder = open_encoder(settings)
    found = [one for one, _ in zip(read(given.articles_file), range(given.articles), strict=False)]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    parts: dict[str, Callable[[], Any]] = {
        "planted": lambda: planted(settings, encoder),
        "ask": lambda: asked(settings, encoder, found, questions=given.questions),
        "ingest": lambda: ingested(encoder, found[: given.articles // 2]),
        "check": lambda: checked(given.articles_file, encoder, sentences=given.sentences),
    }
    result: dict[str, Any] = {"commit": commit, "machine": named()}
    print(json.dumps(result), flush=True)
    for name, part in parts.items():
        result[name] = part()
        print(name, json.dumps(result[name]), flush=True)
        (ROOT / f".bench/newsroom-{commit}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
