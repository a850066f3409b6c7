"""The protocol's door, asked by the SDK's own client: over HTTP by the real service, and over standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("mcp")

import httpx2
import jsonschema
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import Deployment, create_app
from tests.support.live import live
from tests.support.newsroom import MARKET, newsroom

QUESTION = "When did the fish market at Port Ostrin reopen?"
KEY = "a-key-of-some-length"
#: The handshake of before 2026-07-28, and what the client chooses by itself.
MODES = ("legacy", "auto")
T = Any
#: How a client that stays open calls a tool, by its URL.
OPEN: dict[str, Callable[[str, dict[str, Any]], Any]] = {}
FULL = ["ask", "check", "fetch", "said", "search", "speakers", "verify"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that all tests ask and none changes."""
    with newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(engine: Engine) -> Iterator[str]:
    """Where it is served; a client of it stays open, because to open one takes longer than most calls."""
    with (
        live(create_app(engine, Settings())) as served,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(f"{served}/mcp", mode="auto")) as client,
    ):
        OPEN[f"{served}/mcp"] = lambda tool, arguments: portal.call(client.call_tool, tool, arguments)
        yield served
        OPEN.clear()


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """An engine of one test alone, and where it is served."""
    with newsroom(tmp_path) as opened, live(create_app(opened, Settings())) as served:
        yield served, opened


def over_http(url: str, work: Callable[[Client], Awaitable[T]], *, mode: str = "auto") -> T:
    async def run() -> T:
        async with Client(url, mode=mode) as client:
            return await work(client)

    return asyncio.run(run())


def call(url: str, tool: str, **arguments: Any) -> Any:
    if url in OPEN:
        return OPEN[url](tool, arguments)
    return over_http(url, lambda client: client.call_tool(tool, arguments))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("path", "names"), [("/mcp", FULL), ("/mcp/search", ["fetch", "search"])])
def test_a_profile_has_its_tools_which_only_read_and_say_what_they_return(
    address: str, path: str, names: list[str], mode: str
) -> None:
    async def look(client: Client) -> tuple[Any, str]:
        return (await client.list_tools()).tools, client.instructions or ""

    tools, instructions = over_http(address + path, look, mode=mode)
    assert sorted(tool.name for tool in tools) == names
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
    assert "say that the articles were searched and nothing was found" in instructions
    assert ("Prefer ask" in instructions) is ("ask" in names)


@pytest.mark.parametrize("mode", MODES)
def test_search_and_fetch_have_the_connectors_shapes(address: str, mode: str) -> None:
    async def both(client: Client) -> tuple[Any, Any]:
        found = await client.call_tool("search", {"query": QUESTION})
        return found, await client.call_tool("fetch", {"id": found.structured_content["results"][0]["id"]})

    found, fetched = over_http(address + "/mcp/search", both, mode=mode)
    for result in (found, fetched):
        (content,) = result.content
        assert json.loads(content.text) == result.structured_content
        assert not result.is_error
    assert found.structured_content["results"][0] == {
        "id": "market",
        "title": "Fish market reopens",
        "url": f"{address}/articles/market#s0",
    }
    assert set(fetched.structured_content) == {"id", "title", "text", "url", "metadata"}
    assert fetched.structured_content["text"] == MARKET.text
    assert fetched.structured_content["metadata"]["source"] == "The Tribune"


def test_an_article_with_an_address_is_cited_there(address: str) -> None:
    results = call(address + "/mcp", "search", query="What did Maren Holt tell reporters?").structured_content
    addresses = {one["id"]: one["url"] for one in results["results"]}
    assert addresses["raids"].startswith("https://echo.example/raids#:~:text=")
    assert len(addresses) == len(results["results"])


def test_words_that_no_article_has_find_nothing(address: str) -> None:
    result = call(address + "/mcp", "search", query="What is the capital of Zanzibar?")
    assert result.structured_content == {"results": []}
    assert not result.is_error


