"""Many clients for long: the memory, the open files and the threads of a service stay what they are. Without memory it
refuses what needs more."""

from __future__ import annotations

import asyncio
import itertools
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from index import Corpus
from tests.support.doubles import HashEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
_CLIENTS = 200
# More answers than are kept (500) are made before the first look, so that what is kept grows no further after it.
_TURNS_BEFORE, _TURNS = 15, 10
# Bytes: 2,000 requests that each left 10 kB behind, as a connection or a question would, come to more.
_MOST_GROWTH = 16 << 20
_ROUNDS = 5
# Files: readers of the corpus that are opened where they are needed, far fewer than the clients.
_FEW = _CLIENTS // 10
_SERVICE = """
import sys
from pathlib import Path
from index import Article
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.server import listen, serve
from tests.support.doubles import HashEncoder

settings = Settings(corpus=Path(sys.argv[1]), reader="none")
with Engine.open(settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine:
    engine.add([Article("a", "", "Maren Tolvaisa won the election in Castellan. She takes office in June.")])
    taken = listen("127.0.0.1", 0)
    serve(create_app(engine, settings), taken, announce=lambda: print(taken.getsockname()[1], flush=True))
"""


class Used(NamedTuple):
    """What a process uses."""

    memory: int
    files: int
    threads: int


def _used(pid: int) -> Used:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Used(int(status["RssAnon"].split()[0]) * 1024, files, int(status["Threads"]))


def _when_closed(pid: int, *, most_files: int) -> Used:
    """Wait up to a minute until the last connections are closed."""
    end = time.monotonic() + 60
    while (used := _used(pid)).files > most_files and time.monotonic() < end:
        time.sleep(0.2)
    return used


def _is_level(before: Used, after: Used) -> bool:
    is_small = after.memory - before.memory < _MOST_GROWTH
    return is_small and after.files <= before.files + _FEW and after.threads <= before.threads


async def _client(port: int, numbers: itertools.count[int], turns: int, statuses: Counter[bytes]) -> None:
    """Ask a question after the other, each another one, over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(turns):
        address = f"/ask?q=Who+won+in+Castellan+{next(numbers)}%3F"
        writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        status = head.split(b" ", 2)[1]
        statuses[status] += 1
        assert (b"retry-after: " in head) is (status == b"503")
    writer.close()
    await writer.wait_closed()


async def _crowd(port: int, numbers: itertools.count[int], turns: int, statuses: Counter[bytes]) -> None:
    await asyncio.gather(*(_client(port, numbers, turns, statuses) for _ in range(_CLIENTS)))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_two_hundred_clients_leave_nothing_behind(tmp_path: Path) -> None:
    numbers, statuses = itertools.count(), Counter[bytes]()
    command = [sys.executable, "-c", _SERVICE, str(tmp_path / "corpus")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            port = int(service.stdout.readline())
            while statuses[b"200"] < 600:
                asyncio.run(_crowd(port, numbers, _TURNS_BEFORE, statuses))
            after = _used(service.pid)
            # Threads and files come until there are as many as there may be: what is left behind comes each time.
            for _ in range(_ROUNDS):
                before = after
                asyncio.run(_crowd(port, numbers, _TURNS, statuses))
                after = _when_closed(service.pid, most_files=before.files + _FEW)
                if _is_level(before, after):
                    break
        finally:
            service.kill()
    assert statuses.keys() <= {b"200", b"503"}
    assert _is_level(before, after), (before, after)


def _sent(port: int, articles: list[dict[str, str]]) -> int | None:
    """Send articles, and return the status; None where the connection ended without one."""
    try:
        return httpx.post(f"http://127.0.0.1:{port}/articles", json=articles, timeout=60).status_code
    except httpx.TransportError:
        return None


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited from outside, and read from /proc")
def test_where_memory_runs_out_a_client_is_refused_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    """The process lives, or has ended and is started again: the corpus is whole either way."""
    trip = "The ferry of Norvik sails " + "past the lighthouse of Lisse " * 60 + "to Port Ostrin. "
    many = [{"id": f"b{number}", "title": "Trips", "text": trip * 1000} for number in range(3)]
    command = [sys.executable, "-c", _SERVICE, str(tmp_path / "corpus")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            port = int(service.stdout.readline())
            assert _sent(port, [{"id": "early", "title": "Rain", "text": "It rained in Lisse."}]) == 201
            size = int(Path(f"/proc/{service.pid}/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
            resource.prlimit(service.pid, resource.RLIMIT_AS, (size + (1 << 20), resource.RLIM_INFINITY))
            refused = _sent(port, many)
            if service.poll() is None:
                resource.prlimit(service.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
                assert _sent(port, [{"id": "late", "title": "Snow", "text": "It snowed in Lisse."}]) == 201
        finally:
            service.kill()
    assert refused in {503, 507, None}
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder()) as corpus:
        assert corpus.verify().ok
        assert corpus.article("early").text == "It rained in Lisse."
