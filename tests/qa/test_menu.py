"""The one-liner answers from a folder, alone and awaited."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import qa
from qa.engine import open_corpus
from qa.settings import Settings
from tests.qa.newsroom import MARKET

pytestmark = pytest.mark.model


def test_one_line_answers_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_READER", "none")
    with open_corpus(Settings(corpus=tmp_path / "news"), writable=True, create=True) as corpus:
        corpus.add([MARKET])
    question = "What did the harbour master tell the council?"
    answer = qa.ask(question, corpus=tmp_path / "news")
    shown = [*answer.quotes, *answer.nearest]
    assert shown[0].text == "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council."
    monkeypatch.setenv("QA_CORPUS", str(tmp_path / "news"))
    assert qa.ask(question).quotes + qa.ask(question).nearest == tuple(shown)
    monkeypatch.delenv("QA_CORPUS")
    (tmp_path / "news").rename(tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    assert qa.ask(question).quotes + qa.ask(question).nearest == tuple(shown)
    awaited = asyncio.run(qa.aask(question))
    assert [*awaited.quotes, *awaited.nearest] == shown


def test_the_menu_is_what_a_caller_needs() -> None:
    assert set(qa.__all__) == {"Answer", "Citation", "Engine", "Filters", "Quote", "aask", "ask"}