@pytest.mark.parametrize("query", ["?", "thanks", "\N{STEAM LOCOMOTIVE}"])
def test_what_asks_for_nothing_finds_nothing(address: str, query: str) -> None:
    result = call(address + "/mcp", "search", query=query)
    assert result.structured_content == {"results": []}
    asked = call(address + "/mcp", "ask", question=query)
    assert {content.type for content in asked.content} == {"text"}


def test_ask_gives_the_engines_answer_with_links_to_its_articles(address: str, engine: Engine) -> None:
    async def work(client: Client) -> tuple[Any, Any, Any]:
        (tool,) = [one for one in (await client.list_tools()).tools if one.name == "ask"]
        arguments = {"question": QUESTION, "limit": 1, "filters": {"sources": ["The Tribune"]}, "max_error": 0.5}
        result = await client.call_tool("ask", arguments)
        return tool, result, await client.read_resource(result.content[1].uri)

    tool, result, resource = over_http(address + "/mcp", work)
    answer = result.structured_content
    jsonschema.validate(answer, tool.output_schema)
    (quote,) = answer["quotes"]
    citation = quote["citation"]
    assert quote["text"] == engine.ask(QUESTION).quotes[0].text
    assert result.content[0].text.startswith(f"“{quote['text']}” [1]")
    assert (result.content[1].type, result.content[1].uri) == ("resource_link", "article://market")
    assert resource.contents[0].text[citation["start"] : citation["end"]] == quote["text"]


def test_ask_takes_a_speaker_whose_words_alone_answer(address: str) -> None:
    answer = call(address + "/mcp", "ask", question="What did repairs cost?", speaker="Brandt").structured_content
    assert [quote["said_by"]["name"] for quote in answer["quotes"]] == ["Ilse Brandt"]
    assert answer["searched"]["sentences"] == 1
    nobody = call(address + "/mcp", "ask", question="What did repairs cost?", speaker="Tom Ahl").structured_content
    assert (nobody["status"], nobody["reason"]) == ("abstained", "outside_filters")
    assert nobody["notices"] == ["no words of 'Tom Ahl' were recognised in the articles searched"]


def test_a_draft_is_held_against_the_articles(address: str, engine: Engine) -> None:
    draft = "“The fish market at Port Ostrin reopened after three years of repairs,” the paper wrote."
    result = call(address + "/mcp", "check", text=draft)
    assert result.structured_content == engine.check(draft).to_dict()
    assert result.structured_content["counts"] == json.loads(result.content[0].text)
    assert result.structured_content["is_clean"] is False


def test_who_speaks_and_what_somebody_said_is_told(address: str, engine: Engine) -> None:
    people = call(address + "/mcp", "speakers").structured_content["speakers"]
    assert "Ilse Brandt" in [one["name"] for one in people]
    result = call(address + "/mcp", "said", name="Ilse Brandt", about="repairs")
    assert result.structured_content == engine.said("Ilse Brandt", about="repairs").to_dict()
    assert "nine million crowns" in result.content[0].text
    nobody = call(address + "/mcp", "said", name="Nobody Else")
    assert not nobody.is_error
    assert "Nothing was recognised" in nobody.content[0].text


def test_drafts_and_speech_are_held_against_what_was_known_on_a_day(address: str, engine: Engine) -> None:
    draft, before = "“The fish market at Port Ostrin reopened,” the paper wrote.", "2023-12-31"
    looked_back = {"as_of": before}
    (checked, people, ledger) = (
        call(address + "/mcp", name, **arguments, **looked_back).structured_content
        for name, arguments in (("check", {"text": draft}), ("speakers", {}), ("said", {"name": "Maren Holt"}))
    )
    assert checked == engine.check(draft, as_of=before).to_dict()
    assert (checked["searched_articles"], engine.check(draft).searched_articles) == (1, 3)
    assert [one["name"] for one in people["speakers"]] == [one.name for one in engine.speakers(as_of=before)[0]]
    assert (ledger["lines"], bool(engine.said("Maren Holt").lines)) == ([], True)


