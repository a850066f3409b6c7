"""Answers that stream: the events and their order, keep-alives, faults, and clients that go away."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.conversation.understanding import Understood
from qa.engine import AskOptions, Candidates, Engine, Stage
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.http.sse import KEEP_ALIVE, event, kept_alive
from qa.web.routes.stream import events
from qa.web.service.ask_runner import begun
from tests.qa.web.conftest import HARBOUR
from tests.support.live import live

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


def _events(text: str) -> list[tuple[str, Any]]:
    """Read a stream as the standard says: a block an event, lines of fields, comments left out."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def _without_moment(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "created")}


def test_a_stream_tells_what_is_understood_what_is_read_each_quote_and_the_answer(client: TestClient) -> None:
    response = client.post("/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["x-accel-buffering"]) == ("no-cache", "no")
    told = _events(response.text)
    quotes = [data for name, data in told if name == "quote"]
    assert [name for name, _ in told] == ["understood", "candidates", *["quote"] * len(quotes), "done"]
    assert told[0][1] == {"question": QUESTION, "understood_as": QUESTION, "carried": [], "operation": None}
    assert told[1][1]["article_ids"][0] == HARBOUR.id
    answer = told[-1][1]
    assert [quote["quote"] for quote in quotes] == answer["quotes"]
    assert [quote["index"] for quote in quotes] == list(range(len(quotes)))
    assert _without_moment(answer) == _without_moment(client.post("/ask", json={"question": QUESTION}).json())


def test_a_stream_is_of_one_speakers_words_where_one_is_asked_for(client: TestClient) -> None:
    body = {"question": QUESTION, "speaker": "the mayor of Norvik"}
    told = _events(client.post("/ask/stream", json=body).text)
    assert [data for name, data in told if name == "candidates"] == [{"sentences": 1, "article_ids": [HARBOUR.id]}]
    assert _without_moment(told[-1][1]) == _without_moment(client.post("/ask", json=body).json())


def test_history_is_understood_and_what_is_carried_is_marked(client: TestClient) -> None:
    history = [{"question": "Tell me about Maren Tolvaisa.", "quotes": ["Maren Tolvaisa won the election."]}]
    body = {"question": "How old is she?", "history": history}
    understood = _events(client.post("/ask/stream", json=body).text)[0][1]
    marked = [understood["understood_as"][part["start"] : part["end"]] for part in understood["carried"]]
    assert "Maren Tolvaisa" in marked
    assert client.post("/ask", json=body).json()["carried"] == understood["carried"]


def test_what_is_wrong_with_a_question_is_told_before_a_stream_begins(client: TestClient) -> None:
    for body in ({"question": ""}, {"question": "   "}, {"question": QUESTION, "limt": 3}, {"question": "x" * 5000}):
        response = client.post("/ask/stream", json=body)
        assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


class _Slow(Engine):
    """An engine that waits after finding candidates until it may go on, and counts what it then reads."""

    entered: threading.Event
    go_on: threading.Event
    read = 0
    fails = False

    def stages(self, question: str, options: AskOptions | None = None) -> Iterator[Stage]:
        for stage in super().stages(question, options):
            if isinstance(stage, Candidates):
                self.entered.set()
                assert self.go_on.wait(60)
            yield stage
            if isinstance(stage, Candidates):
                type(self).read += 1
                if self.fails:
                    raise RuntimeError("the secret of the house")


@pytest.fixture
def slow(engine: Engine) -> _Slow:
    engine.__class__ = _Slow
    assert isinstance(engine, _Slow)
    engine.entered, engine.go_on = threading.Event(), threading.Event()
    _Slow.read = 0
    return engine


def _noting_departures(app: ASGIApp, departed: threading.Event) -> ASGIApp:
    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_noting() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                departed.set()
            return message

        await app(scope, receive_noting, send)

    return noting


def test_a_client_that_goes_away_spares_the_reading_and_frees_its_place(slow: _Slow) -> None:
    departed = threading.Event()
    app = create_app(slow, Settings(max_concurrent_questions=1))
    with live(_noting_departures(app, departed)) as address:
        with httpx.stream("POST", f"{address}/ask/stream", json={"question": QUESTION}, timeout=60) as response:
            assert slow.entered.wait(60)
            assert response.status_code == 200
        assert departed.wait(60)
        httpx.get(f"{address}/livez", timeout=60)  # by then the server has acted on it
        slow.go_on.set()
        assert httpx.post(f"{address}/ask", json={"question": QUESTION}, timeout=60).status_code == 200
    assert _Slow.read == 1, "only the second question was read for"


def test_a_fault_in_the_middle_is_an_event_without_a_word_of_the_cause(slow: _Slow) -> None:
    slow.fails = True
    slow.go_on.set()
    with live(create_app(slow, Settings())) as address:
        text = httpx.post(f"{address}/ask/stream", json={"question": QUESTION}, timeout=60).text
        name, data = _events(text)[-1]
        assert (name, data["status"]) == ("error", 500)
        chat = {"model": "grounded-qa", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
        chatted = httpx.post(f"{address}/v1/chat/completions", json=chat, timeout=60).text
        assert json.loads(chatted.strip().split("\n\n")[-1][6:])["error"]["type"] == "server_error"
        replied = httpx.post(
            f"{address}/v1/responses", json={"model": "grounded-qa", "input": QUESTION, "stream": True}, timeout=30
        ).text
        assert _events(replied)[-1][0] == "response.failed"
    assert "secret" not in text + chatted + replied


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ask/stream", {"question": QUESTION}),
        ("/v1/chat/completions", {"model": "m", "messages": [{"role": "user", "content": QUESTION}], "stream": True}),
        ("/v1/completions", {"model": "m", "prompt": QUESTION, "stream": True}),
        ("/v1/responses", {"model": "m", "input": QUESTION, "stream": True}),
    ],
)
def test_a_key_that_is_revoked_ends_the_streams_that_it_began(slow: _Slow, path: str, body: dict[str, Any]) -> None:
    file = KeyFile(slow.corpus.folder)
    (text, key), (other, _) = file.create("desk", scope="read"), file.create("other", scope="read")
    with live(create_app(slow, Settings())) as address, ThreadPoolExecutor() as pool:
        begun = pool.submit(_posted, address + path, body, key=text)
        assert slow.entered.wait(60)
        kept = pool.submit(_posted, address + path, body, key=other)
        file.revoke(key.id)
        assert "no longer valid" in begun.result(60)  # while what makes the answer still waits
        slow.go_on.set()
        assert "warehouses" in kept.result(60)
        assert "no longer valid" not in kept.result()
        assert _Slow.read <= 1, "nothing is read for the key that was revoked"


