"""Answers that are kept or shared: never of other articles, never of another question, never a failure."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Article
from qa.engine import Engine
from qa.records import Answer
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.service.answer_cache import AnswerCache
from tests.qa.web.conftest import Serve

MADE = Answer("ans_1", 1, "q", "q", "abstained", None, 0.0, (), (), 1, 1, 1)
QUESTION = "Who won the election in Castellan?"


class _Counting(Engine):
    """An engine that counts how often it is asked, and waits to be let go."""

    asked: list[str]
    go: threading.Event

    def ask(self, question: str, **options: Any) -> Answer:
        self.asked.append(question)
        assert self.go.wait(60)
        return super().ask(question, **options)


@pytest.fixture
def counting(engine: Engine) -> _Counting:
    engine.__class__ = _Counting
    assert isinstance(engine, _Counting)
    engine.asked, engine.go = [], threading.Event()
    return engine


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "created")}


def test_the_same_question_asked_by_many_at_once_is_answered_once(counting: _Counting) -> None:
    app = create_app(counting, Settings())
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(24) as pool:
        asked = [pool.submit(client.post, "/ask", json={"question": QUESTION}) for _ in range(24)]
        while not counting.asked:
            assert client.get("/livez").status_code == 200
        counting.go.set()
        answers = [one.result().json() for one in asked]
        assert counting.asked == [QUESTION]
        assert len({answer["id"] for answer in answers}) == 24
        assert all(_told(answer) == _told(answers[0]) for answer in answers)
        assert client.post("/ask", json={"question": f" {QUESTION} "}).json()["status"] == answers[0]["status"]
        assert len(counting.asked) == 1


def test_what_changes_the_answer_is_no_longer_the_same_question(counting: _Counting, serve: Serve) -> None:
    counting.go.set()
    client = serve()
    bodies: list[dict[str, Any]] = [
        {"limit": 1},
        {"limit": 2},
        {"max_error": 0.2},
        {"filters": {"sources": ["The Ledger"]}},
        {"history": [{"question": "What burned?"}]},
    ]
    for body in bodies * 2:
        assert client.post("/ask", json={"question": QUESTION, **body}).status_code == 200
    assert len(counting.asked) == len(bodies)


def test_a_change_of_the_articles_is_seen_by_the_next_question(counting: _Counting, serve: Serve) -> None:
    counting.go.set()
    client = serve()
    changes = [lambda: counting.add([Article("more", "", "It rained.")]), lambda: counting.delete(["election"])]
    for generation, change in enumerate(changes, start=1):
        answer = client.post("/ask", json={"question": QUESTION}).json()
        assert answer["generation"] == generation
        assert "Tolvaisa" in str(answer)
        change()
    assert "Tolvaisa" not in client.post("/ask", json={"question": QUESTION}).text


def test_a_conversation_keeps_every_turn(counting: _Counting, serve: Serve) -> None:
    counting.go.set()
    client = serve()
    for _ in range(2):
        assert client.post("/ask", json={"question": QUESTION, "conversation": "new"}).status_code == 200
    assert len(counting.asked) == 2


def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    async def ask() -> None:
        answers, go = AnswerCache(), asyncio.Event()

        async def fail() -> Answer:
            await go.wait()
            raise ValueError("no")

        asking = [asyncio.ensure_future(answers.get("q", generation=1, make=fail)) for _ in range(3)]
        await asyncio.sleep(0)
        go.set()
        told = await asyncio.gather(*asking, return_exceptions=True)
        assert [str(one) for one in told] == ["no"] * 3
        assert await answers.get("q", generation=1, make=_made()) == (MADE, "made")

    asyncio.run(ask())


def test_who_goes_takes_the_answer_from_nobody_and_the_last_calls_it_off() -> None:
    async def ask() -> None:
        answers, go, ended = AnswerCache(), asyncio.Event(), []

        async def make() -> Answer:
            try:
                await go.wait()
            except asyncio.CancelledError:
                ended.append("called off")
                raise
            return MADE

        first, second = (asyncio.ensure_future(answers.get("q", generation=1, make=make)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        go.set()
        answer, source = await second
        assert (source, ended) == ("shared", [])
        assert answer == replace(MADE, id=answer.id, created=answer.created)
        go.clear()
        alone = asyncio.ensure_future(answers.get("other", generation=1, make=make))
        await asyncio.sleep(0)
        alone.cancel()
        await asyncio.gather(alone, return_exceptions=True)
        await asyncio.sleep(0)
        assert ended == ["called off"]
        assert (await answers.get("other", generation=1, make=_made()))[1] == "made"

    asyncio.run(ask())


def test_the_oldest_goes_first_and_all_go_with_their_generation() -> None:
    async def ask() -> None:
        answers = AnswerCache(most=2)
        sources = [(await answers.get(q, generation=1, make=_made()))[1] for q in ("a", "b", "a", "c", "a", "b")]
        assert sources == ["made", "made", "kept", "made", "kept", "made"]
        assert (await answers.get("b", generation=2, make=_made()))[1] == "made"
        # An answer that turns out to be of another generation than was thought is given, and not kept.
        assert (await answers.get("b", generation=2, make=_made()))[1] == "made"

    asyncio.run(ask())


def _made() -> Callable[[], Awaitable[Answer]]:
    async def make() -> Answer:
        return MADE

    return make
