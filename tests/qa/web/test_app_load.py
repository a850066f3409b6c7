"""Many questions at once: one generation an answer, the same answer every time, and a loop that waits for no disk."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Article, Corpus
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app

pytestmark = pytest.mark.slow

_HARBOURS = ("Norvik", "Castellan", "Brandt Bay", "Lisse")
QUESTION = "Which ferries sail to Port Ostrin?"


def _store(engine: Engine, state: int) -> None:
    """Replace four articles by one change; every sentence says by which."""
    engine.add(
        Article(harbour, "", f"The ferry of {harbour} sails to Port Ostrin on trip g{state}.") for harbour in _HARBOURS
    )


def _states(answer: dict[str, Any]) -> set[str]:
    return set(re.findall(r"\bg\d+\b", " ".join(quote["text"] for quote in answer["quotes"] + answer["nearest"])))


def test_every_answer_is_of_one_generation_and_none_fails_while_articles_are_replaced(engine: Engine) -> None:
    _store(engine, 0)
    over = threading.Event()
    app = create_app(engine, Settings())
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(6) as pool:

        def ask(number: int) -> list[tuple[int, int, set[str]]]:
            seen: list[tuple[int, int, set[str]]] = []
            while not over.is_set():
                told = client.post("/ask", json={"question": f"{QUESTION} {number} {len(seen)}", "limit": 4})
                answer = told.json()
                seen.append((told.status_code, answer["generation"], _states(answer)))
            return seen

        clients = [pool.submit(ask, number) for number in range(6)]
        try:
            for state in range(1, 16):
                _store(engine, state)
        finally:
            over.set()
        for one in clients:
            seen = one.result()
            assert {status for status, _, _ in seen} <= {200}
            assert all(len(states) == 1 for _, _, states in seen)
            generations = [generation for _, generation, _ in seen]
            assert generations == sorted(generations)
        assert sum(len(one.result()) for one in clients) > 0


def test_a_question_asked_by_many_at_once_has_one_answer(engine: Engine) -> None:
    _store(engine, 0)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: engine.ask(QUESTION, limit=4), range(200)))
    told = [[(q.text, q.confidence, q.scores) for q in answer.quotes + answer.nearest] for answer in answers]
    assert told == [told[0]] * 200
    assert told[0]


class _SlowDisk(Corpus):
    """A corpus whose disk is waited for before its generation is known."""

    began: threading.Event
    go: threading.Event

    @property
    def generation(self) -> int:
        self.began.set()
        assert self.go.wait(60)
        return super().generation


@pytest.mark.parametrize("path", ["/ask?q=Who+won", "/ask", "/ask/stream"])
def test_a_slow_disk_holds_up_nobody_who_does_not_ask(engine: Engine, path: str) -> None:
    engine.corpus.__class__ = _SlowDisk
    corpus = engine.corpus
    assert isinstance(corpus, _SlowDisk)
    corpus.began, corpus.go = threading.Event(), threading.Event()
    app = create_app(engine, Settings())
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(1) as pool:
        asked = (
            pool.submit(client.get, path)
            if "?" in path
            else pool.submit(client.post, path, json={"question": "Who won?"})
        )
        assert corpus.began.wait(60)
        assert client.get("/livez").status_code == 200
        corpus.go.set()
        assert asked.result(60).status_code == 200
