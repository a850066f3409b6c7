"""The client of the service asks as one asks the engine, and tells errors as it does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from index import Filters
from qa.client import AsyncClient, Client, RemoteConversation
from qa.engine import AskOptions, Engine
from qa.errors import QuestionError, ServiceError, SettingsError, UnknownConversation
from qa.records import Answer, Turn
from qa.settings import Settings
from qa.web.app import create_app
from tests.support.live import live

QUESTION = "When did the fish market at Port Ostrin reopen?"
KEY = "a-key-of-some-length"


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine, Settings(api_key=KEY))) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address, key=KEY) as opened:
        yield opened


def _same(one: Answer, other: Answer) -> bool:
    return replace(one, id="", created=0, conversation=None) == replace(other, id="", created=0, conversation=None)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"limit": 1, "max_error": 0.5},
        {"filters": Filters(sources=("The Echo",), published_from="2024-01-01")},
        {"speaker": "Brandt", "limit": 1},
        {"history": (Turn("Who is Ilse Brandt?", ("Ilse Brandt told the council.",)),)},
    ],
    ids=["plain", "numbers", "filters", "speaker", "history"],
)
def test_an_answer_over_http_is_the_engines(client: Client, engine: Engine, options: dict[str, Any]) -> None:
    answer = client.ask(QUESTION, **options)
    assert _same(answer, engine.ask(QUESTION, **options))
    for quote in answer.quotes:
        assert client.article(quote.citation.article_id).text[quote.citation.start : quote.citation.end] == quote.text


def test_the_same_awaited(address: str, engine: Engine) -> None:
    async def work() -> tuple[Answer, str]:
        async with AsyncClient(address, key=KEY) as client:
            answer = await client.ask(QUESTION, speaker="Brandt")
            return answer, (await client.article("market")).title

    answer, title = asyncio.run(work())
    assert _same(answer, engine.ask(QUESTION, speaker="Brandt"))
    assert title == "Fish market reopens"
    assert AskOptions().limit == 3  # the client's own default


def test_only_the_words_of_a_speaker_are_searched(client: Client) -> None:
    assert client.ask(QUESTION, speaker="Brandt").searched_sentences == 1
    with pytest.raises(QuestionError, match="names nobody"):
        client.ask(QUESTION, speaker="?")


def test_a_conversation_goes_on_by_its_id(client: Client) -> None:
    first = client.ask(QUESTION, history=RemoteConversation())
    assert first.conversation is not None
    assert (
        client.ask("What did repairs cost?", history=RemoteConversation(first.conversation)).conversation
        == first.conversation
    )
    with pytest.raises(UnknownConversation):
        client.ask(QUESTION, history=RemoteConversation("conv_" + "x" * 32))


def test_what_the_service_refuses_is_the_error_that_the_engine_raises(client: Client, address: str) -> None:
    with pytest.raises(QuestionError, match="limit"):
        client.ask(QUESTION, limit=99)
    with pytest.raises(QuestionError):
        client.ask(" ")
    with pytest.raises(ServiceError, match="no article") as unknown:
        client.article("nothing")
    assert unknown.value.status == 404
    with Client(address) as stranger, pytest.raises(ServiceError, match="key"):
        stranger.ask(QUESTION)


def test_an_address_that_is_not_there_is_no_unknown_conversation(address: str) -> None:
    with Client(f"{address}/c/nowhere", key=KEY) as client:
        for history in ((), RemoteConversation()):
            with pytest.raises(ServiceError, match="nothing at this address") as refused:
                client.ask(QUESTION, history=history)
            assert refused.value.status == 404


@pytest.mark.parametrize("key", ["a key of 16 chars", "ending-with-a-line\n", "schlüssel-0123456789", ""])
def test_a_key_that_no_header_holds_is_refused_and_not_repeated(key: str) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(SettingsError, match="the key holds") as refused:
            kind("http://127.0.0.1:9", key=key)
        assert not key.strip() or key.strip() not in str(refused.value)


def test_what_is_no_text_is_refused_as_by_the_engine(client: Client) -> None:
    with pytest.raises(QuestionError, match="surrogate"):
        client.ask("who \ud800")
    with pytest.raises(QuestionError, match="surrogate"):
        client.ask(QUESTION, history=[Turn("who \ud800")])


@pytest.mark.parametrize("named", ["", ".", "..", "\ud800", "a\0b"])
def test_an_id_that_no_address_has_is_an_unknown_article(client: Client, named: str) -> None:
    with pytest.raises(ServiceError, match="no article") as unknown:
        client.article(named)
    assert unknown.value.status == 404


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A proxy that the environment names for everything: the hosts that it was asked to reach."""
    asked: list[str] = []

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(Headers(scope=scope)["host"])
        await Response(status_code=502)(scope, receive, send)

    with live(refuse) as address:
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, address)
        yield asked


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "qa.localhost", "[::1]"])
def test_a_question_to_this_machine_goes_by_no_proxy(proxy: list[str], host: str) -> None:
    with Client(f"http://{host}:9") as client, pytest.raises(ServiceError, match="qa serve"):
        client.ask(QUESTION)

    async def ask() -> None:
        async with AsyncClient(f"http://{host}:9") as client:
            await client.ask(QUESTION)

    with pytest.raises(ServiceError, match="qa serve"):
        asyncio.run(ask())
    assert proxy == []


def test_a_question_to_another_machine_goes_by_the_proxy_of_the_environment(proxy: list[str]) -> None:
    with Client("http://qa.example") as client, pytest.raises(ServiceError, match="502"):
        client.ask(QUESTION)
    assert proxy == ["qa.example"]


def test_a_service_that_is_not_there_is_named() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(ServiceError, match=r"127\.0\.0\.1:9.*qa serve"):
        client.ask(QUESTION)
