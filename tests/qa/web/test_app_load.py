"""Many questions at once: one generation an answer, the same answer every time, and a loop that waits for no disk."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from index import Article, Corpus
from qa.engine import AskOptions, Engine, Stage
from qa.records import Answer
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

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


def test_a_question_asked_a_thousand_times_among_others_has_one_answer(engine: Engine) -> None:
    """Sentences of one score among them, whose order nothing but their ids can decide."""
    _store(engine, 0)
    engine.add(Article(f"again {number}", "", f"Ferry {number} sails to Port Ostrin at noon.") for number in range(8))

    def ask(turn: int) -> Answer:
        return engine.ask(f"Where does ferry {turn} sail?" if turn % 4 == 0 else QUESTION, limit=4)

    with ThreadPoolExecutor(16) as pool:
        answers = [answer for answer in pool.map(ask, range(1333)) if answer.question == QUESTION]
    seen = [[(q.citation, q.text, q.confidence, q.scores) for q in one.quotes + one.nearest] for one in answers]
    assert seen == [seen[0]] * 999
    assert seen[0]


class _SlowDisk(Corpus):
    """A corpus whose disk is waited for before its generation is known."""

    began: threading.Event
    go: threading.Event

    @property
    def generation(self) -> int:
        self.began.set()
        assert self.go.wait(60)
        return super().generation


class _Held(Engine):
    """An engine that answers nothing before it may."""

    free: threading.Event
    entered = False

    def stages(self, question: str, options: AskOptions | None = None) -> Iterator[Stage]:
        self.entered = True
        assert self.free.wait(60)
        return super().stages(question, options)


def test_past_the_limit_all_are_refused_at_once_and_none_waits_for_a_thread_or_the_disk(engine: Engine) -> None:
    _store(engine, 0)
    engine.__class__, engine.corpus.__class__ = _Held, _SlowDisk
    corpus = engine.corpus
    assert isinstance(engine, _Held)
    assert isinstance(corpus, _SlowDisk)
    engine.free, corpus.began, corpus.go = threading.Event(), threading.Event(), threading.Event()
    corpus.go.set()
    most, beyond = 17, 12  # one that runs, and sixteen that wait for it
    with live(create_app(engine, Settings(max_concurrent_questions=1))) as address, ThreadPoolExecutor(40) as pool:

        def ask(number: int, path: str = "/ask") -> httpx.Response:
            question = f"{QUESTION} {number}"
            if path == "get":
                return httpx.get(f"{address}/ask", params={"q": question}, timeout=60)
            body = {"question": question, "messages": [{"role": "user", "content": question}], "model": "m"}
            names = ("messages", "model") if path.startswith("/v1") else ("question",)
            return httpx.post(address + path, json={name: body[name] for name in names}, timeout=60)

        again = [pool.submit(ask, 0)]
        while not engine.entered:
            threading.Event().wait(0.01)
        corpus.go.clear()  # from here on whatever looks at the disk waits
        corpus.began.clear()
        again += [pool.submit(ask, 0)]  # is being answered already: it needs no turn of its own
        assert corpus.began.wait(60)
        let_in = [pool.submit(ask, number) for number in range(1, most)]
        while _in_work(address) < most:
            threading.Event().wait(0.01)
        paths = ("get", "/ask", "/ask/stream", "/v1/chat/completions") * (beyond // 4)
        for refused in pool.map(ask, range(most, most + beyond), paths):
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) >= 1
            assert ("error" in refused.json()) == refused.url.path.startswith("/v1")
        assert httpx.get(f"{address}/livez", timeout=60).status_code == 200
        assert not any(one.done() for one in (*again, *let_in))
        corpus.go.set()
        engine.free.set()
        assert {one.result(60).status_code for one in (*let_in, *again)} == {200}
        assert _in_work(address) == 0


def test_a_full_service_refuses_before_it_reads_the_address_whoever_may_ask_and_still_gives_what_it_has(
    engine: Engine,
) -> None:
    engine.__class__ = _Held
    assert isinstance(engine, _Held)
    engine.free = threading.Event()
    engine.free.set()
    most, key = 17, {"Authorization": "Bearer a-key-that-is-long"}
    app = create_app(engine, Settings(max_concurrent_questions=1, api_key="a-key-that-is-long"))
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(most) as pool:

        def ask(question: str, headers: dict[str, str] = key, **more: str) -> Any:
            return client.get("/ask", params={"q": question, **more}, headers=headers)

        def refused() -> float:
            text = client.get("/metrics", headers=key).text
            found = re.search(r'^qa_answers_total{outcome="error",reason=""} ([\d.]+)$', text, re.MULTILINE)
            return 0.0 if found is None else float(found[1])

        assert [ask("Who won?").status_code, ask("").status_code, refused()] == [200, 422, 0]
        engine.free.clear()
        let_in = [pool.submit(ask, f"{QUESTION} {number}") for number in range(most)]
        try:
            while f"qa_questions_in_work {most}.0" not in client.get("/metrics", headers=key).text:
                threading.Event().wait(0.01)
            assert ask("Who won?").status_code == 200
            assert ask("Who lost?", headers={}).status_code == 401
            # An empty question: nothing of it is looked at any more, unless there is more in the address.
            assert [ask(one).status_code for one in ("Who lost?", "")] == [503, 503]
            assert ask("", k="2").status_code == 422
            assert refused() == 2
        finally:
            engine.free.set()
        assert {one.result(60).status_code for one in let_in} == {200}
        assert ask("Who lost?").status_code == 200


def _in_work(address: str) -> int:
    text = httpx.get(f"{address}/metrics", timeout=60).text
    return int(float(re.search(r"^qa_questions_in_work ([\d.]+)$", text, re.MULTILINE)[1]))  # type: ignore[index]


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


class _SlowReading(Engine):
    """An engine that compares revisions when it may."""

    go: threading.Event

    def diff(self, article_id: str, **revisions: Any) -> Any:
        assert self.go.wait(60)
        return super().diff(article_id, **revisions)


def test_health_and_metrics_are_told_while_more_read_than_can_be_served(engine: Engine) -> None:
    engine.__class__ = _SlowReading
    assert isinstance(engine, _SlowReading)
    engine.go = threading.Event()
    most = 17  # one that runs, and sixteen that wait for it
    app = create_app(engine, Settings(max_concurrent_questions=1))
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(most + 3) as pool:
        reading = [pool.submit(client.get, "/articles/harbour/diff") for _ in range(most + 3)]
        try:
            while sum(one.done() for one in reading) < 3:
                threading.Event().wait(0.01)
            assert [one.result().status_code for one in reading if one.done()] == [503] * 3
            assert client.get("/articles").status_code == 503
            for path in ("/livez", "/readyz", "/metrics"):
                assert client.get(path).status_code == 200, path
        finally:
            engine.go.set()
