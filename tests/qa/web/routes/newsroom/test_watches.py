"""Watches over HTTP: made, listed, asked again after a change of the articles, sent on, removed."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from qa.engine import Engine
from qa.watching.watches import Watches
from qa.web.schemas.watches import WatchesOut
from tests.qa.web.conftest import Serve
from tests.support.webhook import receiver

QUESTION = "Who won the election in Castellan?"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released whenever a run of watches ends, with what it found stored."""
    ended, real = threading.Semaphore(0), Watches.run

    def run(self: Watches, engine: Engine, *rest: object, **options: object) -> object:
        try:
            return real(self, engine, *rest, **options)  # type: ignore[arg-type]
        finally:
            ended.release()

    monkeypatch.setattr(Watches, "run", run)
    return ended


def test_a_watch_is_made_listed_and_removed(client: TestClient) -> None:
    made = client.post("/watches", json={"question": QUESTION})
    assert made.status_code == 201
    assert client.post("/watches", json={"question": QUESTION}).json()["id"] == made.json()["id"]
    told = client.get("/watches").json()
    WatchesOut.model_validate(told)
    assert [one["question"] for one in told["watches"]] == [QUESTION]
    assert client.get(made.headers["location"]).status_code == 200
    assert client.delete(f"/watches/{made.json()['id']}").status_code == 204
    assert client.delete(f"/watches/{made.json()['id']}").status_code == 404
    assert client.get("/watches").json() == {"watches": []}
    for wrong in ({"question": " "}, {}, {"question": QUESTION, "webhook": "file:///x"}, {"question": 3}):
        assert client.post("/watches", json=wrong).status_code == 422


def test_a_webhook_that_is_not_allowed_is_refused(client: TestClient) -> None:
    refused = client.post("/watches", json={"question": QUESTION, "webhook": "https://hooks.example/x"})
    assert refused.status_code == 422
    assert "QA_WEBHOOKS" in refused.json()["detail"]
    assert client.get("/watches").json() == {"watches": []}


def test_a_watch_is_asked_again_after_a_change_and_sends_what_it_found(
    engine: Engine, serve: Serve, asked: threading.Semaphore
) -> None:
    with receiver() as held:
        engine.settings = replace(engine.settings, webhooks=held.url)
        client = serve()
        client.post("/watches", json={"question": QUESTION, "webhook": held.url})
        while client.get("/watches").json()["watches"][0]["generation"] is None:
            assert asked.acquire(timeout=60)
        generation = engine.corpus.generation
        text = "Maren Tolvaisa won the election in Castellan."
        assert client.post("/articles", json={"id": "later", "text": text}).status_code == 201
        while client.get("/watches").json()["watches"][0]["generation"] == generation:
            assert asked.acquire(timeout=60)
        while not any(event["article_id"] == "later" for body in held.bodies for event in body["events"]):
            assert held.came.wait(60)
            held.came.clear()


def test_what_changed_while_no_server_ran_is_asked_at_the_start(
    engine: Engine, serve: Serve, asked: threading.Semaphore
) -> None:
    Watches(engine.corpus.folder).add(QUESTION)
    serve()
    assert asked.acquire(timeout=60)
    (watch,) = Watches(engine.corpus.folder).all()
    assert watch.generation == engine.corpus.generation
