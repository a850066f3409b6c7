"""A question that is put to one speaker is answered from that person's words alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Filters
from qa.engine import AskOptions, Engine
from qa.errors import QuestionError
from qa.retrieval import speaker_words
from tests.support.newsroom import RAIDS, newsroom

PIER = Article(
    "pier",
    "Pier closed",
    "The pier at Norvik was closed after a beam broke.\n"
    "The pier at Norvik was safe, said Mina Voss, the town's engineer.\n"
    "The harbour master Ilse Brandt said the pier at Norvik was older than anybody.\n"
    "“The repair of the pier will cost nine crowns,” she told the council.\n",
    source="The Echo",
    published="2025-01-02",
)
LATER = Article(
    "later",
    "Pier opens",
    "The pier at Norvik was open again, Ilse Brandt said.\n",
    source="The Tribune",
    published="2025-02-03",
)
QUESTION = "Was the pier at Norvik safe?"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with newsroom(tmp_path, (PIER, LATER)) as opened:
        yield opened


def texts(engine: Engine, question: str, **options: object) -> list[str]:
    """Return the sentences shown, which stand in their articles as they are cited."""
    answer = engine.ask(question, limit=10, **options)  # type: ignore[arg-type]
    articles = {one.id: one.text for one in (PIER, LATER)}
    shown = answer.quotes or answer.nearest
    for quote in shown:
        assert articles[quote.citation.article_id][quote.citation.start : quote.citation.end] == quote.text
    return [quote.text for quote in shown]


@pytest.mark.parametrize("who", ["Ilse Brandt", "Brandt", "the harbour master"])
def test_only_the_words_of_the_speaker_answer(engine: Engine, who: str) -> None:
    assert any("Voss" in text for text in texts(engine, QUESTION))
    answer = engine.ask("Was the pier at Norvik older?", limit=10, speaker=who)
    assert answer.status == "answered"
    examined = engine.examine("Was the pier at Norvik older?", AskOptions(speaker=who))
    found = {candidate.sentence.text for candidate in examined.candidates}
    assert found == {line.text for line in engine.said(who).lines}
    assert answer.searched_sentences == len(found)


def test_direct_and_indirect_speech_answer_and_a_pronoun_is_followed(engine: Engine) -> None:
    answer = engine.ask("What will the repair of the pier cost?", speaker="Brandt")
    assert answer.quotes[0].text == "“The repair of the pier will cost nine crowns,” she told the council."
    assert (answer.quotes[0].speech, answer.quotes[0].said_by.name) == ("direct", "Ilse Brandt")  # type: ignore[union-attr]
    assert answer.notices == ()


def test_a_speaker_and_filters_hold_together(engine: Engine) -> None:
    for filters in (Filters(sources=("The Tribune",)), Filters(published_from="2025-02-01"), Filters(("later",))):
        assert texts(engine, QUESTION, speaker="Brandt", filters=filters) == [LATER.text.strip()]
    answer = engine.ask(QUESTION, speaker="Voss", filters=Filters(sources=("The Tribune",)))
    assert (answer.status, answer.reason, answer.nearest) == ("abstained", "outside_filters", ())


def test_a_speaker_who_is_not_known_is_told(engine: Engine) -> None:
    answer = engine.ask(QUESTION, speaker="Tom Ahl")
    assert (answer.status, answer.reason, answer.nearest) == ("abstained", "outside_filters", ())
    assert (answer.searched_articles, answer.searched_sentences) == (0, 0)
    assert answer.notices == ("no words of 'Tom Ahl' were recognised in the articles searched",)


def test_what_a_speaker_has_said_nothing_on_is_not_answered_from_others(engine: Engine) -> None:
    answer = engine.ask("What will the repair of the pier cost?", speaker="Voss")
    assert (answer.status, answer.reason) == ("abstained", "outside_filters")
    assert [quote.text for quote in answer.nearest] == [PIER.text.splitlines()[1]]
    assert (answer.searched_articles, answer.searched_sentences) == (1, 1)


@pytest.mark.parametrize("name", ["?", "", "  "])
def test_a_name_without_letters_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(QuestionError, match="names nobody; give a name"):
        engine.ask(QUESTION, speaker=name)


def test_words_are_found_among_any_number_of_sentences_more_like_the_question(tmp_path: Path) -> None:
    others = "".join(f"The pier at Norvik was safe in year {number}.\n" for number in range(80))
    long = Article("long", "", f"{others}Mina Voss said that nothing had moved.\n")
    with newsroom(tmp_path, (long,)) as engine:
        answer = engine.ask(QUESTION, speaker="Voss")
        examined = engine.examine(QUESTION)
    assert all("Voss" not in candidate.sentence.text for candidate in examined.candidates)
    assert [quote.text for quote in (*answer.quotes, *answer.nearest)] == ["Mina Voss said that nothing had moved."]


def test_the_sentence_behind_that_gives_the_cause_is_not_joined_where_another_says_it(tmp_path: Path) -> None:
    text = "Mina Voss said the pier was closed on Monday. This was because a beam of the pier broke."
    with newsroom(tmp_path, (Article("pier", "", text),)) as engine:
        question = "Why was the pier closed on Monday?"
        assert len(engine.ask(question).evidence_set) == 2
        answer = engine.ask(question, speaker="Voss")
    assert [quote.text for quote in answer.quotes] == ["Mina Voss said the pier was closed on Monday."]


def test_a_headline_is_no_occurrence_of_what_somebody_said(tmp_path: Path) -> None:
    question = "Have villagers suffered greatly from the raiders?"
    with newsroom(tmp_path, (RAIDS,)) as engine:
        assert engine.ask(question).quotes[0].occurrences
        (quote,) = engine.ask(question, speaker="Maren Holt").quotes
    assert quote.text.endswith("told reporters that villagers have suffered greatly from the raiders.")
    assert quote.occurrences == ()


def test_articles_that_are_not_read_are_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker_words, "MOST_ARTICLES", 1)
    answer = engine.ask(QUESTION, speaker="Brandt")
    assert answer.notices == ("the articles that name 'Brandt' most were searched (1), not all",)
    assert not engine.said("Brandt").is_complete
