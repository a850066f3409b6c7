"""A server killed at random moments while articles are sent to it holds every one that it acknowledged."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import pytest

from index import Corpus
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.server import listen, serve
from tests.support.articles import article
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.killed import PROCESSES

SENDERS = 4


def served(folder: Path, ready: Connection) -> None:
    """Serve the corpus in a folder on a free port, which is told when it answers."""
    settings = Settings(reader="none")
    with (
        listen("127.0.0.1", 0) as taken,
        Engine.open(folder, settings=settings, encoder=HashEncoder(), writable=True, create=True) as engine,
    ):
        serve(create_app(engine, settings), taken, announce=lambda: ready.send(taken.getsockname()[1]))


class Senders:
    """Clients that add, replace and delete articles over HTTP until the server goes, and note what was acknowledged."""

    def __init__(self) -> None:
        self.texts: dict[str, set[str | None]] = {}
        self.acknowledged = 0
        self._numbers = iter(range(100, 1_000_000))
        self._mutex = threading.Lock()

    def send_to(self, port: int) -> list[threading.Thread]:
        """Begin to send; the threads end when the server does."""
        threads = [threading.Thread(target=self._send, args=(f"http://127.0.0.1:{port}",)) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        return threads

    def _send(self, address: str) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            try:
                while True:
                    with self._mutex:
                        number = next(self._numbers)
                    self._one_life(client, number)
            except httpx.TransportError:
                return

    def _one_life(self, client: httpx.Client, number: int) -> None:
        name = f"a{number}"
        for version in (1, 2):
            text = article(number, version=version).text
            before = self.texts.setdefault(name, {None})
            self.texts[name] = before | {text}
            answer = client.post("/articles", json={"id": name, "text": text})
            assert answer.status_code == 201, answer.text
            self._hold(name, text)
            again = client.post("/articles", json={"id": name, "text": text})
            assert again.json()["articles"][0]["outcome"] == "unchanged"
        if number % 3 == 0:
            self.texts[name] = {*self.texts[name], None}
            assert client.delete(f"/articles/{name}").status_code == 204
            self._hold(name, None)

    def _hold(self, name: str, text: str | None) -> None:
        self.texts[name] = {text}
        with self._mutex:
            self.acknowledged += 1


def stored(folder: Path) -> dict[str, str]:
    """Open the corpus, verify it, and return its texts; each sentence of each is found by both legs."""
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert corpus.verify(sample=100).findings == []
        with corpus.view() as view:
            texts = {summary.id: view.article(summary.id).text for summary in view.articles()}
            dense = {hit.number for hit in view.dense("keeps", 100_000)}
            lexical = {hit.number for hit in view.lexical("keeps", 100_000)}
            assert dense == lexical == {s.number for name in texts for s in view.sentences(name)}
    return texts


@pytest.mark.endurance
def test_a_server_killed_while_it_is_sent_articles_loses_none_that_it_acknowledged(tmp_path: Path) -> None:
    moments = random.Random(20_261_125)
    folder, senders = tmp_path / "corpus", Senders()
    for _ in range(COUNTS.served_kills):
        ready, told = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=served, args=(folder, told))
        process.start()
        assert ready.poll(60), "it does not serve"
        before = senders.acknowledged
        threads = senders.send_to(ready.recv())
        deadline = time.monotonic() + 60
        while senders.acknowledged == before and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.5))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        process.close()
        for thread in threads:
            thread.join()
        assert senders.acknowledged > before
        found = stored(folder)
        wrong = {name: found.get(name) for name, allowed in senders.texts.items() if found.get(name) not in allowed}
        assert wrong == {}, json.dumps(wrong)
        # What was neither refused nor acknowledged is one or the other now, and stays so.
        senders.texts = {name: {found.get(name)} for name in senders.texts}