def test_what_became_of_a_citation_is_told(changing: tuple[str, Engine]) -> None:
    address, engine = changing
    quote = engine.ask(QUESTION).quotes[0]
    given = asdict(quote.citation) | {"quote": quote.text}
    citation = {name: given[name] for name in ("article_id", "start", "end", "sentence_sha256", "quote")}
    result = call(address + "/mcp", "verify", citation=citation)
    assert result.structured_content["standing"] == "unchanged"
    whole = call(address + "/mcp", "ask", question=QUESTION).structured_content["quotes"][0]["citation"]
    assert call(address + "/mcp", "verify", citation=whole).structured_content["standing"] == "unchanged"
    engine.add([replace(MARKET, text=MARKET.text.replace("two years", "three years"), content_sha256="")])
    result = call(address + "/mcp", "verify", citation=citation)
    assert (result.structured_content["standing"], result.structured_content["was"]) == ("changed", quote.text)
    assert "three years" in result.content[0].text


def test_a_follow_up_is_understood_by_the_history(address: str) -> None:
    history = [{"question": "Who is Ilse Brandt?", "quotes": ["The harbour master Ilse Brandt told the council."]}]
    result = call(address + "/mcp", "ask", question="What did she tell the council?", history=history)
    assert "Brandt" in result.structured_content["understood_as"]


def test_an_abstention_is_an_answer_that_says_so_and_no_error(address: str) -> None:
    result = call(address + "/mcp", "ask", question="What is the capital of Zanzibar?")
    assert not result.is_error
    assert result.structured_content["status"] == "abstained"
    assert result.content[0].text.startswith("No sentence of 3 articles was recognised as an answer")


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("fetch", {"id": "nothing"}, "no article with this id; the results of search name the ids"),
        ("ask", {"question": "  "}, "empty"),
        ("ask", {"question": QUESTION, "limit": 99}, "limit"),
        ("ask", {"question": QUESTION, "filters": {"unknown": 1}}, "filters"),
        ("check", {"text": ""}, "text"),
        ("said", {"name": "?!"}, "names nobody"),
        ("said", {"name": "Holt", "as_of": "03/04/2025"}, "as_of is '03/04/2025', which is no date"),
        ("check", {"text": "Holt", "as_of": "2025-13-01"}, "as_of"),
        ("speakers", {"as_of": "yesterday"}, "as_of"),
        ("verify", {"citation": {"article_id": "market", "start": -1}}, "start"),
        ("search", {"query": "who\0"}, "NUL"),
        ("search", {}, "query"),
        ("search", {"query": QUESTION, "limit": 3}, "search takes no argument 'limit'. It takes: 'query'"),
        ("fetch", {"id": "market", "revision": 1, "as_of": "2025-01-01"}, "no argument 'revision', 'as_of'"),
        ("ask", {"question": QUESTION, "source": "The Tribune"}, "no argument 'source'. It takes: 'question', 'limit'"),
        ("ask", {"question": QUESTION, "ctx": {}}, "no argument 'ctx'"),
        ("ask", {"question": QUESTION, "filters": {"tags": ["a"]}}, "filters.tags"),
        ("ask", {"question": QUESTION, "history": [{"question": "Who?", "answer": "I"}]}, "history.0.answer"),
        ("check", {"text": "Holt", "draft": True}, "no argument 'draft'"),
        ("verify", {"citation": {}, **{f"n{number}": 0 for number in range(14)}}, "'n9' and 4 more. It takes"),
        ("said", {"name": "Holt", "topic": "the raids"}, "no argument 'topic'. It takes: 'name', 'about', 'as_of'"),
        ("speakers", {"about": "x" * 10_000, "y" * 10_000: 1}, "no argument 'about', 'yyy"),
    ],
)
def test_an_error_is_told_to_the_model(address: str, tool: str, arguments: dict[str, Any], words: str) -> None:
    result = call(address + "/mcp", tool, **arguments)
    assert result.is_error
    (content,) = result.content
    assert words in content.text
    assert len(content.text) < 600
    assert "pydantic" not in content.text


