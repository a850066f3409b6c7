"""The asynchronous engine answers as the engine does, and leaves the event loop free."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from index import Article
from qa.async_engine import AsyncEngine
from qa.engine import Engine
from qa.settings import Settings
from tests.support.doubles import HashEncoder


def test_a_corpus_is_opened_filled_asked_and_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.engine.open_encoder", lambda _settings: HashEncoder())
    settings = Settings(reader="none")

    async def work() -> list[int]:
        async with await AsyncEngine.open(tmp_path / "c", settings=settings, writable=True, create=True) as engine:
            await engine.add(
                [Article(id="a", text="The ferry to Norvik was late."), Article(id="b", text="It rained.")]
            )
            both = await asyncio.gather(*(engine.ask("Was the ferry late?", limit=2) for _ in range(2)))
            await engine.delete(["b"])
            return [answer.searched_articles for answer in (*both, await engine.ask("Was the ferry late?"))]

    assert asyncio.run(work()) == [2, 2, 1]


def test_a_speaker_restricts_what_is_asked(engine: Engine) -> None:
    answer = asyncio.run(AsyncEngine(engine).ask("What did repairs cost?", speaker="Brandt"))
    assert [quote.said_by and quote.said_by.name for quote in answer.quotes] == ["Ilse Brandt"]
    assert answer.searched_sentences == 1
