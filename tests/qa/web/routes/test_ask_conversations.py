"""Conversations over HTTP: begun, gone on with, looked at and deleted, by an id that only their owner knows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.conversation.session_store import NAME
from qa.engine import Engine
from qa.web.schemas.responses import AnswerOut
from tests.qa.web.conftest import Serve

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


def _begun(client: TestClient) -> str:
    answer = client.post("/ask", json={"question": QUESTION, "conversation": "new"}).json()
    assert answer["status"] == "answered"
    name: str = answer["conversation"]
    return name


def test_a_conversation_is_begun_and_gone_on_with(client: TestClient) -> None:
    name = _begun(client)
    answer = client.post("/ask", json={"question": "When was that published?", "conversation": name}).json()
    assert (answer["operation"], answer["understood_as"], answer["conversation"]) == ("date", QUESTION, name)
    assert AnswerOut.model_validate(answer).model_dump(mode="json", exclude_unset=True) == answer
    again = client.post("/ask", json={"question": "more", "conversation": name}).json()
    assert again["operation"] == "more"
    assert not {quote["text"] for quote in again["quotes"]} & {quote["text"] for quote in answer["quotes"]}


def test_without_one_an_answer_says_nothing_of_conversations(client: TestClient, engine: Engine) -> None:
    assert "conversation" not in client.post("/ask", json={"question": QUESTION}).json()
    assert not (engine.corpus.folder / NAME).exists()


def test_a_stream_goes_on_with_a_conversation_too(client: TestClient) -> None:
    name = _begun(client)
    body = {"question": "When was that published?", "conversation": name}
    events = dict(_events(client.post("/ask/stream", json=body).text))
    assert events["understood"]["operation"] == "date"
    assert events["done"]["conversation"] == name
    begun = dict(_events(client.post("/ask/stream", json={"question": QUESTION, "conversation": "new"}).text))
    assert begun["done"]["conversation"] not in (name, "new")


def _events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if lines[0].startswith("event: "):
            found.append((lines[0][7:], json.loads(lines[1].removeprefix("data: "))))
    return found


def test_an_address_looks_at_a_conversation_and_adds_nothing(client: TestClient, engine: Engine) -> None:
    name = _begun(client)
    before = (engine.corpus.folder / NAME).read_bytes()
    answer = client.get("/ask", params={"q": "When was that published?", "conversation": name})
    assert (answer.json()["operation"], answer.json()["conversation"]) == ("date", name)
    assert (engine.corpus.folder / NAME).read_bytes() == before
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
@pytest.mark.parametrize("name", ["conv_" + "a" * 32, "mine"])
def test_an_unknown_conversation_is_a_problem_that_says_what_to_do(client: TestClient, path: str, name: str) -> None:
    answer = client.post(path, json={"question": "Why?", "conversation": name})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "begin another" in answer.json()["detail"]


def test_a_deleted_conversation_is_unknown(client: TestClient) -> None:
    name = _begun(client)
    gone = client.delete(f"/conversations/{name}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.delete(f"/conversations/{name}").status_code == 404
    assert client.post("/ask", json={"question": "Why?", "conversation": name}).status_code == 404
    assert client.get("/ask", params={"q": "Why?", "conversation": name}).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"conversation": "new", "history": [{"question": "What burned?"}]},
        {"conversation": ""},
        {"conversation": 7},
        {"conversation": "x" * 101},
        {"conversation": "a\0b"},
    ],
)
def test_a_conversation_that_cannot_be_meant_is_refused_with_its_place(
    client: TestClient, more: dict[str, object]
) -> None:
    answer = client.post("/ask", json={"question": QUESTION, **more})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/conversation"]


def test_an_address_begins_none(client: TestClient) -> None:
    answer = client.get("/ask", params={"q": QUESTION, "conversation": "new"})
    assert answer.status_code == 422
    assert "POST" in answer.json()["errors"][0]["detail"]


def test_a_folder_that_takes_no_file_is_a_problem_and_history_still_works(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    (engine.corpus.folder / NAME).mkdir()
    answer = client.post("/ask", json={"question": QUESTION, "conversation": "new"})
    assert answer.status_code == 503
    assert "history" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text
    told = {"question": "When was that published?", "history": [{"question": QUESTION, "quotes": []}]}
    assert client.post("/ask", json=told).status_code == 200


@pytest.mark.slow
def test_an_answer_that_cannot_be_kept_is_given_all_the_same(client: TestClient, engine: Engine) -> None:
    name = _begun(client)
    with closing(sqlite3.connect(engine.corpus.folder / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # nobody else can write until this ends, as on a full disk
        answer = client.post("/ask", json={"question": "When was that published?", "conversation": name})
    assert answer.status_code == 200
    assert answer.json()["operation"] == "date"
    assert "could not be kept" in answer.json()["notices"][0]


def test_deleting_needs_the_key_where_there_is_one(serve: Serve) -> None:
    client = serve(api_key="s3cret")
    assert client.delete("/conversations/conv_" + "a" * 32).status_code == 401


def test_another_site_cannot_delete_a_conversation(client: TestClient) -> None:
    name = _begun(client)
    refused = client.delete(f"/conversations/{name}", headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert client.delete(f"/conversations/{name}").status_code == 204
