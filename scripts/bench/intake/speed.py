"""How fast files are read, and with how much memory: PDF pages beside PDFium alone, unchanged files, a large file of
JSON lines, and the encoder's share of the time."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pypdfium2

from index import Corpus, OnnxEncoder
from index.loaders.pdf.loading import load_pdf
from scripts.bench.intake.adding import Drawn, added
from tests.support.doubles import HashEncoder
from tests.support.pdfs import Page, pdf

_WORDS = (
    "The harbour of Norvik was closed for the third day in a row on Tuesday, and the master of the port said that ice "
    "as thick as a hand lay between the quays. Four ships with grain for the mills of Castellan waited outside, the "
    "company said, and their crews were fed by a boat of the coast guard. "
)


def pdf_pages(pages: int) -> dict[str, float]:
    """Return pages a second of a processor, of our loader and of PDFium's own text of each page."""
    words = (_WORDS * 12).split()
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
    data = pdf([Page().lines(lines[:45], y=780, size=9) for _ in range(pages)])

    def bare() -> None:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            page.get_textpage().get_text_range()

    took = {}
    for name, work in (("bare", bare), ("ours", lambda: list(load_pdf(io.BytesIO(data))))):
        work()
        began = time.process_time()
        work()
        took[name] = pages / (time.process_time() - began)
    return took


def unchanged(files: int) -> dict[str, float]:
    """Add a folder of files, one of them damaged, in a process that is killed half-way; add it again to its end; and
    again when nothing has changed, of which the seconds are returned."""
    with tempfile.TemporaryDirectory() as folder:
        there, kept = Path(folder) / "in", Path(folder) / "corpus"
        _many(there, files)
        Corpus.create(kept, encoder=HashEncoder()).close()
        killed = subprocess.Popen([sys.executable, "-m", "scripts.bench.intake.adding", str(kept), str(there)])
        stored = 0
        while stored < files // 2 and killed.poll() is None:
            time.sleep(0.5)
            with Corpus.open(kept, encoder=HashEncoder(), writable=False) as reading:
                stored = reading.stats()["articles"]
        killed.kill()
        killed.wait()
        with Corpus.open(kept, encoder=HashEncoder(), writable=True) as corpus:
            before, known = corpus.stats()["articles"], len(corpus.ingest_log.entries())
            resumed = added(corpus, there)
            wall, used = time.perf_counter(), time.process_time()
            counts = added(corpus, there)
            wall, used = time.perf_counter() - wall, time.process_time() - used
            articles = corpus.stats()["articles"]
    return {
        "files": files,
        "unchanged": counts["unchanged"],
        "failed": counts["failed"],
        "articles": articles,
        "s": wall,
        "files_per_s": files / wall,
        "cpu_s": used,
        "stored_at_kill": before,
        "not_read_again": known,
        "added_after_kill": resumed["added"],
    }


def _many(folder: Path, files: int) -> None:
    """Write so many files that were last changed long ago, of which the one in the middle is damaged."""
    folder.mkdir()
    for number in range(files):
        path = folder / (f"n{number}.txt" if number != files // 2 else f"n{number}.pdf")
        path.write_text(f"Item {number} was sold in Norvik on a Monday.\n")
        os.utime(path, (1_700_000_000, 1_700_000_000))


def json_lines(megabytes: int) -> dict[str, float]:
    """Read, check and divide a file of JSON lines of this size in a process of its own, and return its highest memory
    and its seconds. Nothing is encoded: a batch of vectors has a few megabytes, whatever the size of the file."""
    line = json.dumps({"id": "NUMBER", "text": _WORDS * 8}) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jsonl"
        with path.open("w") as file:
            for number in range(megabytes * 1_000_000 // len(line)):
                file.write(line.replace("NUMBER", f"n{number}", 1))
        began = time.perf_counter()
        command = [sys.executable, "-m", "qa.cli.main", "add", str(path), "--dry-run", "--quiet"]
        command += ["--corpus", str(Path(folder) / "none")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"mb": megabytes, "peak_mb": used.ru_maxrss / 1024, "s": took, "cpu_s": used.ru_utime + used.ru_stime}


def json_lines_added(megabytes: int) -> dict[str, float]:
    """Add a file of JSON lines of this size, no sentence twice, to its end in a process of its own, with vectors that
    cost nothing, and return how much went in, its highest memory and its seconds."""
    chance = random.Random(megabytes)
    words = sorted(set(_WORDS.split()))
    with tempfile.TemporaryDirectory() as folder:
        path, corpus = Path(folder) / "in" / "large.jsonl", Path(folder) / "corpus"
        path.parent.mkdir()
        with path.open("w") as file:
            number = 0
            while file.tell() < megabytes * 1_000_000:
                lines = (f"Item {chance.random()} of {' '.join(chance.choices(words, k=16))}." for _ in range(30))
                file.write(json.dumps({"id": f"n{number}", "text": " ".join(lines)}) + "\n")
                number += 1
        began = time.perf_counter()
        command = [sys.executable, "-m", "scripts.bench.intake.adding", str(corpus), str(path.parent), "--drawn"]
        process = subprocess.Popen(command)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        if status:
            raise SystemExit(f"adding failed: {status}")
        with Corpus.open(corpus, encoder=Drawn(384, name="drawn"), writable=False) as opened, opened.view() as view:
            counts = {"articles_of": number, "articles": view.article_count, "sentences": view.sentence_count}
    cpu = used.ru_utime + used.ru_stime
    return counts | {"mb": megabytes, "peak_mb": used.ru_maxrss / 1024, "s": took, "cpu_s": cpu}


class Watched:
    """An encoder that adds up the time it is at work."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder, self.busy = encoder, 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_sentences(self, texts: Any) -> Any:
        """Encode, and count."""
        began = time.perf_counter()
        try:
            return self._encoder.encode_sentences(texts)
        finally:
            self.busy += time.perf_counter() - began


def encoder_share(pages: Path, cache: Path, most: int) -> dict[str, float]:
    """Add web pages and the same as text with the default encoder; return the share of the clock that it is at work."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "in"
        there.mkdir()
        for path in sorted(pages.glob("*.html"))[:most]:
            (there / path.name).write_bytes(path.read_bytes())
            (there / f"{path.stem}.txt").write_text(f"{path.stem} {_WORDS * 10}")
        watched = Watched(OnnxEncoder.open(cache))
        watched.encode_sentences(["Warm up."])
        watched.busy = 0.0
        with Corpus.create(Path(folder) / "corpus", encoder=watched) as corpus:
            began = time.perf_counter()
            added(corpus, there)
            took = time.perf_counter() - began
            sentences = corpus.stats()["sentences"]
    return {"share": watched.busy / took, "s": took, "sentences": sentences}
