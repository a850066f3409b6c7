"""What watches found is sent where the keeper allows it and nowhere else; what cannot be sent is told."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import FetchError
from index.fetching import OPEN_WEB, Policy, post_json
from qa.engine import Engine
from qa.errors import QuestionError
from qa.settings import Settings
from qa.watching import webhooks
from qa.watching.watches import Watches
from qa.watching.webhooks import MOST_FAILURES, accepted_webhook, deliver, described
from tests.support.newsroom import MARKET, newsroom
from tests.support.webhook import receiver

QUESTION = "When did the fish market at Port Ostrin reopen?"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PAUSES", (0.0, 0.0))


def allowing(engine: Engine, url: str) -> Engine:
    return Engine(engine.corpus, engine.models, settings=replace(engine.settings, webhooks=url))


def test_only_what_the_keeper_allows_is_sent_to() -> None:
    settings = Settings(webhooks="https://a.example/x https://b.example/y")
    assert accepted_webhook("https://b.example/y", settings) == "https://b.example/y"
    assert accepted_webhook(None, settings) is None
    for url in ("https://a.example/", "https://a.example/x?y", "http://127.0.0.1/"):
        with pytest.raises(QuestionError, match="QA_WEBHOOKS"):
            accepted_webhook(url, settings)


def test_what_a_run_found_is_sent_once(tmp_path: Path) -> None:
    with receiver() as held, newsroom(tmp_path, [MARKET]) as engine:
        engine = allowing(engine, held.url)
        watches = Watches(engine.corpus.folder)
        watch = watches.add(QUESTION, webhook=held.url)
        events = watches.run(engine)
        assert deliver(watches, engine) == []
        assert deliver(watches, engine) == []
        (body,) = held.bodies
        assert (body["watch"], body["question"]) == (watch.id, QUESTION)
        assert body["events"] == [event.to_dict() for event in events]
        engine.delete([MARKET.id])
        watches.run(engine)
        deliver(watches, engine)
        assert {event["kind"] for event in held.bodies[1]["events"]} == {"gone"}


def test_tries_are_bounded_and_the_fault_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with receiver() as held, newsroom(tmp_path, [MARKET]) as engine, caplog.at_level(logging.DEBUG):
        held.status = 500
        engine = allowing(engine, held.url)
        watches = Watches(engine.corpus.folder)
        watches.add(QUESTION, webhook=held.url)
        watches.run(engine)
        (fault,) = deliver(watches, engine)
        assert "status 500" in fault
        assert len(held.bodies) == 3
        (told,) = described(watches.all())
        assert (told["webhook"], told["failure"].why, told["failure"].times) == ("127.0.0.1", "status 500", 1)  # type: ignore[attr-defined]
        for _ in range(MOST_FAILURES):
            deliver(watches, engine)
        assert len(held.bodies) == 3 * MOST_FAILURES
        assert watches.all()[0].unsent == 0
    assert "status 500" in caplog.text
    assert "secret" not in caplog.text
    assert "fish market" not in caplog.text


def test_a_later_success_clears_the_fault(tmp_path: Path) -> None:
    with receiver() as held, newsroom(tmp_path, [MARKET]) as engine:
        held.status = 302  # and no redirect is followed
        engine = allowing(engine, held.url)
        watches = Watches(engine.corpus.folder)
        watches.add(QUESTION, webhook=held.url)
        watches.run(engine)
        assert len(deliver(watches, engine)) == 1
        held.status = 200
        assert deliver(watches, engine) == []
        (one,) = watches.all()
        assert (one.unsent, one.failure) == (0, None)


def test_what_the_keeper_allows_no_longer_is_not_sent_to(tmp_path: Path) -> None:
    with receiver() as held, newsroom(tmp_path, [MARKET]) as engine:
        watches = Watches(engine.corpus.folder)
        watches.add(QUESTION, webhook=held.url)
        watches.run(engine)
        (fault,) = deliver(watches, engine)
        assert "QA_WEBHOOKS" in fault
        assert held.bodies == []


def test_a_name_that_stands_for_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as held:
        port = int(held.url.split(":")[2].split("/")[0])
        here = [(2, 1, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: here)
        for policy in (Policy(ports=None), OPEN_WEB):
            with pytest.raises(FetchError):
                post_json(f"http://hooks.example:{port}/", b"{}", policy=policy)
        assert held.bodies == []
