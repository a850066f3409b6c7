"""A service that is told to stop finishes what it has begun: questions, a stream, a change of the articles."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from index import Article, Corpus
from tests.support.doubles import HashEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
_ASKS = 6

# A real service over a real corpus, whose engine and corpus say that work has begun and wait for a file to go on; by
# itself, or with two processes that answer for it.
_HELD = """
import os, sys, time
from pathlib import Path
from index import Article, Corpus
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder

go = Path(sys.argv[1])

def wait():
    os.write(1, b"begun\\n")  # in one piece: several threads write
    while not go.exists():
        time.sleep(0.01)

class Held(Engine):
    def stages(self, question, options=None):
        wait()
        return super().stages(question, options)
"""
_PROCESS = f"""{_HELD}
from qa.web.answering_process import run
run(int(sys.argv[2]), lambda settings: Held.open(settings=settings, encoder=HashEncoder()))
"""
_SERVICE = f"""{_HELD}
from qa.web.app import Deployment, create_app
from qa.web.server import listen, serve
from qa.web.service.processes import Processes

class HeldCorpus(Corpus):
    def add(self, *given, **options):
        wait()
        return super().add(*given, **options)

settings = Settings(corpus=Path(sys.argv[2]), reader="none", max_concurrent_questions=8)
with Held.open(settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine:
    engine.add([Article("a", "", "Maren Tolvaisa won the election in Castellan. She takes office in June.")])
    engine.corpus.__class__ = HeldCorpus
    command = (sys.executable, "-c", sys.argv[4], sys.argv[1])
    processes = Processes(engine.settings, 2, command=command) if sys.argv[3] == "2" else None
    while processes and processes._idle.qsize() < 2:
        time.sleep(0.01)
    taken = listen("127.0.0.1", 0)
    pids = processes.alive if processes else []
    app = create_app(engine, settings, deployment=Deployment(processes=processes))
    serve(app, taken, announce=lambda: print(taken.getsockname()[1], *pids, flush=True))
"""
#: What clients that never send the rest have sent.
_SLOW = (
    b"",
    b"POST /ask HTTP/1.1\r\nHost: loc",
    b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
)


class Running(NamedTuple):
    """A service that runs: where, and which processes answer for it."""

    service: subprocess.Popen[str]
    address: str
    processes: list[int]

    def until_begun(self, number: int) -> None:
        """Wait until so much work has begun."""
        assert self.service.stdout is not None
        for _ in range(number):
            assert self.service.stdout.readline() == "begun\n"


@contextmanager
def _running(folder: Path, workers: int) -> Iterator[Running]:
    command = [sys.executable, "-c", _SERVICE, str(folder / "go"), str(folder / "corpus"), str(workers), _PROCESS]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    service = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert service.stdout is not None
        port, *pids = map(int, service.stdout.readline().split())
        yield Running(service, f"http://127.0.0.1:{port}", pids)
    finally:
        (folder / "go").touch()
        service.kill()
        service.communicate()


def _post(address: str, path: str, body: dict[str, str]) -> httpx.Response:
    return httpx.post(address + path, json=body, timeout=120)


@pytest.mark.parametrize(
    ("number", "workers", "slow"),
    [(signal.SIGTERM, 1, _SLOW[:2]), (signal.SIGINT, 1, _SLOW[:2]), (signal.SIGTERM, 2, _SLOW)],
)
def test_what_has_begun_is_finished_nothing_new_is_let_in_and_the_process_ends_well(
    tmp_path: Path, number: signal.Signals, workers: int, slow: tuple[bytes, ...]
) -> None:
    """Clients that never send the rest of their requests keep it from nothing."""
    with _running(tmp_path, workers) as (service, address, pids), ExitStack() as open_sockets:
        running = Running(service, address, pids)
        for sent in slow:
            client = open_sockets.enter_context(socket.create_connection(_place(address)))
            client.sendall(sent)
        with ThreadPoolExecutor(_ASKS + 2) as pool:
            asked = [
                pool.submit(_post, address, "/ask", {"question": f"Who won in Castellan {n}?"}) for n in range(_ASKS)
            ]
            streamed = pool.submit(_post, address, "/ask/stream", {"question": "Who takes office in June?"})
            stored = pool.submit(_post, address, "/articles", {"id": "b", "text": "It rained in Norvik on Monday."})
            running.until_begun((2 if workers == 2 else _ASKS + 1) + 1)
            while _questions_in_work(address) < _ASKS + 1:
                threading.Event().wait(0.01)
            service.send_signal(number)
            _until_refused(address)
            assert not any(one.done() for one in (*asked, streamed, stored))
            (tmp_path / "go").touch()
            assert _statuses([*asked, streamed]) == [200] * (_ASKS + 1)
            assert "event: done" in streamed.result().text
            assert stored.result().status_code < 300
        assert service.wait(120) == 0
    _until(lambda: not any(map(_lives, pids)))
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), writable=False) as corpus, corpus.view() as view:
        assert view.article_count == 2


def test_a_service_that_is_killed_leaves_no_process_behind_and_its_articles_to_the_next(tmp_path: Path) -> None:
    with _running(tmp_path, 2) as running, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(_post, running.address, "/ask", {"question": "Who won in Castellan?"})
        running.until_begun(1)  # one of the two has work, and the other waits for some
        running.service.kill()
        with pytest.raises(httpx.TransportError):
            asked.result(60)
        _until(lambda: sum(map(_lives, running.processes)) == 1)
        with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), writable=True) as corpus:
            corpus.add([Article("b", "", "It rained in Norvik on Monday.")])
        (tmp_path / "go").touch()
        _until(lambda: not any(map(_lives, running.processes)))


def _place(address: str) -> tuple[str, int]:
    host, port = address.removeprefix("http://").split(":")
    return host, int(port)


def _questions_in_work(address: str) -> int:
    (line,) = re.findall(r"^qa_questions_in_work ([\d.]+)$", httpx.get(f"{address}/metrics", timeout=60).text, re.M)
    return int(float(line))


def _lives(pid: int) -> bool:
    """Tell whether a process has not ended; nobody may have taken notice of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(12_000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came to be")


def _statuses(asked: list[Future[httpx.Response]]) -> list[int]:
    return [one.result(60).status_code for one in asked]


def _until_refused(address: str) -> None:
    """Wait until the service takes no more connections."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(address + "/livez", timeout=60)
        except httpx.TransportError:
            return
        threading.Event().wait(0.01)
    raise AssertionError("it still lets new requests in")
