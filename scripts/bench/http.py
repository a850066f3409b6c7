"""How many questions a second the service answers, against the endpoint that one writes first (``http_peer``).

    python -m scripts.bench.http [--clients 1,8,64] [--seconds 8] [--write FILE]

Both serve the sample articles on this machine, one after the other, in the same run, with the load made here too: on
two cores the ratio tells more than the numbers. Every question differs from all before it, so that nothing is answered
from memory; the row "asked before" asks three questions over and over. Clients that are refused (503) wait as long as
they are told.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from qa.samples import QUESTIONS

_START_SECONDS = 180
_serial = itertools.count()


class Tally:
    """What came of the requests of one measurement."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.refused = 0
        self.failed = 0

    def row(self, spent: float) -> dict[str, float]:
        """Sum up: answers a second, and milliseconds."""
        times = np.array(self.seconds or [0.0]) * 1e3
        return {
            "a_second": round(len(self.seconds) / spent, 1),
            "p50_ms": round(float(np.percentile(times, 50)), 1),
            "p99_ms": round(float(np.percentile(times, 99)), 1),
            "refused": self.refused,
            "failed": self.failed,
        }


def fresh() -> str:
    """Return a question that was not asked before."""
    number = next(_serial)
    return QUESTIONS[number % len(QUESTIONS)].replace("?", f" on day {number}?")


def repeated() -> str:
    """Return a question that was asked before."""
    return QUESTIONS[next(_serial) % len(QUESTIONS)]


async def _client(port: int, question: Callable[[], str], until: float, tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (started := time.perf_counter()) < until:
        writer.write(f"GET /ask?q={quote(question())} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        await reader.readexactly(length)
        status = head.split(" ", 2)[1]
        if status == "200":
            tally.seconds.append(time.perf_counter() - started)
        elif status == "503":
            tally.refused += 1
            await asyncio.sleep(int(head.partition("retry-after: ")[2].partition("\r\n")[0]))
        else:
            tally.failed += 1
    writer.close()


async def measure(port: int, question: Callable[[], str], *, clients: int, seconds: float) -> dict[str, float]:
    """Ask for so long with so many clients, each waiting for its answer before it asks again."""
    tally, started = Tally(), time.perf_counter()
    await asyncio.gather(*(_client(port, question, started + seconds, tally) for _ in range(clients)))
    return tally.row(time.perf_counter() - started)


@contextmanager
def serving(command: list[str], **settings: str) -> Iterator[int]:
    """Start a server, wait until it answers, and stop it in the end. Yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", *(word.replace("PORT", str(port)) for word in command)]
    process = subprocess.Popen(words, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(_START_SECONDS * 10):
            time.sleep(0.1)
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
        asyncio.run(measure(port, fresh, clients=1, seconds=1))
        yield port
    finally:
        process.terminate()
        process.wait(60)


def main() -> None:
    """Measure and print, ours as a ratio to the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", default="1,8,64")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    counts = [int(count) for count in given.clients.split(",")]
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        ours = ["qa.cli.main", "serve", "--samples", "--port", "PORT", "--corpus", f"{folder}/corpus"]
        servers = {
            "FastAPI + sentence-transformers + FAISS": (["scripts.bench.http_peer", "PORT"], {}, fresh),
            "ours, QA_READER=none": (ours, {"QA_READER": "none"}, fresh),
            "ours": (ours, {}, fresh),
            "ours, asked before": (ours, {}, repeated),
        }
        for name, (command, settings, question) in servers.items():
            with serving(command, **settings) as port:
                for clients in counts:
                    row = asyncio.run(measure(port, question, clients=clients, seconds=given.seconds))
                    rows.setdefault(name, {})[clients] = row
                    base = rows["FastAPI + sentence-transformers + FAISS"][clients]["a_second"]
                    print(f"{name:42} {clients:4} clients: {row}  x{row['a_second'] / base:.2f}", flush=True)
    if given.write:
        given.write.write_text(json.dumps({"load_average": os.getloadavg(), "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
