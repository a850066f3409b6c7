"""What each reader costs: processor time and time by the clock of a question over the sample articles, and memory.

    python -m scripts.bench.readers [--rounds 3] [--out FILE]

Each reader has a process of its own; the questions are the golden ones, asked once before they are timed, so that
nothing is read or compiled meanwhile. Processor time is that of all threads, in ms a question; "clock" the median of
all questions of all rounds, in ms; "memory" the most that the process held, in MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from qa.engine import Engine
from qa.samples import articles
from qa.settings import Settings
from scripts.bench.machine import named

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "tests" / "acceptance" / "questions.jsonl"
READERS = ("none", "fast", "default")


def measured(reader: str, rounds: int) -> dict[str, Any]:
    """Ask the questions with a reader, in this process."""
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus=Path(folder) / "corpus", reader=reader)
        with Engine.open(settings=settings, writable=True, create=True) as engine:
            engine.add(articles())
            for question in questions:
                engine.ask(question)
            clock, began = [], time.process_time()
            for question in questions * rounds:
                start = time.perf_counter()
                engine.ask(question)
                clock.append(1000 * (time.perf_counter() - start))
            processor = 1000 * (time.process_time() - began) / len(clock)
            models = engine.models.named()
    return {
        "reader": models.get("reader"),
        "questions": len(questions),
        "processor_ms": round(processor, 1),
        "clock_ms": round(statistics.median(clock), 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure each in a process of its own, and print or write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", choices=READERS, help="measure one reader in this process")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.rounds)))
        return
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    outcome: dict[str, Any] = {"commit": commit.stdout.strip(), "machine": named()}
    for reader in READERS:
        command = [sys.executable, "-m", "scripts.bench.readers", "--one", reader, "--rounds", str(options.rounds)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        outcome[reader] = json.loads(done.stdout)
    text = json.dumps(outcome, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
