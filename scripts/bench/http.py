"""How many questions a second the service answers, against the endpoint that one writes first (``http_peer``).

    python -m scripts.bench.http [--clients 1,8,64,256] [--seconds 8] [--rounds 4] [--only NAME...] [--results DIR]

That endpoint runs twice: with all-MiniLM-L6-v2, the small model that most begin with, and with multilingual-e5-small,
which the service's encoder was made of and is as large as: the same work, in fp32. So does the service without a
reader: with its default encoder, and with ``QA_ENCODER=fast``, which is all-MiniLM-L6-v2 again. All serve the sample
articles on this machine, with the load made here too, in turn for a part of the seconds each and so on for some rounds:
what else the machine does then slows all of them alike, and the ratio tells more than the numbers. Every question
differs from all before it, so that nothing is answered from memory; the row "asked before" asks three questions over
and over. Clients that are refused (503) wait as long as they are told; ``refused_p99_ms`` is how soon they were.
``cpu_ms`` is the processor time that the server and its processes spent for an answer: where other work keeps the
machine busy, it tells more than the clock. ``against`` holds, for each of the two endpoints, how many times its answers
a second were given, and how many answers for the processor time that it takes for one.
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
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.samples import QUESTIONS
from scripts.bench.http_load import Running, Tally, measure
from scripts.bench.same_weights import same_weights

_START_SECONDS = 180
_WARM_SECONDS = 5.0
_serial = itertools.count()
SMALL = "FastAPI + sentence-transformers + FAISS, all-MiniLM-L6-v2"
SAME = "FastAPI + sentence-transformers + FAISS, multilingual-e5-small"
PEERS = (SMALL, SAME)


@dataclass(frozen=True, slots=True)
class Server:
    """A server to start: the words of its command after "python -m", PORT in place of the port, with these settings in
    its environment, and what it is asked."""

    command: list[str]
    settings: dict[str, str]
    question: Callable[[], str]


def against(rows: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, dict[str, float]]]:
    """Compare the rows of all servers with those of the peers among them: by server and peer, how many times the peer's
    answers a second, and how many answers for the processor time of one of its own. Pure."""
    out: dict[str, dict[str, dict[str, float]]] = {}
    for name, row in rows.items():
        for peer in (peer for peer in PEERS if peer in rows and peer != name):
            times = {"a_second": _share(row["a_second"], rows[peer]["a_second"])}
            times["cpu"] = _share(rows[peer]["cpu_ms"], row["cpu_ms"])
            out.setdefault(name, {})[peer] = times
    return out


def _share(one: float, other: float) -> float:
    return round(one / other, 2) if other else 0.0


def fresh() -> str:
    """Return a question that was not asked before."""
    number = next(_serial)
    return QUESTIONS[number % len(QUESTIONS)].replace("?", f" on day {number}?")


def repeated() -> str:
    """Return a question that was asked before."""
    return QUESTIONS[next(_serial) % len(QUESTIONS)]


@contextmanager
def serving(server: Server) -> Iterator[Running]:
    """Start a server, wait until it answers, and stop it in the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, "-m", *(word.replace("PORT", str(port)) for word in server.command)]
    process = subprocess.Popen(words, env={**os.environ, **server.settings}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(_START_SECONDS * 10):
            time.sleep(0.1)
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
        running = Running(port, process.pid, server.question)
        asyncio.run(measure(running, Tally(), clients=4, seconds=_WARM_SECONDS))
        yield running
    finally:
        process.terminate()
        process.wait(60)


def servers(folder: Path) -> dict[str, Server]:
    """Return what is compared, by name: the peers first. ``folder`` takes the corpora and the model of one of them."""
    out = {SMALL: Server(["scripts.bench.http_peer", "PORT"], {}, fresh)}
    out[SAME] = Server(["scripts.bench.http_peer", "PORT", str(folder / "same-weights")], {}, fresh)
    further: dict[str, tuple[list[str], dict[str, str], Callable[[], str]]] = {
        "ours, QA_READER=none": ([], {"QA_READER": "none"}, fresh),
        "ours, QA_READER=none QA_ENCODER=fast": ([], {"QA_READER": "none", "QA_ENCODER": "fast"}, fresh),
        "ours, QA_READER=none, --workers 2": (["--workers", "2"], {"QA_READER": "none"}, fresh),
        "ours": ([], {}, fresh),
        "ours, asked before": ([], {}, repeated),
    }
    for place, (name, (options, settings, question)) in enumerate(further.items()):
        serve = ["qa.cli.main", "serve", "--samples", "--port", "PORT", "--corpus", str(folder / f"corpus-{place}")]
        out[name] = Server([*serve, *options], settings, question)
    return out


def main() -> None:
    """Measure and print, ours as a ratio to the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", default="1,8,64,256")
    parser.add_argument("--seconds", type=float, default=8.0, help="for each server and number of clients")
    parser.add_argument("--rounds", type=int, default=4, help="in how many turns the seconds are divided")
    parser.add_argument("--only", nargs="+", help="names of servers, as they are printed; all others are left out")
    parser.add_argument("--results", type=Path, help="folder to write the result into, named by commit")
    given = parser.parse_args()
    counts = [int(count) for count in given.clients.split(",")]
    compared: dict[int, Any] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stopping:
        chosen = {n: s for n, s in servers(Path(folder)).items() if n in (given.only or (n,))}
        if SAME in chosen:
            same_weights(Path(folder) / "same-weights")
        running = {name: stopping.enter_context(serving(server)) for name, server in chosen.items()}
        for clients in counts:
            tallies = {name: Tally() for name in running}
            for _ in range(given.rounds):
                for name, one in running.items():
                    seconds = given.seconds / given.rounds
                    asyncio.run(measure(one, tallies[name], clients=clients, seconds=seconds))
            rows = {name: tally.row() for name, tally in tallies.items()}
            compared[clients] = {"rows": rows, "against": against(rows)}
            for name, row in rows.items():
                print(f"{name:34} {clients:4} clients: {row}")
                for peer, times in compared[clients]["against"].get(name, {}).items():
                    print(
                        f"{'':34} x{times['a_second']:.2f} by the clock, x{times['cpu']:.2f} by the processor: {peer}"
                    )
            sys.stdout.flush()
    if given.results:
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        outcome = {"cores": os.cpu_count(), "load_average": os.getloadavg(), "seconds": given.seconds}
        path = given.results / f"http-{commit.stdout.strip()}.json"
        path.write_text(json.dumps({**outcome, "rounds": given.rounds, "clients": compared}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
