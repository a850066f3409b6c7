"""A service in a process of its own, asked by several clients at once."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT, CLIENTS = 8127, 8


@contextmanager
def served(command: list[str], cache: Path) -> Iterator[None]:
    """Run a service for the duration of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "qa.cli.main", *command],
        env={**os.environ, "QA_CACHE": str(cache), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert any("Ready" in line for line in iter(process.stdout.readline, ""))
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def asked_by_many(questions: tuple[str, ...], seconds: float) -> dict[str, float]:
    """Ask questions by several clients at once, each one different, so that no answer comes from memory."""
    took: list[float] = []
    end = time.monotonic() + seconds

    def client(number: int) -> None:
        turn = 0
        while time.monotonic() < end:
            question = f"{questions[(number + turn) % len(questions)]} ({number}, {turn})"
            body = json.dumps({"question": question}).encode()
            request = urllib.request.Request(f"http://127.0.0.1:{PORT}/ask", body, {"Content-Type": "application/json"})
            start = time.perf_counter()
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
            took.append((time.perf_counter() - start) * 1e3)
            turn += 1

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    return {"a_second": round(len(took) / seconds, 1), "p50_ms": round(statistics.median(took), 1)}
