"""``qa.ask`` keeps its engine for the next call, for as long as it is the one that would be opened."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Corpus
from qa.engine import Engine
from qa.engine_cache import EngineCache, ask
from qa.engine_cache import engine_cache as shared
from qa.records import Turn
from qa.settings import Settings
from tests.support.doubles import HashEncoder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    Corpus.create(tmp_path / "a", encoder=HashEncoder()).close()
    return Settings(corpus=tmp_path / "a", reader="none")


@pytest.fixture
def engine_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineCache]:
    monkeypatch.setattr("qa.engine.open_encoder", lambda _settings: HashEncoder())
    engines = EngineCache()
    yield engines
    engines.close()


def _lent(engine_cache: EngineCache, settings: Settings) -> Engine:
    with engine_cache.engine(settings) as engine:
        engine.ask("Who won?")
        return engine


def test_the_same_corpus_is_opened_once(engine_cache: EngineCache, settings: Settings) -> None:
    assert _lent(engine_cache, settings) is _lent(engine_cache, settings)


def test_another_corpus_or_setting_is_opened_anew(
    engine_cache: EngineCache, settings: Settings, tmp_path: Path
) -> None:
    first = _lent(engine_cache, settings)
    assert _lent(engine_cache, settings.with_(max_question_chars=99)) is not first
    Corpus.create(tmp_path / "b", encoder=HashEncoder()).close()
    assert _lent(engine_cache, settings.with_(corpus=tmp_path / "b")) is not first


def test_a_folder_that_was_changed_or_exchanged_is_opened_anew(
    engine_cache: EngineCache, settings: Settings, tmp_path: Path
) -> None:
    first = _lent(engine_cache, settings)
    with Corpus.open(settings.corpus, encoder=HashEncoder()) as corpus:
        corpus.add([Article(text="The ferry to Norvik was late.")])
    second = _lent(engine_cache, settings)
    assert second is not first
    assert second.ask("Was the ferry to Norvik late?").searched_articles == 1
    settings.corpus.rename(tmp_path / "old")
    Corpus.create(settings.corpus, encoder=HashEncoder()).close()
    assert _lent(engine_cache, settings).ask("Was the ferry to Norvik late?").reason == "empty_corpus"


def test_an_engine_in_use_is_not_closed_by_the_next(
    engine_cache: EngineCache, settings: Settings, tmp_path: Path
) -> None:
    Corpus.create(tmp_path / "b", encoder=HashEncoder()).close()
    taken, go_on, answers = threading.Event(), threading.Event(), []

    def use() -> None:
        with engine_cache.engine(settings) as engine:
            taken.set()
            go_on.wait(60)
            answers.append(engine.ask("Who won?"))

    thread = threading.Thread(target=use)
    thread.start()
    taken.wait(60)
    _lent(engine_cache, settings.with_(corpus=tmp_path / "b"))
    go_on.set()
    thread.join()
    assert [answer.reason for answer in answers] == ["empty_corpus"]


def test_a_forked_child_opens_its_own(engine_cache: EngineCache, settings: Settings) -> None:
    _lent(engine_cache, settings)
    child = os.fork()
    if child == 0:
        try:
            engine_cache.forget_after_fork()  # what the fork of the menu's own engines calls
            _lent(engine_cache, settings)
        except BaseException:  # noqa: BLE001 - a child must end here, whatever happens
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# A child that ends as a program does, not by os._exit: what it lets go of must not wait for threads it lacks.
_FORKS = """
import os, sys
from qa import Engine, ask

with Engine.from_texts(["The ferry to Norvik left at nine."]) as engine:
    engine.ask("When did the ferry leave?")
    if sys.argv[2] == "kept":
        ask("When did the ferry leave?", corpus=sys.argv[1])
    child = os.fork()
    if child == 0:
        sys.exit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["opened", "kept"])
def test_a_forked_child_ends_though_it_lacks_the_threads_of_the_models(tmp_path: Path, how: str) -> None:
    with Engine.open(tmp_path / "corpus", writable=True, create=True) as engine:
        engine.add([Article(text="The ferry left at nine.")])
    command = [sys.executable, "-c", _FORKS, str(tmp_path / "corpus"), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as parent:
        try:
            assert parent.communicate(timeout=120)[0] == "3\n"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(parent.pid, signal.SIGKILL)


def test_a_single_call_takes_the_turns_before_it_and_the_share_of_errors(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.engine.open_encoder", lambda _settings: HashEncoder())
    monkeypatch.setenv("QA_READER", "none")
    with Corpus.open(settings.corpus, encoder=HashEncoder()) as corpus:
        corpus.add([Article(text="Ada Lund chairs the harbour board. The harbour board sold the old crane in May.")])
    before = [Turn("Who is Ada Lund?", ("Ada Lund chairs the harbour board.",))]
    try:
        assert ask("What does she chair?", corpus=settings.corpus, history=before).understood_as == (
            "What does Ada Lund chair?"
        )
        sure, unsure = (ask("Who sold the old crane?", corpus=settings.corpus, max_error=e) for e in (0.01, 0.99))
        assert (sure.status, unsure.status) == ("related", "answered")
    finally:
        shared.close()
