"""How many questions a second the service answers, against the endpoint that one writes first (``http_peer``).

    python -m scripts.bench.http [--clients 1,8,64,256] [--seconds 8] [--results FOLDER]

Both serve the sample articles on this machine, one after the other, in the same run, with the load made here too: on
two cores the ratio tells more than the numbers. Every question differs from all before it, so that nothing is answered
from memory; the row "asked before" asks three questions over and over. Clients that are refused (503) wait as long as
they are told. ``cpu_ms`` is the processor time that the server and its processes spent for an answer: where other work
keeps the machine busy, it tells more than the clock.
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
_WARM_SECONDS = 5.0
_serial = itertools.count()


class Tally:
    """What came of the requests of one measurement."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.refused = 0
        self.failed = 0

    def row(self, spent: float, cpu: float) -> dict[str, float]:
        """Sum up: answers a second, milliseconds of an answer, and of the processor's time for one."""
        times = np.array(self.seconds or [0.0]) * 1e3
        return {
            "a_second": round(len(self.seconds) / spent, 1),
            "p50_ms": round(float(np.percentile(times, 50)), 1),
            "p99_ms": round(float(np.percentile(times, 99)), 1),
            "cpu_ms": round(1e3 * cpu / max(1, len(self.seconds)), 1),
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


async def measure(
    server: tuple[int, int], question: Callable[[], str], *, clients: int, seconds: float
) -> dict[str, float]:
    """Ask a server, of this port and process, for so long with so many clients, each waiting for its answer before it
    asks again."""
    port, process = server
    tally, before, started = Tally(), processor_seconds(process), time.perf_counter()
    await asyncio.gather(*(_client(port, question, started + seconds, tally) for _ in range(clients)))
    return tally.row(time.perf_counter() - started, processor_seconds(process) - before)


def processor_seconds(process: int) -> float:
    """Return the seconds that a process and those that it started have had a processor for (Linux)."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(path.parent.name)], ticks[int(path.parent.name)] = int(fields[1]), int(fields[11]) + int(fields[12])
    family = {process}
    while more := {one for one, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(one, 0) for one in family) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(command: list[str], **settings: str) -> Iterator[tuple[int, int]]:
    """Start a server, wait until it answers, and stop it in the end. Yields its port and its process."""
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
        asyncio.run(measure((port, process.pid), fresh, clients=4, seconds=_WARM_SECONDS))
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(60)


def main() -> None:
    """Measure and print, ours as a ratio to the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", default="1,8,64,256")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--results", type=Path, help="folder to write the result into, named by commit")
    given = parser.parse_args()
    counts = [int(count) for count in given.clients.split(",")]
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        ours = ["qa.cli.main", "serve", "--samples", "--port", "PORT", "--corpus", f"{folder}/corpus"]
        servers = {
            "FastAPI + sentence-transformers + FAISS": (["scripts.bench.http_peer", "PORT"], {}, fresh),
            "ours, QA_READER=none": (ours, {"QA_READER": "none"}, fresh),
            "ours, QA_READER=none, --workers 2": ([*ours, "--workers", "2"], {"QA_READER": "none"}, fresh),
            "ours": (ours, {}, fresh),
            "ours, asked before": (ours, {}, repeated),
        }
        for name, (command, settings, question) in servers.items():
            with serving(command, **settings) as server:
                for clients in counts:
                    row = asyncio.run(measure(server, question, clients=clients, seconds=given.seconds))
                    rows.setdefault(name, {})[clients] = row
                    base = rows["FastAPI + sentence-transformers + FAISS"][clients]["a_second"]
                    print(f"{name:42} {clients:4} clients: {row}  x{row['a_second'] / base:.2f}", flush=True)
    if given.results:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        told = {"cores": os.cpu_count(), "load_average": os.getloadavg(), "seconds": given.seconds, "rows": rows}
        path = given.results / f"http-{commit.stdout.strip()}.json"
        path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
