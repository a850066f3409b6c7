"""One system, once, in this process: take the articles in, answer every question, write down what came of it.

    python -m scripts.bench.does_it_say_so.run ADAPTER OUT.json [--model FOLDER]

ADAPTER is a module with a class ``System`` (see ``protocol.Adapter``): one of ``adapters/`` by name, or any by its
path. Needs the standard library, and what the adapter imports. Knows nothing of what is right.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

STARTED = time.time()

from scripts.bench.does_it_say_so.protocol import LIMIT, Adapter, articles, questions  # noqa: E402 - timed too


def system(name: str) -> Any:
    """Return the class of an adapter: of this folder by its name, or of a file by its path."""
    if not name.endswith(".py"):
        return importlib.import_module(f"scripts.bench.does_it_say_so.adapters.{name}").System
    spec = importlib.util.spec_from_file_location("adapter", name)
    if spec is None or spec.loader is None:
        sys.exit(f"{name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.System


def memory() -> float:
    """Return the most that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def measured(adapter: Adapter) -> dict[str, Any]:
    """Let a system take the articles in and answer: its replies, and seconds and MB."""
    rows = articles()
    start, used = time.perf_counter(), time.process_time()
    adapter.add(rows)
    took = {"add_s": time.perf_counter() - start, "add_cpu_s": time.process_time() - used}
    replies: list[dict[str, Any]] = []
    for row in questions():
        start, used = time.perf_counter(), time.process_time()
        reply = adapter.ask(row["question"], row["history"])
        seconds, busy = time.perf_counter() - start, time.process_time() - used
        if not replies:
            took["start_s"] = time.time() - STARTED
        answer = {"answered": reply.answered, "score": float(reply.score)}
        quotes = [asdict(quote) for quote in reply.quotes[:LIMIT]]
        replies.append({"id": row["id"], **answer, "quotes": quotes, "s": seconds, "cpu_s": busy})
    return {"took": took | {"mb": memory()}, "replies": replies}


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("adapter")
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="", help="folder of a sentence-transformers model, if one is taken")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(system(given.adapter)(Path(folder), given.model))
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