def _posted(address: str, body: dict[str, Any], *, key: str) -> str:
    return httpx.post(address, json=body, headers={"Authorization": f"Bearer {key}"}, timeout=60).text


def test_a_silent_stream_is_kept_alive() -> None:
    async def slowly() -> AsyncGenerator[bytes]:
        yield b"data: 1\n\n"
        await asyncio.sleep(0.25)
        yield b"data: 2\n\n"

    async def read() -> list[bytes]:
        return [part async for part in kept_alive(slowly(), 0.1)]

    got = asyncio.run(read())
    assert [part for part in got if part != KEEP_ALIVE] == [b"data: 1\n\n", b"data: 2\n\n"]
    assert got.index(KEEP_ALIVE) == 1


def test_a_stream_that_is_left_closes_what_it_waits_for() -> None:
    closed = []

    async def endless() -> AsyncGenerator[bytes]:
        try:
            yield b"data: 1\n\n"
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    async def leave() -> None:
        parts = kept_alive(endless(), 0.05)
        assert await anext(parts) == b"data: 1\n\n"
        assert await anext(parts) == KEEP_ALIVE
        await parts.aclose()

    asyncio.run(leave())
    assert closed == [True]


def test_an_error_of_what_is_streamed_reaches_the_reader() -> None:
    async def failing() -> AsyncGenerator[bytes]:
        yield b"data: 1\n\n"
        raise ValueError("broken")

    async def read() -> None:
        async for _ in kept_alive(failing(), 1):
            pass

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(read())


def test_a_question_that_waits_long_for_its_turn_begins_its_stream_all_the_same() -> None:
    async def late() -> AsyncGenerator[Stage]:
        await asyncio.sleep(0.1)
        yield Understood("Why?", "Why?", "standalone")

    async def read() -> list[bytes]:
        return [part async for part in events(await begun(late(), check=lambda: None, patience=0.01))]

    assert [name for name, _ in _events(b"".join(asyncio.run(read())).decode())] == ["understood"]


def test_an_event_holds_its_data_on_one_line() -> None:
    assert event({"text": "a\nb"}, "quote") == b'event: quote\ndata: {"text":"a\\nb"}\n\n'
    assert event("[DONE]") == b"data: [DONE]\n\n"


def test_the_same_question_streamed_again_is_answered_from_memory_until_the_articles_change(
    client: TestClient, engine: Engine
) -> None:
    body = {"question": "Who won the election in Castellan?"}
    answers = [_events(client.post("/ask/stream", json=body).text)[-1][1] for _ in range(2)]
    answers.append(client.post("/ask", json=body).json())
    assert len({answer.pop("id") for answer in answers}) == 3
    for answer in answers:
        answer.pop("created")
        assert answer == answers[0]
    text = client.get("/metrics").text
    assert 'qa_answer_sources_total{source="made"} 1.0' in text
    assert 'qa_answer_sources_total{source="kept"} 2.0' in text
    engine.delete(["election"])
    assert _events(client.post("/ask/stream", json=body).text)[-1][1]["status"] != "answered"


def test_a_kept_stream_tells_what_was_carried_as_the_first_did(client: TestClient) -> None:
    turns = [{"question": "Who won the election in Castellan?", "quotes": ["Maren Tolvaisa won the election."]}]
    body = {"question": "When does she take office?", "history": turns}
    first, second = (client.post("/ask/stream", json=body).text for _ in range(2))
    assert _events(first)[0] == _events(second)[0]
    assert _events(second)[0][1]["carried"]
