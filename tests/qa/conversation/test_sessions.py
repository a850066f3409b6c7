"""Conversations that are kept: a turn told by id is understood as one that is told in full, and outlives no article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.backups import backup
from qa.conversation.session_store import NAME
from qa.conversation.sessions import NEW
from qa.engine import Engine, Models
from qa.errors import QuestionError, UnknownConversation
from qa.records import Answer, Turn
from tests.support.examples import examples
from tests.support.newsroom import BY_COVERAGE, RAIDS, newsroom

PASSENGERS = "How many passengers were killed after being taken off buses and trucks?"
REPAIRS = "How much did the repairs of the fish market at Port Ostrin cost?"
FOLLOWING = ["and in Torvald?", "Why?", "more", "When was that published?", "Any other source?", PASSENGERS, REPAIRS]


def _same(answer: Answer) -> dict[str, object]:
    return {name: value for name, value in answer.to_dict().items() if name not in ("id", "created", "conversation")}


def _id(answer: Answer) -> str:
    assert answer.conversation is not None
    return answer.conversation


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=st.lists(st.sampled_from(FOLLOWING), min_size=1, max_size=4))
def test_a_conversation_answers_as_the_same_history_does(engine: Engine, questions: Sequence[str]) -> None:
    history: list[Turn] = []
    name = NEW
    for question in questions:
        told = engine.ask(question, history=history)
        kept = engine.ask(question, history=engine.conversations.named(name))
        assert _same(kept) == _same(told)
        history.append(Turn(question, tuple(quote.text for quote in told.quotes)))
        name = _id(kept)


def test_an_answer_outside_a_conversation_names_none(engine: Engine) -> None:
    answer = engine.ask(PASSENGERS)
    assert answer.conversation is None
    assert "conversation" not in answer.to_dict()
    assert not (engine.corpus.folder / NAME).exists()


def test_ids_are_long_random_and_made_here(engine: Engine) -> None:
    ids = {_id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW))) for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"conv_[\w-]{32}", one) for one in ids)


@pytest.mark.parametrize("name", ["conv_" + "a" * 32, "mine", "", "conv_", "../x", "\ud800", "conv_" + "é" * 32])
def test_an_id_that_was_never_given_is_unknown(engine: Engine, name: str) -> None:
    with pytest.raises(UnknownConversation, match="begin another"):
        engine.ask(PASSENGERS, history=engine.conversations.named(name))
    with pytest.raises(UnknownConversation):
        engine.conversations.delete(name)


def test_a_deleted_conversation_is_unknown(engine: Engine) -> None:
    name = _id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW)))
    engine.conversations.delete(name)
    with pytest.raises(UnknownConversation):
        engine.ask("Why?", history=engine.conversations.named(name))


def test_a_conversation_that_is_only_looked_at_stays_as_it_is(engine: Engine) -> None:
    name = _id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW)))
    before = (engine.corpus.folder / NAME).read_bytes()
    answer = engine.ask("When was that published?", history=engine.conversations.named(name, is_kept=False))
    assert (answer.operation, answer.conversation) == ("date", name)
    assert (engine.corpus.folder / NAME).read_bytes() == before


def test_no_word_of_an_article_is_stored(engine: Engine) -> None:
    answer = engine.ask(PASSENGERS, history=engine.conversations.named(NEW), limit=20)
    stored = (engine.corpus.folder / NAME).read_bytes()
    assert PASSENGERS.encode() in stored
    words = {word for quote in answer.quotes for word in re.findall(r"\w{5,}", quote.text)}
    words -= set(re.findall(r"\w+", PASSENGERS))
    assert words
    assert not [word for word in words if word.encode() in stored]


def test_a_deleted_article_is_gone_from_the_conversation(engine: Engine) -> None:
    name = _id(engine.ask(REPAIRS, history=engine.conversations.named(NEW)))
    assert _recalled(engine, name)[0].quotes
    engine.delete(["market"])
    assert _recalled(engine, name) == (Turn(REPAIRS),)
    assert engine.ask("When was that published?", history=engine.conversations.named(name)).operation is None


def test_quotes_of_an_article_that_has_changed_are_left_out(engine: Engine) -> None:
    name = _id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW)))
    cited = _recalled(engine, name)[0].quotes
    assert cited
    changed = type(RAIDS)(id="raids", title=RAIDS.title, text="New first line.\n" + RAIDS.text)
    other = type(RAIDS)(id="wire", title="Wire", text="Nothing of the kind was ever reported by anyone.\n")
    engine.add([changed, other])
    assert _recalled(engine, name) == (Turn(PASSENGERS),)


def _recalled(engine: Engine, name: str) -> tuple[Turn, ...]:
    with engine.corpus.view() as view:
        return engine.conversations.named(name).recall(view)


def test_chatting_does_not_touch_the_corpus(engine: Engine, tmp_path: Path) -> None:
    generation = engine.corpus.generation
    catalogue = (engine.corpus.folder / "catalogue.sqlite").read_bytes()
    name = _id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW)))
    engine.ask("more", history=engine.conversations.named(name))
    assert engine.corpus.generation == generation
    assert (engine.corpus.folder / "catalogue.sqlite").read_bytes() == catalogue
    assert engine.corpus.verify().ok
    engine.corpus.compact()
    assert len(_recalled(engine, name)) == 2
    backup(engine.corpus, tmp_path / "copy")
    assert NAME not in [path.name for path in (tmp_path / "copy").iterdir()]


def test_a_corpus_that_is_open_for_reading_only_holds_conversations_all_the_same(engine: Engine) -> None:
    with Engine.open(
        engine.corpus.folder, settings=engine.settings.with_(reader="none"), encoder=engine.encoder
    ) as reading:
        name = _id(reading.ask(REPAIRS, history=reading.conversations.named(NEW)))
        assert reading.ask("Why?", history=reading.conversations.named(name)).conversation == name
    assert len(_recalled(engine, name)) == 2


def test_a_damaged_file_stops_no_question(engine: Engine) -> None:
    name = _id(engine.ask(PASSENGERS, history=engine.conversations.named(NEW)))
    (engine.corpus.folder / NAME).write_bytes(b"not a database " * 99)
    with pytest.raises(UnknownConversation):
        engine.ask("Why?", history=engine.conversations.named(name))
    assert engine.ask(PASSENGERS, history=engine.conversations.named(NEW)).status == "answered"
    assert engine.corpus.verify().ok


def test_a_question_that_is_refused_begins_no_conversation(engine: Engine) -> None:
    with pytest.raises(QuestionError):
        engine.ask(" ", history=engine.conversations.named(NEW))
    assert not (engine.corpus.folder / NAME).exists()


def test_settings_bound_conversations(tmp_path: Path) -> None:
    with newsroom(tmp_path) as opened:
        bounded = Engine(
            opened.corpus,
            Models(opened.encoder, None, BY_COVERAGE),
            settings=opened.settings.with_(max_conversations=1),
        )
        first = _id(bounded.ask(PASSENGERS, history=bounded.conversations.named(NEW)))
        _id(bounded.ask(PASSENGERS, history=bounded.conversations.named(NEW)))
        with pytest.raises(UnknownConversation):
            bounded.ask("Why?", history=bounded.conversations.named(first))
