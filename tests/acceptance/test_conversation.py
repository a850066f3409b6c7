"""Conversations about the sample articles, over HTTP with the real models: each kind of follow-up, by id alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app

pytestmark = pytest.mark.model
DUNVALE = "How many people were killed in Dunvale?"


@pytest.fixture(scope="module")
def client(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(corpus=shutil.copytree(samples, tmp_path_factory.mktemp("conversation") / "corpus"))
    with (
        Engine.open(settings=settings, writable=True) as engine,
        TestClient(create_app(engine, settings), base_url="http://localhost") as opened,
    ):
        yield opened


class Chat:
    """One conversation, of which the client keeps nothing but the id."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._id = "new"

    def __call__(self, question: str, **options: object) -> dict[str, Any]:
        body = {"question": question, "conversation": self._id, **options}
        answer: dict[str, Any] = self._client.post("/ask", json=body).json()
        self._id = answer["conversation"]
        for quote in answer["quotes"]:
            cited = quote["citation"]
            text = self._client.get(f"/articles/{cited['article_id']}").json()["text"]
            assert text[cited["start"] : cited["end"]] == quote["text"]
        return answer


@pytest.fixture
def chat(client: TestClient) -> Chat:
    return Chat(client)


def _texts(answer: dict[str, Any]) -> list[str]:
    return [quote["text"] for quote in answer["quotes"]]


def _carried(answer: dict[str, Any]) -> list[str]:
    return [answer["understood_as"][part["start"] : part["end"]] for part in answer["carried"]]


def test_an_ellipsis_keeps_the_rest_of_the_question(chat: Chat) -> None:
    assert chat(DUNVALE)["status"] == "answered"
    answer = chat("and in Port Ostrin?")
    assert answer["understood_as"] == "How many people were killed in Port Ostrin?"
    assert _carried(answer) == ["How many people were killed in"]
    assert "four in Port Ostrin" in (answer["quotes"] + answer["nearest"])[0]["text"]


def test_she_is_the_woman_spoken_of(chat: Chat) -> None:
    chat("Who is Ilse Marrowby?")
    answer = chat("what did she say about it?")
    assert answer["understood_as"].startswith("what did Ilse Marrowby say about it?")
    assert "Ilse Marrowby" in _carried(answer)
    again = chat("and about Dunvale?")
    assert again["understood_as"].startswith("what did Ilse Marrowby say about Dunvale?")


def test_he_is_a_person_and_not_the_place_of_the_question(chat: Chat) -> None:
    chat("Who was first on the Moon?")
    assert chat("When was he born?")["understood_as"].startswith("When was Neil Armstrong born?")


def test_why_asks_for_the_reason_of_what_was_asked(chat: Chat) -> None:
    chat("Was the alarm at the museum in Aldermoor switched on?")
    answer = chat("why?")
    assert answer["understood_as"] == "Why was the alarm at the museum in Aldermoor switched on?"
    assert _carried(answer) == ["was the alarm at the museum in Aldermoor switched on"]


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("when was that published?", "date"),
        ("any other source?", "occurrences"),
        ("where is that from?", "source"),
        ("more context", "context"),
    ],
)
def test_what_is_asked_of_the_evidence_is_answered_with_the_evidence(chat: Chat, question: str, operation: str) -> None:
    cited = chat(DUNVALE)
    answer = chat(question)
    assert (answer["operation"], answer["understood_as"]) == (operation, DUNVALE)
    assert _texts(answer) == _texts(cited) != []
    first = answer["quotes"][0]
    assert first["citation"]["published"]
    assert first["context"]["before"] or first["context"]["after"]


def test_who_said_that_is_answered_with_the_speaker_or_not_at_all(chat: Chat) -> None:
    cited = chat("Who is Ilse Marrowby?", limit=1)
    answer = chat("who said that?")
    assert (answer["operation"], _texts(answer)) == ("speaker", _texts(cited))
    assert answer["quotes"][0]["said_by"]["name"] == "Ilse Marrowby"
    chat(DUNVALE, limit=1)
    answer = chat("who said that?")
    assert (answer["status"], answer["reason"]) == ("abstained", "unknown_speaker")


def test_evidence_can_be_asked_about_after_a_question_that_nothing_answered(chat: Chat) -> None:
    cited = chat(DUNVALE)
    assert chat("What is the capital of France?")["status"] == "abstained"
    assert _texts(chat("when was that published?")) == _texts(cited)


def test_more_shows_what_was_not_shown(chat: Chat) -> None:
    seen = _texts(chat("What was stolen from the museum in Aldermoor?", limit=1))
    answer = chat("more")
    assert answer["operation"] == "more"
    assert not set(_texts(answer)) & set(seen)


def test_a_first_question_that_names_nobody_is_asked_back_and_the_reply_completes_it(chat: Chat) -> None:
    answer = chat("What did she say?")
    assert (answer["status"], answer["reason"]) == ("abstained", "underspecified")
    assert len(answer["could_mean"]) > 1
    replied = chat("Ilse Marrowby")
    assert replied["understood_as"] == "What did Ilse Marrowby say?"
    assert "Ilse Marrowby" in (replied["quotes"] + replied["nearest"])[0]["text"]


def test_a_county_that_nothing_names_is_asked_back_with_places(chat: Chat) -> None:
    answer = chat("How many died in this county?")
    assert (answer["status"], answer["reason"]) == ("abstained", "underspecified")
    assert {"Dunvale", "Harrowmere"} <= {one["name"] for one in answer["could_mean"]}
    meant = next(one["question"] for one in answer["could_mean"] if one["name"] == "Dunvale")
    chosen = chat(meant)
    assert (meant, chosen["understood_as"]) == ("How many died in Dunvale?", "How many died in Dunvale?")
    assert "Dunvale" in (chosen["quotes"] + chosen["nearest"])[0]["text"]