@pytest.mark.parametrize("path", ["/mcp", "/mcp/search"])
def test_no_tool_takes_what_its_schema_does_not_name(address: str, path: str) -> None:
    async def look(client: Client) -> Any:
        return (await client.list_tools()).tools

    for tool in over_http(address + path, look):
        faults = jsonschema.Draft202012Validator(tool.input_schema).iter_errors({"colour": "blue"})
        assert "additionalProperties" in {fault.validator for fault in faults}


@pytest.mark.parametrize("mode", MODES)
def test_an_unknown_tool_is_an_error_of_the_protocol(address: str, mode: str) -> None:
    async def ask(client: Client) -> None:
        with pytest.raises(MCPError, match=r"Unknown tool: ask\. There are: 'search', 'fetch'") as raised:
            await client.call_tool("ask", {"question": QUESTION})
        assert raised.value.code == -32602

    over_http(address + "/mcp/search", ask, mode=mode)


@pytest.mark.parametrize(
    "part",
    [
        "[" * 100_000,
        json.dumps({f"k{number}": 0 for number in range(1_001)}),
        json.dumps({"filters": {f"k{number}": 0 for number in range(70_000)}}),
        json.dumps({"history": [{f"k{number}": 0 for number in range(50)}] * 50}),
        '{"query": "a", "query": "b"}',
        '{"query": NaN}',
        "{",
    ],
    ids=["deep", "many fields", "many within", "many turns", "one twice", "no number", "cut"],
)
def test_json_beyond_what_any_call_has_is_one_fault_and_looked_at_no_further(address: str, part: str) -> None:
    beginning = '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": '
    text = f"{beginning}{part}}}}}"
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    answer = httpx2.post(f"{address}/mcp", content=text, headers=headers, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == -32700
    assert len(answer.text) < 300


@pytest.mark.parametrize("named", ["notes/a b", "50%25", "a%2Fb", "ü?#", "x/revisions"])
def test_an_article_of_any_id_is_a_resource_at_the_address_that_is_linked(
    changing: tuple[str, Engine], named: str
) -> None:
    address, engine = changing
    engine.add([replace(MARKET, id=named, content_sha256="", text=f"The weir of {named} was built in 1911.")])
    cited = call(address + "/mcp", "search", query="When was the weir built?").structured_content["results"][0]
    assert cited["id"] == named

    async def read(client: Client) -> Any:
        return (await client.read_resource(f"article://{quote(named, safe='')}")).contents[0].text

    assert over_http(address + "/mcp", read).startswith(f"The weir of {named}")


def test_an_article_that_is_not_there_is_no_resource(address: str) -> None:
    async def read(client: Client) -> None:
        with pytest.raises(MCPError, match="no article has the id 'nothing'"):
            await client.read_resource("article://nothing")
        for escapes in ("%ff", "market%C3", "%ED%A0%80"):  # U+FFFD in their place would be another id
            with pytest.raises(MCPError, match="not UTF-8"):
                await client.read_resource(f"article://{escapes}")

    over_http(address + "/mcp", read)


def test_a_defect_of_ours_tells_the_model_nothing_of_it(changing: tuple[str, Engine]) -> None:
    address, engine = changing

    class Broken(Engine):
        def ask(self, question: str, **options: Any) -> Any:
            raise RuntimeError("secret /path/of/ours")

    engine.__class__ = Broken
    result = call(address + "/mcp", "ask", question=QUESTION)
    assert result.is_error
    assert "secret" not in result.content[0].text


def test_the_key_is_demanded(engine: Engine) -> None:
    async def work(address: str, key: str) -> list[str]:
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60)
        async with http, Client(streamable_http_client(address + "/mcp", http_client=http)) as client:
            return sorted(tool.name for tool in (await client.list_tools()).tools)

    with live(create_app(engine, Settings(api_key=KEY))) as address:
        assert asyncio.run(work(address, KEY)) == FULL
        with pytest.raises(Exception) as refused:  # noqa: PT011 - of the SDK, or a group with it
            asyncio.run(work(address, "wrong"))
        assert isinstance(refused.value, MCPError) or refused.group_contains(MCPError)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "elsewhere.example"}, 421),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/mcp", "/mcp/search"])
