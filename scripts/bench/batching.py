"""What questions take to encode one by one, and those that wait at the same time in batches.

    .venv/bin/python -m scripts.bench.batching

Processor time of one thread, which other work on the machine changes little. A batch holds questions of one length in
tokens, as the default encoder takes them (it pads nothing, so that a vector is the same in any batch): those that wait
are divided by length. Every way is measured in turn, and the median is told.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence

from index.encoders.onnx import OnnxEncoder
from index.encoders.tokens.windows import Ids
from qa.settings import default_cache
from scripts.bench.http import fresh

_QUESTIONS = 64


def by_length(windows: Sequence[Ids]) -> list[list[Ids]]:
    """Divide questions by their length in tokens."""
    lengths: dict[int, list[Ids]] = {}
    for window in windows:
        lengths.setdefault(len(window), []).append(window)
    return list(lengths.values())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    encoder = OnnxEncoder.open(default_cache(os.environ), threads=1)
    prompt = encoder._prompts["question"]
    windows = [encoder._divider.windows([fresh()], prompt=prompt)[0][0] for _ in range(_QUESTIONS)]

    def run(waiting: int) -> Callable[[], object]:
        groups = [windows[start : start + waiting] for start in range(0, _QUESTIONS, waiting)]
        batches = [batch for group in groups for batch in by_length(group)]
        return lambda: [encoder._run(encoder._session, batch) for batch in batches]

    ways = {waiting: run(waiting) for waiting in (1, 2, 4, 8, 16, 32, 64)}
    took: dict[int, list[float]] = {waiting: [] for waiting in ways}
    for _ in range(rounds):
        for waiting, way in ways.items():
            began = time.thread_time()
            way()
            took[waiting].append((time.thread_time() - began) / _QUESTIONS * 1e3)
    print(f"{encoder.name}, {min(map(len, windows))} to {max(map(len, windows))} tokens; load {os.getloadavg()[0]:.0f}")
    for waiting, each in took.items():
        print(f"{waiting:3} waiting: {statistics.median(each):.2f} ms a question (least {min(each):.2f})")


if __name__ == "__main__":
    main()
