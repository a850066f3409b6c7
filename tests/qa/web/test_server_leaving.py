"""A service that is told to stop says so to load balancers before it lets nothing new in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
_SERVICE = """
import sys, threading
from pathlib import Path
from index import Article
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from qa.web.server import Ending, listen, serve
from tests.support.doubles import HashEncoder

settings = Settings(corpus=Path(sys.argv[1]), reader="none")
leaving = threading.Event()
with Engine.open(settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine:
    engine.add([Article("a", "", "Maren Tolvaisa won the election in Castellan.")])
    taken = listen("127.0.0.1", 0)
    app = create_app(engine, settings, deployment=Deployment(leaving=leaving))
    announce = lambda: print(taken.getsockname()[1], flush=True)
    serve(app, taken, announce=announce, ending=Ending(leaving, float(sys.argv[2])))
"""


def _ready(address: str) -> int:
    return httpx.get(address + "/readyz", timeout=60).status_code


@pytest.mark.parametrize("hurried", [False, True])
def test_it_is_not_ready_while_it_still_answers_and_then_ends_well(tmp_path: Path, hurried: bool) -> None:
    # for an hour, where a second signal ends it
    command = [sys.executable, "-c", _SERVICE, str(tmp_path / "corpus"), "3600" if hurried else "3"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            address = f"http://127.0.0.1:{int(service.stdout.readline())}"
            assert _ready(address) == 200
            service.send_signal(signal.SIGTERM)
            if hurried:
                while _ready(address) != 503:
                    threading.Event().wait(0.01)
                answer = httpx.post(address + "/ask", json={"question": "Who won in Castellan?"}, timeout=60)
                assert answer.status_code == 200
                service.send_signal(signal.SIGTERM)
            assert service.wait(60) == 0
        finally:
            service.kill()


def test_ctrl_c_waits_for_nobody(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SERVICE, str(tmp_path / "corpus"), "3600"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as service:
        try:
            assert service.stdout is not None
            service.stdout.readline()
            service.send_signal(signal.SIGINT)
            assert service.wait(60) == 0
        finally:
            service.kill()