def test_host_and_origin_are_checked_as_everywhere(
    address: str, path: str, headers: dict[str, str], status: int
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    assert httpx2.post(address + path, json=body, headers=accept | headers, timeout=60).status_code == status


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], "one by one"),
        ([], "one by one"),
        ("ping", "an object"),
        ({"id": 1, "method": "ping"}, "jsonrpc"),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, "jsonrpc"),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, "id"),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}, "id"),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, "id"),
        ({"jsonrpc": "2.0", "id": {}, "method": "ping"}, "id"),
        ({"jsonrpc": "2.0", "id": 1, "method": 7}, "method"),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": ["ask"]}, "params"),
    ],
)
def test_json_that_is_no_message_is_an_invalid_request(address: str, message: Any, words: str) -> None:
    answer = httpx2.post(address + "/mcp", json=message, headers={"Accept": "application/json"}, timeout=60)
    error = answer.json()["error"]
    assert (answer.status_code, answer.json()["id"], error["code"]) == (400, None, -32600)
    assert words in error["message"]


def test_a_message_of_another_media_type_is_refused_as_everywhere(address: str) -> None:
    headers = {"Accept": "application/json", "Content-Type": "text/plain"}
    answer = httpx2.post(
        address + "/mcp", content=b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}', headers=headers, timeout=60
    )
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")
    assert answer.headers["accept-post"] == "application/json"


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_no_stream_is_opened_that_would_bring_nothing(address: str, method: str) -> None:
    assert (
        httpx2.request(method, address + "/mcp", headers={"Accept": "text/event-stream"}, timeout=60).status_code == 405
    )


def test_a_page_of_a_site_that_is_let_in_may_ask(engine: Engine) -> None:
    origin, wanted = "https://inspector.example", "authorization,content-type,mcp-protocol-version,mcp-method"
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": wanted}
    with live(create_app(engine, Settings(), deployment=Deployment(origins=(origin,)))) as address:
        assert httpx2.options(address + "/mcp", headers=asked).status_code == 200
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        answer = httpx2.post(
            address + "/mcp", json=body, headers={"Origin": origin, "Accept": "application/json"}, timeout=60
        )
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, origin)


def test_what_is_too_large_is_refused_before_it_is_read(address: str) -> None:
    assert httpx2.post(address + "/mcp", content=b"{" * 2_000_000, timeout=60).status_code == 413


def test_many_ask_at_once(address: str) -> None:
    async def work(client: Client) -> list[Any]:
        return await asyncio.gather(*(client.call_tool("ask", {"question": QUESTION}) for _ in range(8)))

    results = over_http(address + "/mcp", work)
    assert {result.structured_content["quotes"][0]["text"] for result in results} == {MARKET.text.splitlines()[0]}


@pytest.mark.model
@pytest.mark.parametrize("profile", ["full", "search"])
def test_the_same_tools_answer_over_standard_input(tmp_path: Path, profile: str) -> None:
    (tmp_path / "market.md").write_text("# Fish market\n\n" + MARKET.text, encoding="utf-8")
    command = [sys.executable, "-m", "qa.cli.main"]
    environ = {**os.environ, "QA_CORPUS": str(tmp_path / "corpus"), "QA_READER": "none"}
    started = StdioServerParameters(command=command[0], args=[*command[1:], "mcp", "--profile", profile], env=environ)

    async def work() -> tuple[list[str], Any]:
        adding = await asyncio.create_subprocess_exec(*command, "add", str(tmp_path / "market.md"), env=environ)
        assert await adding.wait() == 0
        async with Client(started) as client:
            names = sorted(tool.name for tool in (await client.list_tools()).tools)
            return names, await client.call_tool("search", {"query": QUESTION})

    names, found = asyncio.run(work())
    assert names == (FULL if profile == "full" else ["fetch", "search"])
    (result,) = found.structured_content["results"]
    assert result["url"] == "article://" + result["id"]
