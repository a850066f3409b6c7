"""A conversation in the terminal: follow-ups, numbers that can be opened, and an end."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest
from rich.console import Console

from index import Article
from qa.cli.chat import Chat
from qa.engine import Engine
from tests.support.newsroom import MARKET, RAIDS

QUESTION = "When did the fish market at Port Ostrin reopen?"


class Talk:
    """A chat whose output is kept."""

    def __init__(self, engine: Engine) -> None:
        self.stream = io.StringIO()
        self.chat = Chat(engine, Console(file=self.stream, width=80), limit=1)

    def __call__(self, line: str) -> str:
        self.stream.seek(0)
        self.stream.truncate()
        assert self.chat.hear(line)
        return " ".join(self.stream.getvalue().split())


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return Talk(engine)


def test_a_follow_up_is_understood_in_the_light_of_what_was_asked(talk: Talk) -> None:
    talk("Who is Ilse Brandt?")
    assert "understood as:" in talk("What did she tell the council?")
    assert "Who is Ilse Brandt?" in talk("/history")
    talk("/new")
    assert "understood as:" not in talk("What did she tell the council?")


def test_numbers_go_on_and_open_the_sentence_in_its_article(talk: Talk) -> None:
    assert talk(QUESTION).startswith("1 The fish market at Port Ostrin reopened")
    assert "2 " in talk("What did Maren Holt tell reporters?")
    assert "Fish market reopens The fish market" in talk("/open 1")
    opened = talk("/open 2")
    assert RAIDS.title in opened
    assert "told reporters that villagers" in opened
    assert "https://echo.example/raids#:~:text=" in opened


def test_what_is_no_answer_can_be_opened_too_and_is_no_ground_for_the_next_question(talk: Talk) -> None:
    shown = talk("What is the capital of Zanzibar?")
    assert "not an answer" in shown
    assert "1– " in shown
    assert talk("/open 1")
    assert talk.chat.turns[-1].quotes == ()


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "x", "99999999999999999999"])
def test_a_number_that_is_none_is_told(talk: Talk, number: str) -> None:
    assert "ask first" in talk(f"/open {number}")
    talk(QUESTION)
    assert "1 to 1" in talk(f"/open {number}")


def test_an_article_that_has_changed_or_gone_is_told(talk: Talk, engine: Engine) -> None:
    talk(QUESTION)
    engine.add([Article(id="market", title="Fish", text="Closed again, said the harbour master of Port Ostrin.")])
    assert "has changed since" in talk("/open 1")
    engine.delete(["market"])
    assert "no article has the id" in talk("/open 1")


def test_an_address_is_opened_only_when_asked_for(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)
    talk("What did Maren Holt tell reporters?")
    talk(QUESTION)
    assert opened == []
    talk("/web 1")
    assert [address.partition("#")[0] for address in opened] == [RAIDS.url]
    assert "no address" in talk("/web 2")


def test_what_cannot_be_asked_ends_nothing(talk: Talk) -> None:
    assert "NUL" in talk("who\0")
    assert "There is no /nothing" in talk("/nothing")
    assert talk("") == ""
    assert "/open N" in talk("/help")
    assert MARKET.text.splitlines()[0][:30] in talk(QUESTION)


def test_it_ends_when_told(engine: Engine) -> None:
    assert not Talk(engine).chat.hear("/quit")


def test_an_article_commands_no_terminal(engine: Engine, tmp_path: Path) -> None:
    engine.add([Article(id="bad", title="\x1b[2J", text="The \x1b[31mred ferry\x1b[0m to Norvik sank at dawn today.")])
    talk = Talk(engine)
    talk("What happened to the red ferry to Norvik at dawn?")
    talk("/open 1")
    assert "\x1b" not in talk.stream.getvalue()


def test_a_conversation_is_saved_in_the_form_that_its_name_says(talk: Talk, tmp_path: Path) -> None:
    talk(QUESTION)
    talk("What did Maren Holt tell reporters?")
    for name, words in {
        "talk.md": "## What did Maren Holt tell reporters?",
        "talk.bib": "@misc{market,",
        "talk.json": '"id": "raids"',
        "talk.jsonld": "TextQuoteSelector",
    }.items():
        assert "written to" in talk(f"/save {tmp_path / name}")
        assert words in (tmp_path / name).read_text(encoding="utf-8")
    assert "File exists" in talk(f"/save {tmp_path / 'talk.md'}")
    assert ".md, .json, .bib, .jsonld" in talk(f"/save {tmp_path / 'talk.doc'}")
