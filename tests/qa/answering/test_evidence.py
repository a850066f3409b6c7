"""Found sentences become statements, ranked, each knowing how it stands to the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from index import Article, Corpus
from qa.answering.evidence import Evidence, rank_evidence
from qa.confidence.features import QuestionFeatures, retrieval_score
from qa.reader.base import ReaderInput, Reading
from qa.reader.pair import AGAIN, ReaderPair
from qa.retrieval.hybrid import retrieve
from qa.retrieval.search import Query, search
from qa.text.words import content_words
from tests.support.doubles import HashEncoder
from tests.support.newsroom import BY_COVERAGE, newsroom
from tests.support.readers import OverlapReader


def evidence(folder: Path, question: str, *, first: int | None = None) -> list[Evidence]:
    with newsroom(folder) as engine, engine.corpus.view() as view:
        found = retrieve(view, question, vector=HashEncoder(256).encode_question(question))
        return rank_evidence(
            view,
            QuestionFeatures.of(question, {}, sentences=view.sentence_count),
            candidates=found[:first],
            model=BY_COVERAGE,
        )


def test_what_says_the_same_is_one_statement_that_names_every_place(tmp_path: Path) -> None:
    ranked = evidence(tmp_path, "How many passengers were killed?")
    (killed,) = (e for e in ranked if "23 passengers" in e.candidate.sentence.text)
    assert sorted(s.article_id for s in (killed.candidate.sentence, *killed.others)) == ["raids", "raids", "wire"]


def test_the_first_stands_above_the_second_as_far_as_the_others_fall_behind_the_first(tmp_path: Path) -> None:
    ranked = evidence(tmp_path, "What did Ilse Brandt tell the council?")
    first, second, *rest = ranked
    assert first.features.relevance_margin == pytest.approx(first.relevance - second.relevance)
    assert first.features.relevance_margin > 0
    assert retrieval_score(first.features) > retrieval_score(second.features)
    assert first.features.score_margin > 0 > second.features.score_margin
    assert all(e.features.relevance_margin == pytest.approx(e.relevance - first.relevance) for e in (second, *rest))
    assert first.features.retrieval_lead == pytest.approx(min(1.0, first.features.score_margin / 0.02))
    assert all(-1.0 <= e.features.retrieval_lead < 0 for e in (second, *rest))


def test_a_statement_alone_stands_above_nothing(tmp_path: Path) -> None:
    (alone,) = evidence(tmp_path, "What did Ilse Brandt tell the council?", first=1)
    assert (alone.features.score_margin, alone.features.relevance_margin, alone.others) == (0.0, 0.0, ())


def test_a_name_that_stands_in_the_title_is_matched(tmp_path: Path) -> None:
    ranked = evidence(tmp_path, "Until when did the road in Torvald stay closed?")
    road = next(e for e in ranked if e.candidate.sentence.text.startswith("The road stayed closed"))
    assert road.features.unmatched_entities == 0.0
    assert {e.features.unmatched_entities for e in ranked if e.candidate.sentence.article_id == "market"} == {1.0}


@pytest.mark.parametrize(
    ("title", "section"), [("The light at Harl", "Maria Tolland."), ("Maria Tolland, lighthouse keeper", "")]
)
def test_a_reader_is_told_whom_a_sentence_is_about_that_says_she_unless_the_title_does(
    tmp_path: Path, title: str, section: str
) -> None:
    seen: dict[str, str] = {}

    class Sees(OverlapReader):
        def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
            seen.update({candidate.text: candidate.section for candidate in candidates})
            return super().score(question, candidates)

    question = "When did Maria Tolland die?"
    text = "Maria Tolland kept the light for forty years. She died on 3 May. The lamp was sold."
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(256), create=True) as corpus:
        corpus.add([Article("a", title, text)])
        with corpus.view() as view:
            ranked = rank_evidence(
                view,
                QuestionFeatures.of(question, {}, sentences=view.sentence_count),
                candidates=retrieve(view, question, vector=HashEncoder(256).encode_question(question)),
                model=BY_COVERAGE,
                reader=Sees(),
            )
    assert seen == {
        "Maria Tolland kept the light for forty years.": "",
        "She died on 3 May.": section,
        "The lamp was sold.": "",
    }
    died = next(e for e in ranked if e.text == "She died on 3 May.")
    assert died.features.unmatched_entities == 0.0


class Prefers:
    """A reader that likes the sentences that hold a word far better than all others."""

    name, fitted = "prefers", None

    def __init__(self, word: str) -> None:
        self.word = word

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        return [Reading(100.0 * (self.word in candidate.text)) for candidate in candidates]

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize(
    ("question", "liked", "first"),
    [
        ("What reopened at Port Ostrin?", "passengers", "The fish market at Port Ostrin"),
        ("Who told the council of Ilse Brandt?", "Gunmen", "Repairs cost nine million"),
        ("Where were the passengers killed near Muzhgail?", "Repairs", "At least 23 passengers"),
        ("What did Holt maintain?", "reopened", "“We will stand by the valley"),
        ("What kept the road in Torvald closed?", "reopened", "The road stayed closed"),
        ("What did the ministry report?", "reopened", "The fish market"),  # no name is asked for: the reader has it
    ],
)
def test_a_statement_without_the_name_asked_for_gives_way_to_a_surer_one_that_has_it(
    tmp_path: Path, question: str, liked: str, first: str
) -> None:
    with newsroom(tmp_path) as engine, engine.corpus.view() as view:
        found = retrieve(view, question, vector=HashEncoder(256).encode_question(question))
        counts = view.document_frequency(content_words(question))
        asked = QuestionFeatures.of(question, counts, sentences=view.sentence_count)
        read = {liked: next(c for c in found if liked in c.sentence.text)}
        candidates = [*found[:3], *(c for c in read.values() if c not in found[:3])]
        ranked = rank_evidence(view, asked, candidates=candidates, model=BY_COVERAGE, reader=Prefers(liked))
    assert ranked[0].candidate.sentence.text.startswith(first)
    assert [e.relevance for e in ranked[1:]] == sorted((e.relevance for e in ranked[1:]), reverse=True)


class Marks:
    """A reader that finds all sentences equally good, and marks the first number, or another pattern, in each."""

    name, fitted = "marks", None

    def __init__(self, pattern: str = r"\d+") -> None:
        self.pattern = pattern

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        spans = [re.search(self.pattern, candidate.text) for candidate in candidates]
        return [Reading(1.0, span.span() if span else None) for span in spans]

    def close(self) -> None:
        """Hold nothing."""


def test_a_statement_of_the_same_answer_makes_no_other_less_sure(tmp_path: Path) -> None:
    twice = Article("twice", "Norvik", "In Norvik 23 people were hurt. The fire had hurt 23 in all. It burnt 4 houses.")
    question = "How many people were hurt in Norvik?"
    with newsroom(tmp_path, (twice,)) as engine, engine.corpus.view() as view:
        found = retrieve(view, question, vector=HashEncoder(256).encode_question(question))
        asked = QuestionFeatures.of(question, {}, sentences=view.sentence_count)
        model = replace(BY_COVERAGE, dense_weight=1.0)
        ranked = rank_evidence(view, asked, candidates=found, model=model, reader=Marks())
    by_text = {e.candidate.sentence.text: e for e in ranked}
    first, same = by_text["In Norvik 23 people were hurt."], by_text["The fire had hurt 23 in all."]
    other = by_text["It burnt 4 houses."]
    assert first.features.relevance_margin == pytest.approx(first.relevance - other.relevance)
    assert same.features.relevance_margin == pytest.approx(same.relevance - other.relevance)
    assert other.features.relevance_margin == pytest.approx(other.relevance - max(first.relevance, same.relevance))


@pytest.mark.parametrize(
    ("question", "marked"),
    [("What did the harbour master say?", False), ("Who said that the beam is old?", True)],
)
def test_who_spoke_is_not_marked_as_what_was_said(tmp_path: Path, question: str, marked: bool) -> None:
    text = "The pier was closed on Monday.\n“The beam is old,” said Ilse Brandt, the harbour master of Norvik."
    with newsroom(tmp_path, (Article("pier", "Pier", text),), reader=Marks("Ilse Brandt")) as engine:
        (one,) = (e for e in engine.examine(question).evidence if "Brandt" in e.candidate.sentence.text)
    assert one.reading is not None
    assert (one.reading.answer_span is not None) is marked


@pytest.mark.parametrize(
    ("question", "read", "marked"),
    [
        ("When did the pier close?", "It closed on 14 April 2025, say two guards.", "Monday"),
        ("Why did the pier close on Monday?", "It closed on Monday, say two guards.", None),
        ("When on Monday did the pier close?", "It closed on Monday, say two guards.", None),
    ],
)
def test_a_reader_is_shown_dates_where_it_is_asked_when_and_marks_the_articles_words(
    tmp_path: Path, question: str, read: str, marked: str | None
) -> None:
    text = "It closed on Monday, say two guards."
    reader, given = Marks(r"\d+ April"), list[str]()
    score = reader.score

    def noted(asked: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        given.extend(candidate.text for candidate in candidates)
        return score(asked, candidates)

    reader.score = noted  # type: ignore[method-assign]
    with newsroom(tmp_path, (Article("pier", "Pier", text, published="2025-04-16"),), reader=reader) as engine:
        (one,) = engine.examine(question).evidence
    assert given == [read]
    assert one.text == text
    assert one.reading is not None
    span = one.reading.answer_span
    assert (None if span is None else text[slice(*span)]) == marked


class PrefersOnSecondLook:
    """A second reader that finds what holds some words to answer, and notes what it is given."""

    name = "prefers"

    def __init__(self, words: str) -> None:
        self.words, self.given = words, list[str]()

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        self.given += [candidate.text for candidate in candidates]
        return [Reading(9.0 if self.words in candidate.text else -9.0) for candidate in candidates]

    def close(self) -> None:
        """Hold nothing."""


def _read_by_both(folder: Path, question: str, second: PrefersOnSecondLook) -> list[Evidence]:
    with newsroom(folder) as engine, engine.corpus.view() as view:
        found = retrieve(view, question, vector=HashEncoder(256).encode_question(question))
        return rank_evidence(
            view,
            QuestionFeatures.of(question, {}, sentences=view.sentence_count),
            candidates=found,
            model=replace(BY_COVERAGE, weights={"second_logit": 1.0}, second_weight=2.0, alone=BY_COVERAGE),
            reader=ReaderPair(OverlapReader(), second, fitted={}),
        )


def test_the_best_few_are_read_again_and_ranked_and_judged_by_both_readers(tmp_path: Path) -> None:
    question = "What did Ilse Brandt tell the council?"
    by_both = partial(_read_by_both, question=question)
    neither = PrefersOnSecondLook("what no sentence holds")
    before = by_both(tmp_path / "before", second=neither)
    assert neither.given
    third = before[AGAIN - 1].candidate.sentence.text
    second = PrefersOnSecondLook(third)
    ranked = by_both(tmp_path / "after", second=second)
    assert len(second.given) == AGAIN < len(ranked)
    assert ranked[0].candidate.sentence.text == third
    assert ranked[0].features.second_logit == 9.0
    # what was not read again counts as little as the least that was, and is not above it
    assert {e.features.second_logit for e in ranked[1:]} == {-9.0}
    assert ranked[0].confidence > 0.5 > ranked[1].confidence


def test_what_the_second_reader_cannot_read_is_judged_by_the_first_alone(tmp_path: Path) -> None:
    second = PrefersOnSecondLook("reopened")
    ranked = _read_by_both(tmp_path, "Was hat Ilse Brandt dem Rat nach der Sitzung gesagt?", second)
    assert second.given == []
    assert {e.features.second_logit for e in ranked} == {0.0}
    assert [e.confidence for e in ranked] == [BY_COVERAGE.confidence(e.features) for e in ranked]


def test_a_statement_without_a_rival_leads_by_all(tmp_path: Path) -> None:
    with newsroom(tmp_path, [Article(id="one", text="The pier of Norvik was closed on Monday.")]) as engine:
        (only,) = engine.examine("When was the pier closed?").evidence
    assert (only.features.retrieval_lead, only.features.score_margin) == (1.0, 0.0)


FIRES = [
    Article("dunvale", "Fire in Dunvale", "A stove set fire to the hotel in Dunvale. Four people died there."),
    Article("arkholm", "Fire in Arkholm", "The mill of Arkholm burned. Nine people died there when it fell."),
]


def _asked_of(folder: Path, articles: Sequence[Article], question: str) -> Evidence:
    with newsroom(folder, articles) as engine, engine.corpus.view() as view:
        return rank_evidence(
            view,
            QuestionFeatures.over(view, question, sentences=()),
            candidates=retrieve(view, question, vector=HashEncoder(256).encode_question(question)),
            model=BY_COVERAGE,
            reader=OverlapReader(),
        )[0]


def test_what_another_article_states_as_well_leaves_little_lead_and_what_the_same_article_states_does_not(
    tmp_path: Path,
) -> None:
    question = "How many people died there?"
    two = _asked_of(tmp_path / "two", FIRES, question).features
    one = _asked_of(tmp_path / "one", FIRES[:1], question).features
    again = Article("again", "Fire in Dunvale", FIRES[0].text + " Nine people died there when it fell.")
    same_article = _asked_of(tmp_path / "again", [again], question).features
    assert abs(two.article_lead) < 1.0
    assert one.article_lead == same_article.article_lead == 3.0
    assert same_article.relevance_margin == pytest.approx(two.relevance_margin, abs=1.0)


def test_a_question_is_vague_that_says_little_and_may_mean_several_articles(tmp_path: Path) -> None:
    def vagueness(articles: Sequence[Article], question: str) -> float:
        return _asked_of(tmp_path / f"{len(articles)}-{len(question)}", articles, question).features.vagueness

    assert vagueness(FIRES, "Who died?") > vagueness(FIRES, "How many people died?") > 0.0
    assert vagueness(FIRES, "Who died in Dunvale?") == 0.0
    assert vagueness(FIRES, "How many people died when the mill fell?") == 0.0
    assert vagueness(FIRES[:1], "Who died?") == 0.0


GOAL = Article(
    "goal",
    "Penalties",
    "The goalkeeper Per Ahl saved two penalties.\n“I watched his hip,” Ahl said after the match.\n"
    "The coach Jan Stern complained.\nHe said that the red card had decided what to say of the match.\n",
)


def test_whose_words_are_asked_for_stand_before_what_another_said(tmp_path: Path) -> None:
    with newsroom(tmp_path, (GOAL,)) as engine, engine.corpus.view() as view:
        question = "What did the goalkeeper say?"
        found = search(view, Query(question, question, lambda _spelt: HashEncoder(256).encode_question(question)))
        surer = replace(BY_COVERAGE, weights={"coverage": 4.0, "spoken": 4.0})
        asked = QuestionFeatures.of(question, {}, sentences=view.sentence_count)
        first, *_ = rank_evidence(view, asked, candidates=found, model=surer, reader=Prefers("red card"))
        unsure = replace(BY_COVERAGE, weights={"reader_logit": 0.1})
        other, *_ = rank_evidence(view, asked, candidates=found, model=unsure, reader=Prefers("red card"))
    assert first.candidate.sentence.text == "“I watched his hip,” Ahl said after the match."
    assert "red card" in other.candidate.sentence.text  # not known to be theirs, but surer
