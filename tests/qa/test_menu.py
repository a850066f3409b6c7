"""The one-liner answers from a folder, alone and awaited."""

from __future__ import annotations

import asyncio
import inspect
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Never

import pytest

import index
import qa
from index import Corpus
from qa.engine import open_corpus
from qa.errors import QAError
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.newsroom import MARKET

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
    records = {"Answer", "Article", "Citation", "Filters", "Quote", "Turn"}
    assert set(qa.__all__) == records | {"AsyncClient", "AsyncEngine", "Client", "Engine", "aask", "ask"}


@pytest.mark.parametrize("kind", [qa.Client, qa.AsyncClient, qa.AsyncEngine])
def test_whoever_is_asked_takes_the_options_of_the_engine(kind: type) -> None:
    def options(call: object) -> dict[str, object]:
        return {one.name: one.default for one in inspect.signature(call).parameters.values()}

    assert options(kind.ask) == options(qa.Engine.ask)


def test_the_version_is_that_of_the_package() -> None:
    assert qa.__version__ == version("grounded-qa")
    assert "__version__" in dir(qa)
    with pytest.raises(AttributeError, match="has no attribute '__versions__'"):
        _ = qa.__versions__


def test_what_is_opened_says_in_few_words_what_it_is(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "news", encoder=HashEncoder(), create=True) as corpus:
        assert repr(corpus) == f"Corpus('{tmp_path / 'news'}')"
        corpus.add([MARKET])
        assert MARKET.text not in repr(corpus.article(MARKET.id))
    with qa.Engine.open(tmp_path / "news", settings=Settings(reader="none"), encoder=HashEncoder()) as engine:
        assert repr(engine) == f"Engine(Corpus('{tmp_path / 'news'}'))"


def test_both_packages_say_that_they_are_typed() -> None:
    assert all((Path(package.__file__).parent / "py.typed").is_file() for package in (qa, index))


def test_the_event_loop_goes_on_while_the_models_are_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop_went_on = threading.Event()

    def open_slowly(*_: object, **__: object) -> Never:
        """Open only once the loop has gone on; where opening holds it up, it never does."""
        raise QAError("went on" if loop_went_on.wait(timeout=60) else "held up")

    async def ask() -> None:
        awaited = asyncio.create_task(qa.aask("Who won?", corpus=tmp_path))
        await asyncio.sleep(0.01)
        loop_went_on.set()
        await awaited

    monkeypatch.setattr(qa.Engine, "open", open_slowly)
    with pytest.raises(QAError, match="went on"):
        asyncio.run(ask())
