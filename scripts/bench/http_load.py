"""Questions by many clients at once to a server over HTTP, and what came of them: the load of ``scripts.bench.http``.

Knows nothing of which servers there are.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import numpy as np


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its port, its process, and what it is asked."""

    port: int
    process: int
    question: Callable[[], str]


@dataclass(slots=True)
class Tally:
    """What came of the requests to one server, of all rounds, and what they took: seconds by the clock of each answer
    and of each refusal, and of the processor's time."""

    seconds: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    failed: int = 0
    spent: float = 0.0
    cpu: float = 0.0

    def row(self) -> dict[str, float]:
        """Sum up: answers a second, milliseconds of an answer, and of the processor's time for one."""
        times, refusals = (np.array(seconds or [0.0]) * 1e3 for seconds in (self.seconds, self.refusals))
        return {
            "a_second": round(len(self.seconds) / max(self.spent, 1e-9), 1),
            "p50_ms": round(float(np.percentile(times, 50)), 1),
            "p99_ms": round(float(np.percentile(times, 99)), 1),
            "cpu_ms": round(1e3 * self.cpu / max(1, len(self.seconds)), 1),
            "refused": len(self.refusals),
            "refused_p99_ms": round(float(np.percentile(refusals, 99)), 1),
            "failed": self.failed,
        }


async def _client(port: int, question: Callable[[], str], until: float, tally: Tally) -> None:
    """Ask again and again. Who is refused goes, and comes back when it was told to, or not any more in this round: what
    is not asked after its end must not count as time that the server needed."""
    while time.perf_counter() < until:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        wait = None
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while wait is None and time.perf_counter() < until:
                tally.failed += 1  # until its answer has come
                wait = await _ask(reader, writer, question(), tally)
                tally.failed -= 1
        writer.close()
        if wait is not None:
            await asyncio.sleep(max(0.0, min(wait, until - time.perf_counter())))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str, tally: Tally) -> float | None:
    """Ask a question and count its answer; where it is refused, return the seconds to wait."""
    started = time.perf_counter()
    writer.write(f"GET /ask?q={quote(question)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(_field(head, "content-length")))
    status = head.split(" ", 2)[1]
    if status == "200":
        tally.seconds.append(time.perf_counter() - started)
    elif status == "503":
        tally.refusals.append(time.perf_counter() - started)
        return float(_field(head, "retry-after"))
    else:
        tally.failed += 1
    return None


def _field(head: str, name: str) -> str:
    return head.partition(f"{name}: ")[2].partition("\r\n")[0]


async def measure(running: Running, tally: Tally, *, clients: int, seconds: float) -> None:
    """Ask a server for so long with so many clients, each waiting for its answer before it asks again, and add what
    came of it."""
    before, started = processor_seconds(running.process), time.perf_counter()
    await asyncio.gather(
        *(_client(running.port, running.question, started + seconds, tally) for _ in range(clients)),
    )
    tally.spent += time.perf_counter() - started
    tally.cpu += processor_seconds(running.process) - before


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
