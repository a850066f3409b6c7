"""A service that is told to stop finishes what it has begun: questions, a stream, a change of the articles."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from index import Corpus
from tests.support.doubles import HashEncoder

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
_ASKS = 6

# A real service over a real corpus, whose engine and corpus say that work has begun and wait for a file to go on.
_SERVICE = """
import os, sys, time
from pathlib import Path
from index import Article, Corpus
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.server import listen, serve
from tests.support.doubles import HashEncoder

folder, go = Path(sys.argv[1]), Path(sys.argv[2])

def wait():
    os.write(1, b"begun\\n")  # in one piece: several threads write
    while not go.exists():
        time.sleep(0.01)

class Held(Engine):
    def stages(self, question, options=None):
        wait()
        return super().stages(question, options)

class HeldCorpus(Corpus):
    def add(self, *given, **options):
        wait()
        return super().add(*given, **options)

settings = Settings(corpus=folder, reader="none", max_concurrent_questions=8)
with Held.open(settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine:
    engine.add([Article("a", "", "Maren Tolvaisa won the election in Castellan. She takes office in June.")])
    engine.corpus.__class__ = HeldCorpus
    taken = listen("127.0.0.1", 0)
    serve(create_app(engine, settings), taken, announce=lambda: print(taken.getsockname()[1], flush=True))
"""


def _post(address: str, path: str, body: dict[str, str]) -> httpx.Response:
    return httpx.post(address + path, json=body, timeout=30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_has_begun_is_finished_nothing_new_is_let_in_and_the_process_ends_well(
    tmp_path: Path, number: signal.Signals
) -> None:
    go = tmp_path / "go"
    command = [sys.executable, "-c", _SERVICE, str(tmp_path / "corpus"), str(go)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    service = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert service.stdout is not None
        address = f"http://127.0.0.1:{int(service.stdout.readline())}"
        with ThreadPoolExecutor(_ASKS + 2) as pool:
            asked = [
                pool.submit(_post, address, "/ask", {"question": f"Who won in Castellan {n}?"}) for n in range(_ASKS)
            ]
            streamed = pool.submit(_post, address, "/ask/stream", {"question": "Who takes office in June?"})
            stored = pool.submit(_post, address, "/articles", {"id": "b", "text": "It rained in Norvik on Monday."})
            for _ in range(_ASKS + 2):
                assert service.stdout.readline() == "begun\n"
            service.send_signal(number)
            _until_refused(address)
            assert not any(one.done() for one in (*asked, streamed, stored))
            go.touch()
            assert _statuses([*asked, streamed]) == [200] * (_ASKS + 1)
            assert "event: done" in streamed.result().text
            assert stored.result().status_code < 300
        assert service.wait(30) == 0
    finally:
        service.kill()
        service.communicate()
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), writable=False) as corpus, corpus.view() as view:
        assert view.article_count == 2


def _statuses(asked: list[Future[httpx.Response]]) -> list[int]:
    return [one.result(60).status_code for one in asked]


def _until_refused(address: str) -> None:
    """Wait until the service takes no more connections."""
    for _ in range(1000):
        try:
            httpx.get(address + "/livez", timeout=10)
        except httpx.TransportError:
            return
        threading.Event().wait(0.01)
    raise AssertionError("it still lets new requests in")
