"""A watched question is asked again when the articles change, and what is new, changed or gone is told once."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from index import Article, backup, restore
from index.errors import CorpusDamaged
from qa.errors import QuestionError, UnknownWatch
from qa.watching.feed import atom
from qa.watching.watches import NAME, Watches
from tests.support.newsroom import MARKET, RAIDS, newsroom

QUESTION = "When did the fish market at Port Ostrin reopen?"
FIRST = "The fish market at Port Ostrin reopened after two years of repairs."


def changed(old: str, new: str) -> Article:
    return replace(MARKET, text=MARKET.text.replace(old, new), content_sha256="")


def kinds(watches: Watches, engine: object) -> set[str]:
    return {event.kind for event in watches.run(engine)}  # type: ignore[arg-type]


def test_what_is_new_changed_and_gone_is_told_once(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        watches = Watches(engine.corpus.folder)
        watch = watches.add(QUESTION)
        first = watches.run(engine)
        assert [event.text for event in first if event.text == FIRST] == [FIRST]
        assert {event.kind for event in first} == {"new"}
        assert watches.run(engine) == []
        engine.add([changed("two years", "three years")])
        (event,) = watches.run(engine)
        assert (event.kind, event.text) == ("changed", FIRST.replace("two", "three"))
        engine.delete(["market"])
        assert kinds(watches, engine) == {"gone"}
        assert watches.run(engine) == []
        assert [event.kind for event in watches.events(engine, watch.id)[1]][-1] == "new"


def test_the_file_holds_no_word_of_an_article(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        watches = Watches(engine.corpus.folder)
        watches.add(QUESTION)
        watches.run(engine)
        held = (engine.corpus.folder / NAME).read_text(encoding="utf-8")
    assert "two years" not in held
    assert (tmp_path / "corpus" / NAME).stat().st_mode & 0o777 == 0o600


def test_a_change_elsewhere_is_no_event(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        watches = Watches(engine.corpus.folder)
        watches.add(QUESTION)
        watches.run(engine)
        engine.add([RAIDS])
        assert [event for event in watches.run(engine) if event.text == FIRST] == []


def test_an_event_that_is_told_again_has_its_own_sentence_wherever_that_stands_by_now(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        watches = Watches(engine.corpus.folder)
        watch = watches.add(QUESTION)
        (first,) = (event for event in watches.run(engine) if event.text == FIRST)
        engine.add([replace(MARKET, text=f"Rain fell on Port Ostrin.\n\n{MARKET.text}", content_sha256="")])
        (moved,) = (event for event in watches.events(engine, watch.id)[1] if event.id == first.id)
        assert (moved.text, moved.start) == (FIRST, first.start + 27)
        assert engine.corpus.article("market").text[moved.start : moved.end] == FIRST
        engine.add([changed("two years", "three years")])
        (reworded,) = (event for event in watches.events(engine, watch.id)[1] if event.id == first.id)
        assert reworded.text is None
        assert f"<id>urn:grounded-qa:event:{first.id}</id>" in atom(watch, [reworded], base_url="http://h/")


def test_the_feed_is_xml_whatever_an_article_says(tmp_path: Path) -> None:
    hostile = Article(id="a]]>&<b>", text=f"{FIRST[:-1]} </content><script>\u202e&amp;.\n", published="2999-01-01")
    with newsroom(tmp_path, [hostile]) as engine:
        watches = Watches(engine.corpus.folder)
        watch = watches.add(QUESTION)
        watches.run(engine)
        engine.delete([hostile.id])
        watches.run(engine)
        root = ET.fromstring(atom(*watches.events(engine, watch.id), base_url="http://localhost:8000/"))
    titles = [one.text for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles == [QUESTION, "Gone: a]]>&<b>", "New: a]]>&<b>"]


def test_a_backup_holds_the_watches_and_damage_is_told(tmp_path: Path) -> None:
    with newsroom(tmp_path, [MARKET]) as engine:
        Watches(engine.corpus.folder).add(QUESTION)
        backup(engine.corpus, tmp_path / "kept.tar")
        restore(tmp_path / "kept.tar", tmp_path / "again")
        assert [one.question for one in Watches(tmp_path / "again").all()] == [QUESTION]
        path = engine.corpus.folder / NAME
        path.write_bytes(path.read_bytes().replace(b"market", b"MARKET"))
        assert [finding.file for finding in engine.corpus.verify().findings] == [NAME]
        with pytest.raises(CorpusDamaged, match="qa watch add"):
            Watches(engine.corpus.folder).run(engine)


def test_a_question_is_watched_once_and_what_cannot_be_is_refused(tmp_path: Path) -> None:
    with newsroom(tmp_path, []) as engine:
        watches = Watches(engine.corpus.folder)
        one = watches.add(QUESTION)
        assert watches.add(f" {QUESTION} ") == one
        assert watches.run(engine) == []
        with pytest.raises(QuestionError):
            watches.add(" ")
        watches.remove(one.id)
        for call in (lambda: watches.remove(one.id), lambda: watches.run(engine, one.id)):
            with pytest.raises(UnknownWatch):
                call()


def test_the_words_of_one_person_are_watched_alone(tmp_path: Path) -> None:
    with newsroom(tmp_path) as engine:
        watches = Watches(engine.corpus.folder)
        everybody = watches.add("Who will stand by the valley?")
        holt = watches.add("Who will stand by the valley?", speaker=" Holt ")
        brandt = watches.add("Who will stand by the valley?", speaker="Brandt")
        assert len({everybody.id, holt.id, brandt.id}) == 3
        assert watches.add("Who will stand by the valley?", speaker="Holt").id == holt.id
        words = {line.text for line in engine.said("Holt").lines}
        assert {event.text for event in watches.run(engine, holt.id)} <= words
        assert not words & {event.text for event in watches.run(engine, brandt.id)}
        assert [one.speaker for one in watches.all()] == [None, "Holt", "Brandt"]
        with pytest.raises(QuestionError, match="names nobody"):
            watches.add("Who will stand by the valley?", speaker="...")
