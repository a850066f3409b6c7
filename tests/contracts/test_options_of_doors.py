"""Every door takes every option of a question, or says here why it does not."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

import qa
from index.records import Filters
from qa.async_engine import AsyncEngine
from qa.cli.ask import ask_command
from qa.cli.chat import chat_command
from qa.cli.watching.watch import watch_command
from qa.client import AsyncClient, Client
from qa.engine import AskOptions, Engine
from qa.mcp.server import server_of
from qa.web.openai.schemas import ChatIn, CompletionIn, ResponsesIn
from qa.web.routes import ask, stream
from qa.web.schemas.requests import AskQuery
from qa.web.schemas.watches import WatchIn

PAGE = Path(qa.__file__).parent / "web" / "page"
OPTIONS = frozenset({field.name for cls in (AskOptions, Filters) for field in fields(cls)} - {"filters"})
#: What an option is called where it has another name.
NAMES = {
    "k": "limit",
    "article": "article_ids",
    "source": "sources",
    "language": "languages",
    "messages": "history",
    "input": "history",
    "prompt": "history",
    "conversation": "history",
}


def _of_call(call: Callable[..., object]) -> Iterable[str]:
    return inspect.signature(call).parameters


def _of_body(model: type[BaseModel]) -> Iterable[str]:
    extension = model.model_fields.get("x_qa")
    further = () if extension is None else _of_body(extension.annotation)  # type: ignore[arg-type]
    return (*model.model_fields, *further)


def _of_route(route: Callable[..., object]) -> Iterable[str]:
    return _of_body(inspect.get_annotations(route, eval_str=True)["body"])


def _of_command(command: click.Command) -> Iterable[str]:
    return [str(parameter.name) for parameter in command.params]


def _of_tool() -> Iterable[str]:
    class Nothing:
        """Never asked: only the tools' descriptions are read."""

    tools = asyncio.run(server_of(Nothing()).list_tools())  # type: ignore[arg-type]
    properties: dict[str, Any] = next(tool for tool in tools if tool.name == "ask").input_schema["properties"]
    return properties


def _of_page() -> Iterable[str]:
    """The names that the page's own code puts into a question."""
    body = re.search(r"export function asking\(.*?return (\{.*?\});", (PAGE / "api.js").read_text(), re.DOTALL)
    chosen = re.search(r"export function filters\(\) \{.*?\n\}", (PAGE / "filters.js").read_text(), re.DOTALL)
    single = re.search(r"SINGLE = \[(.*?)\]", (PAGE / "filters.js").read_text())
    assert body is not None
    assert chosen is not None
    assert single is not None
    names = re.findall(r"\w+", body[1] + single[1]) + re.findall(r"given\.(\w+) =", chosen[0])
    return [name for name in names if name != "filters"]  # which of them are chosen is told one by one


DOORS: dict[str, Callable[[], Iterable[str]]] = {
    "qa.ask": lambda: _of_call(qa.ask),
    "qa.aask": lambda: _of_call(qa.aask),
    "Engine.ask": lambda: _of_call(Engine.ask),
    "AsyncEngine.ask": lambda: _of_call(AsyncEngine.ask),
    "Client.ask": lambda: _of_call(Client.ask),
    "AsyncClient.ask": lambda: _of_call(AsyncClient.ask),
    "GET /ask": lambda: _of_body(AskQuery),
    "POST /ask": lambda: _of_route(ask.ask),
    "POST /ask/stream": lambda: _of_route(stream.ask_stream),
    "POST /ask/evidence": lambda: _of_route(ask.evidence),
    "POST /v1/chat/completions": lambda: _of_body(ChatIn),
    "POST /v1/completions": lambda: _of_body(CompletionIn),
    "POST /v1/responses": lambda: _of_body(ResponsesIn),
    "MCP": _of_tool,
    "qa ask": lambda: _of_command(ask_command),
    "qa chat": lambda: _of_command(chat_command),
    "page": _of_page,
    "qa watch add": lambda: _of_command(watch_command.commands["add"]),
    "POST /watches": lambda: _of_body(WatchIn),
}
_NARROWED = frozenset(field.name for field in fields(Filters))
_ONE_TALK = "one talk over all articles; `qa ask --conversation` narrows a question of it"
_LASTING = "what is watched is watched in all articles, by one measure, with all its evidence, and follows nothing"
#: Which options a door does not take, and why.
LACKING: dict[str, dict[frozenset[str], str]] = {
    "qa chat": {_NARROWED | {"max_error", "speaker"}: _ONE_TALK},
    "page": {
        frozenset({"max_error"}): "it shows how sure each answer is",
        frozenset({"languages"}): "the service does not tell it which there are",
    },
    "qa watch add": {_NARROWED | {"history", "limit", "max_error"}: _LASTING},
    "POST /watches": {_NARROWED | {"history", "limit", "max_error"}: _LASTING},
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_takes_every_option_that_it_does_not_name_here_with_a_reason(door: str) -> None:
    names = {NAMES.get(name, name) for name in DOORS[door]()}
    if "filters" in names:
        names |= set(_NARROWED)
    if door == "qa chat":
        names.add("history")  # its turns
    lacking = frozenset().union(*LACKING.get(door, {}))
    assert OPTIONS - names == lacking


@pytest.mark.parametrize(("of_event_loop", "call"), [(qa.aask, qa.ask), (AsyncEngine.ask, Engine.ask)])
def test_the_call_for_an_event_loop_has_the_types_and_defaults_of_the_other(
    of_event_loop: Callable[..., object], call: Callable[..., object]
) -> None:
    assert inspect.signature(of_event_loop) == inspect.signature(call)
