"""What had no sure answer is kept only where that is turned on, put together, and forgotten on request."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from index import Filters, backup, restore
from index.errors import CorpusDamaged
from qa.engine import Engine
from qa.errors import UnknownGap
from qa.gaps import Gaps, store
from qa.gaps.store import NAME
from qa.records import Turn
from tests.support.newsroom import MARKET, newsroom

VAIN = "How many doctors work at the hospital in Quillmere?"
ALIKE = "How many doctors does the hospital in Quillmere have?"
OTHER = "Who painted the ceiling of the opera?"


def keeping(engine: Engine) -> Engine:
    return Engine(engine.corpus, engine.models, settings=replace(engine.settings, keep_gaps="on"))


def test_nothing_is_kept_unless_it_is_turned_on(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        engine.ask(VAIN)
        assert engine.gaps.all() == []
        assert not (engine.corpus.folder / NAME).exists()


def test_questions_in_vain_are_put_together_with_what_is_missing(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        engine = keeping(engine)
        for question in (VAIN, VAIN, f"  {VAIN} ", ALIKE, OTHER, "hello", "When did the fish market reopen?"):
            engine.ask(question)
        first, second = engine.unanswered()
    assert [one.question for one in first.questions] == [VAIN, ALIKE]
    assert (first.times, first.wanted, first.names_missing) == (4, "number", ("Quillmere",))
    assert {"doctors", "hospital"} <= set(first.words_missing)
    assert (second.wanted, second.times) == ("person", 1)
    assert (tmp_path / "corpus" / NAME).stat().st_mode & 0o777 == 0o600


def test_a_question_of_the_past_is_none(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        engine = keeping(engine)
        answer = engine.ask("When did the fish market at Port Ostrin reopen?", filters=Filters(as_of="1999-01-01"))
        assert answer.status == "abstained"
        assert engine.gaps.all() == []


def test_only_so_many_are_kept_those_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_GAPS", 2)
    with newsroom(tmp_path, [MARKET]) as engine:
        gaps = Gaps(engine.corpus.folder, is_on=True)
        answers = [engine.ask(question) for question in (VAIN, OTHER, ALIKE)]
        for created, answer in enumerate(answers):
            gaps.keep(replace(answer, created=created))
        assert [one.question for one in gaps.all()] == [ALIKE, OTHER]


def test_they_are_forgotten_on_request(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        engine = keeping(engine)
        engine.ask(VAIN)
        engine.ask(OTHER)
        (one, other) = engine.gaps.all()
        engine.gaps.forget(one.id)
        assert engine.gaps.all() == [other]
        with pytest.raises(UnknownGap):
            engine.gaps.forget(one.id)
        assert engine.gaps.forget_all() == 1
        assert json.dumps(VAIN) not in (tmp_path / "corpus" / NAME).read_text()


def test_a_backup_holds_them_and_damage_is_found(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with newsroom(tmp_path, [MARKET]) as engine, caplog.at_level(logging.DEBUG):
        engine = keeping(engine)
        engine.ask(VAIN)
        backup(engine.corpus, tmp_path / "kept.tar")
        restore(tmp_path / "kept.tar", tmp_path / "again")
        assert [one.question for one in Gaps(tmp_path / "again").all()] == [VAIN]
        path = engine.corpus.folder / NAME
        path.write_bytes(path.read_bytes().replace(b"doctors", b"DOCTORS"))
        assert [finding.file for finding in engine.corpus.verify().findings] == [NAME]
        with pytest.raises(CorpusDamaged):
            engine.unanswered()
        assert engine.ask(OTHER).status == "abstained"  # what cannot be kept holds up no answer
    assert "could not be kept" in caplog.text
    assert "Quillmere" not in caplog.text
    assert "ceiling" not in caplog.text


def test_what_a_follow_up_takes_from_an_article_is_not_kept(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        answer = engine.ask(VAIN)
        gaps = Gaps(engine.corpus.folder, is_on=True)
        start = VAIN.index("Quillmere")
        carried = replace(answer, question="How many there?", carried=((start, start + len("Quillmere")),))
        gaps.keep(carried, [Turn("What is new?", ("The hospital in Quillmere opened.",))])
        assert [one.question for one in gaps.all()] == ["How many there?"]
        gaps.keep(carried, [Turn("What is new in Quillmere?")])
        assert VAIN in [one.question for one in gaps.all()]
