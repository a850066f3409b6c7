"""The lexical leg at one size, by FTS5 as it ships and by tantivy (PyPI, a Rust engine), over the same keys.

    python -m scripts.bench.growth_words CORPUS --data DATA --scratch DIR [--asked 200]

CORPUS is one that ``scripts.bench.growth --only-grow`` made; the environment needs tantivy besides. Each question is
put to every way in turn, so that other load on the machine affects all alike; "cpu" is processor time. The ways:

* ``shipped``: FTS5, reading only the rows that the rarest words choose (``index.catalogue.lexical``);
* ``all rows``: FTS5, every row with any of the words: what the others are compared with;
* ``tantivy``: every row, of which it skips those that cannot come among the best.

Also reported: the time to build tantivy's index, its size, the time to open it, and to replace 30 sentences durably.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index.catalogue import lexical
from index.catalogue.connection import Connection
from index.words.keys import key_text
from scripts.bench.growth import ROOT
from scripts.sets.growth import questions

K = 50
_HEAP = 200_000_000
_THREADS = 1


class Tantivy:
    """An index beside the catalogue: a sentence's keys, its title's, and its number."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._library = tantivy
        builder = tantivy.SchemaBuilder()
        for name in ("context", "sentence"):
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", stored=False, indexed=True, fast=True)
        self._schema = builder.build()
        folder.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._searcher = self._index.searcher()

    def put(self, rows: Iterator[tuple[int, str, str]], *, take_out: tuple[int, ...] = ()) -> None:
        """Put sentences in, by number, title and text, after others are taken out, and make it durable."""
        writer = self._index.writer(_HEAP, _THREADS)
        for number in take_out:
            writer.delete_documents_by_term("number", number)
        for number, context, sentence in rows:
            document = self._library.Document()
            document.add_integer("number", number)
            document.add_text("context", key_text(context))
            document.add_text("sentence", key_text(sentence))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, question: str) -> list[int]:
        """Return the numbers of the K sentences that match best."""
        query = self._library.Query
        weights = zip(("context", "sentence"), lexical.WEIGHTS, strict=True)
        parts = [
            (self._library.Occur.Should, query.boost_query(query.term_query(self._schema, name, key, "freq"), weight))
            for name, weight in weights
            for keys in lexical.alternatives(question)
            for key in keys
        ]
        if not parts:
            return []
        hits = self._searcher.search(query.boolean_query(parts), K, count=False).hits
        return list(self._searcher.fast_field_values("number", [address for _, address in hits]))

    @property
    def segments(self) -> int:
        """How many files of rows there are."""
        return int(self._searcher.num_segments)


def passages(connection: Connection, first: int, last: int) -> Iterator[tuple[int, str, str]]:
    """Yield number, title with section, and text of sentences."""
    query = "SELECT number, context, sentence FROM passages WHERE number BETWEEN ? AND ? ORDER BY number"
    for start in range(first, last + 1, 10_000):
        yield from connection.rows(query, (start, min(last, start + 9_999)))


def all_rows(connection: Connection, question: str) -> list[int]:
    """Return what FTS5 finds when it scores every row with any of the words."""
    keys = [n for n in lexical.alternatives(question) if lexical.rows_up_to(connection, n, most=1)]
    if not keys:
        return []
    return [number for number, _ in lexical.matching(connection, lexical.any_of(keys), k=K)]


def timed(job: Callable[[], Any]) -> tuple[float, float, Any]:
    """Run a job; returns milliseconds by the clock and of the processor, and what it gave."""
    start, busy = time.perf_counter(), time.process_time()
    given = job()
    return (time.perf_counter() - start) * 1e3, (time.process_time() - busy) * 1e3, given


def summed(rows: list[tuple[float, float, Any]]) -> dict[str, float]:
    """Return medians and 99th percentiles by clock and processor."""
    wall, used = ([row[place] for row in rows] for place in (0, 1))
    return {
        f"{name}p{part}": round(float(np.percentile(values, part)), 2)
        for name, values in (("", wall), ("cpu_", used))
        for part in (50, 99)
    }


def overlap(rows: list[tuple[float, float, Any]], true: list[tuple[float, float, Any]], k: int) -> float:
    """Return the share of the k best by all rows that are among the k best of another way."""
    shares = [len(set(a[2][:k]) & set(b[2][:k])) / len(b[2][:k]) for a, b in zip(rows, true, strict=True) if b[2]]
    return round(statistics.mean(shares), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--asked", type=int, default=200)
    given = parser.parse_args()
    connection = Connection(given.corpus / "catalogue.sqlite", writable=False)
    last = int(connection.row("SELECT max(number) FROM sentences")[0])
    folder = given.scratch / f"tantivy-{last}"
    result: dict[str, Any] = {"sentences": last, "load": os.getloadavg()[0]}
    if not folder.exists():
        half = folder.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        wall, used, _ = timed(lambda: Tantivy(half).put(passages(connection, 1, last)))
        result["made"] = {"s": round(wall / 1e3, 1), "cpu_s": round(used / 1e3, 1)}
        half.rename(folder)
    wall, used, beside = timed(lambda: Tantivy(folder))
    result["opening_ms"] = {"p50": round(wall, 2), "cpu_p50": round(used, 2)}
    result["bytes_a_sentence"] = round(sum(f.stat().st_size for f in folder.iterdir()) / last, 1)
    pages = "SELECT sum(length(block)) FROM full_text_data"
    result["fts5_bytes_a_sentence"] = round(int(connection.row(pages)[0]) / last, 1)
    asked = questions(given.data)[: given.asked + 20]
    ways: dict[str, Callable[[str], list[int]]] = {
        "shipped": lambda question: [hit.number for hit in lexical.search(connection, question, k=K)],
        "all rows": lambda question: all_rows(connection, question),
        "tantivy": beside.search,
    }
    taken: dict[str, list[tuple[float, float, Any]]] = {name: [] for name in ways}
    for question in asked:
        for name, way in ways.items():
            taken[name].append(timed(lambda way=way, question=question: way(question)))  # type: ignore[misc]
    for name, rows in taken.items():
        rows, true = rows[20:], taken["all rows"][20:]  # the first warm up
        result[name] = summed(rows) | {"overlap_10": overlap(rows, true, 10), "overlap_50": overlap(rows, true, K)}
    again = tuple(range(last - 29, last + 1))
    changes = [timed(lambda: beside.put(passages(connection, last - 29, last), take_out=again)) for _ in range(5)]
    result["change_of_30_ms"] = summed(changes) | {"segments": beside.segments}
    result["load_after"] = os.getloadavg()[0]
    write(result)


def write(result: dict[str, Any]) -> None:
    """Print the result, and write it down under the commit's name."""
    print(json.dumps(result, indent=1))
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    (ROOT / ".bench" / f"growth-words-{commit}.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
