"""The engine answers with what stands in the articles, and says why when it does not answer."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import qa.engine
from index import Article, Corpus, Filters
from index.errors import CorpusDamaged, CorpusMissing, InvalidArticle, UnknownArticle
from qa.engine import Engine, Models
from qa.errors import CalibrationError, QuestionError
from qa.reader.base import ReaderInput, Reading
from qa.records import Answer
from qa.retrieval.fusion import fuse
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.newsroom import BY_COVERAGE, MARKET, RAIDS, WIRE, newsroom


def same(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in answer.to_dict().items() if key not in ("id", "created")}


def test_an_answer_is_a_sentence_of_the_article_at_its_place(engine: Engine) -> None:
    answer = engine.ask("When did the fish market at Port Ostrin reopen?")
    quote = answer.quotes[0]
    assert quote.text == "The fish market at Port Ostrin reopened after two years of repairs."
    assert MARKET.text[quote.citation.start : quote.citation.end] == quote.text
    assert quote.citation.article_id == "market"
    assert quote.after == ("Repairs cost nine million crowns, the harbour master Ilse Brandt told the council.",)
    assert (answer.status, answer.reason, answer.nearest) == ("answered", None, ())
    assert answer.confidence == quote.confidence >= 0.5
    with engine.corpus.view() as view:
        assert (answer.searched_articles, answer.searched_sentences) == (3, view.sentence_count)


def test_a_question_heading_lifts_its_section_and_never_answers(engine: Engine) -> None:
    shown = engine.ask("What happened in Torvald?", limit=20, max_error=0.001).nearest
    assert all(quote.text != "What happened in Torvald?" for quote in shown)
    section = {"Gunmen stopped buses on the coast road before dawn.", "The road stayed closed until evening."}
    expected = {q.text: fuse({0: q.scores.dense or 0.0}, {0: q.scores.lexical or 0.0})[0] for q in shown}
    lifted = {q.text for q in shown if q.scores.fused > expected[q.text] + 0.2}
    assert section <= lifted <= section | {q.text for q in shown if "23 passengers" in q.text}


def test_repeats_are_one_quote_with_all_its_occurrences(engine: Engine) -> None:
    answer = engine.ask("How many passengers were killed after being taken off buses and trucks?")
    quote = answer.quotes[0]
    assert "At least 23 passengers" in quote.text
    assert quote.articles == 2
    places = {
        (o.article_id, RAIDS.text[o.start : o.end] if o.article_id == "raids" else WIRE.text[o.start : o.end])
        for o in quote.occurrences
    }
    assert len(places) == 2
    assert all("23 passengers" in text for _, text in places)
    assert sum("23 passengers" in q.text for q in answer.quotes) == 1


def test_a_highlight_answers_through_the_sentence_that_bears_it_out(engine: Engine) -> None:
    answer = engine.ask("Who says villagers have suffered greatly from raiders?")
    quote = answer.quotes[0]
    assert quote.role == "body"
    assert quote.text.startswith("The ministry’s spokeswoman Maren Holt")
    assert [RAIDS.text[o.start : o.end] for o in quote.occurrences] == [
        "Villagers have suffered greatly from raiders, says Holt."
    ]


def test_a_highlight_that_nothing_bears_out_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("How many trucks were burnt?", limit=20)
    assert len([*answer.quotes, *answer.nearest]) >= 3
    assert all("burnt" not in quote.text for quote in [*answer.quotes, *answer.nearest])


def test_boilerplate_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("Subscribe to our newsletter", limit=20)
    assert len([*answer.quotes, *answer.nearest]) >= 3
    assert all("newsletter" not in quote.text for quote in [*answer.quotes, *answer.nearest])


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the capital of Zanzibar?", "unknown_terms"),
        ("The villagers have suffered greatly from the raiders.", "not_a_question"),
        ("?!", "not_a_question"),
    ],
)
def test_an_abstention_says_why(engine: Engine, question: str, reason: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, answer.reason, answer.quotes) == ("abstained", reason, ())
    assert answer.nearest


def test_a_question_of_known_words_that_no_sentence_answers_is_below_the_threshold(tmp_path: Path) -> None:
    with newsroom(tmp_path, confidence_model=replace(BY_COVERAGE, bias=-50.0)) as engine:
        answer = engine.ask("How many passengers were killed?")
    assert (answer.status, answer.reason, answer.doubts) == ("abstained", "below_threshold", ())


def test_what_may_answer_is_shown_as_related_with_its_doubts(tmp_path: Path) -> None:
    with newsroom(tmp_path, confidence_model=replace(BY_COVERAGE, threshold=0.999, related_threshold=0.2)) as engine:
        answer = engine.ask("How many passengers were killed in Torvald in 1999?")
    assert (answer.status, answer.reason, answer.quotes) == ("related", "unsure", ())
    assert answer.nearest[0].confidence >= 0.2
    assert "names_missing" in answer.doubts
    assert answer.to_dict()["doubts"] == list(answer.doubts)


def test_an_empty_corpus_is_a_reason(tmp_path: Path) -> None:
    with newsroom(tmp_path, []) as engine:
        answer = engine.ask("Who won?")
    assert (answer.status, answer.reason, answer.nearest) == ("abstained", "empty_corpus", ())
    assert (answer.confidence, answer.searched_articles) == (0.0, 0)


def test_an_answer_outside_the_filters_is_said_to_be_there(engine: Engine) -> None:
    question = "When did the fish market at Port Ostrin reopen?"
    outside = engine.ask(question, filters=Filters(sources=("The Echo",)))
    assert (outside.status, outside.reason) == ("abstained", "outside_filters")
    assert {quote.citation.article_id for quote in outside.nearest} == {"raids"}
    assert outside.searched_articles == 1
    inside = engine.ask(question, filters=Filters(published_to="2023-12-31"))
    assert inside.quotes[0].citation.article_id == "market"


def test_filters_that_match_nothing_leave_nothing_to_show(engine: Engine) -> None:
    answer = engine.ask("What is the capital of Zanzibar?", filters=Filters(sources=("Nobody",)))
    assert (answer.status, answer.reason, answer.nearest) == ("abstained", "outside_filters", ())
    assert answer.notices == (
        "no article has the source 'Nobody'; the sources are 'The Echo', 'The Tribune' and 'Wire'",
    )


def test_limit_bounds_the_quotes(engine: Engine) -> None:
    assert len(engine.ask("passengers killed trucks buses road raids", limit=1).quotes) == 1
    assert len(engine.ask("What is the capital of Zanzibar?", limit=2).nearest) == 2


def test_a_smaller_error_to_accept_asks_for_more_confidence(engine: Engine) -> None:
    question = "What did the harbour master say about the visit?"
    assert engine.ask(question, max_error=0.5).status == "answered"
    assert engine.ask(question, max_error=0.2).status == "related"
    assert engine.ask(question, max_error=0.01).status == "related"


@pytest.mark.parametrize(
    "question",
    ["", "  \n", "x" * 10_000, "who\0", "who \ud800?", None, 7],
    ids=["empty", "space", "long", "NUL", "half", "None", "int"],
)
def test_an_unusable_question_is_a_clear_error(engine: Engine, question: str) -> None:
    with pytest.raises(QuestionError):
        engine.ask(question)


@pytest.mark.parametrize("limit", [0, 21, -1, True, 2.0])
def test_a_limit_outside_1_to_20_is_a_clear_error(engine: Engine, limit: int) -> None:
    with pytest.raises(QuestionError, match="from 1 to 20"):
        engine.ask("Who won?", limit=limit)


@pytest.mark.parametrize("filters", [{"sources": ("The Echo",)}, "The Echo", {}, 5])
def test_what_is_no_filters_is_a_clear_error(engine: Engine, filters: Any) -> None:
    with pytest.raises(QuestionError, match=r"filters is of type \w+; give Filters"):
        engine.ask("Who won?", filters=filters)
    with pytest.raises(QuestionError, match="give Filters"):
        engine.said("Brandt", filters=filters)


@pytest.mark.parametrize("history", ["Who won?", ["Who won?"], [{"question": "Who won?"}], 5, None, [None]])
def test_what_is_no_history_is_a_clear_error(engine: Engine, history: Any) -> None:
    with pytest.raises(QuestionError, match=r"history is of type \w+ and not of turns"):
        engine.ask("Who won?", history=history)


@pytest.mark.parametrize("max_error", [0, 1, -0.1, float("nan"), True, "0.1"])
def test_an_error_to_accept_lies_between_0_and_1(engine: Engine, max_error: float) -> None:
    with pytest.raises(QuestionError, match="above 0 and below 1"):
        engine.ask("Who won?", max_error=max_error)


def test_the_same_question_of_the_same_generation_has_the_same_answer(engine: Engine) -> None:
    question = "What did Maren Holt tell reporters?"
    assert same(engine.ask(question)) == same(engine.ask(f"  {question} "))


def test_the_order_of_articles_does_not_decide_among_different_scores(tmp_path: Path) -> None:
    question = "What did Maren Holt tell reporters?"
    with newsroom(tmp_path / "a") as one, newsroom(tmp_path / "b", (WIRE, MARKET, RAIDS)) as other:
        assert [q.text for q in one.ask(question).quotes] == [q.text for q in other.ask(question).quotes]


def test_questions_may_be_asked_at_once_and_while_articles_come_and_go(engine: Engine) -> None:
    question = "What did Maren Holt tell reporters?"
    alone = engine.ask(question).quotes
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(engine.ask, question) for _ in range(20)]
        for n in range(5):
            engine.add([Article(id=f"new-{n}", title="Rain", text=f"It rained on {n} days in the hills.")])
            engine.delete([f"new-{n}"])
        answers = [future.result() for future in asked]
    assert all(a.quotes[0].citation == alone[0].citation for a in answers)


def test_asking_leaves_the_event_loop_free(engine: Engine) -> None:
    async def both() -> list[Answer]:
        return await asyncio.gather(*(engine.aask("Who is Maren Holt?") for _ in range(3)))

    answers = asyncio.run(both())
    assert len({repr(same(answer)) for answer in answers}) == 1


@pytest.mark.parametrize("question", ["When did the fish market at Port Ostrin reopen?", "Who won the cup?", "more"])
def test_an_examination_holds_the_very_answer_and_what_it_was_chosen_from(engine: Engine, question: str) -> None:
    examined = engine.examine(question)
    assert same(examined.answer) == same(engine.ask(question))
    shown = [quote.text for quote in (*examined.answer.quotes, *examined.answer.nearest)]
    assert shown == [e.candidate.sentence.text for e in examined.evidence[: len(shown)]]
    fused = [candidate.fused for candidate in examined.candidates]
    assert fused == sorted(fused, reverse=True)
    assert {e.candidate for e in examined.evidence} <= {*examined.candidates}


class LongestReader:
    fitted = None
    """Prefers the longest sentence, and marks its first word."""

    name = "longest"

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        return [Reading(float(len(c.text)), (0, len(c.text.split()[0]))) for c in candidates]

    def close(self) -> None:
        """Hold nothing."""


def test_a_reader_ranks_and_marks(tmp_path: Path) -> None:
    with newsroom(tmp_path, reader=LongestReader()) as engine:
        answer = engine.ask("spokeswoman Maren Holt told reporters villagers", max_error=0.5)
    quote = answer.quotes[0]
    assert answer.models == {"encoder": "hash", "reader": "longest"}
    assert quote.scores.reader == len(quote.text)
    assert quote.answer_span == (0, len(quote.text.split()[0]))


def test_a_question_that_names_nobody_is_asked_back_with_whom_it_could_mean(engine: Engine) -> None:
    answer = engine.ask("What did she say?")
    assert (answer.status, answer.reason, answer.quotes) == ("abstained", "underspecified", ())
    assert "Maren Holt" in [one.name for one in answer.could_mean]
    for one in answer.could_mean:
        assert engine.corpus.article(one.article_id).text[one.start : one.end] == one.name
        assert one.question == f"What did {one.name} say?"
        assert engine.ask(one.question).reason != "underspecified"


def test_only_what_was_asked_back_carries_candidates(engine: Engine) -> None:
    assert "could_mean" not in engine.ask("What happened in Torvald?").to_dict()
    assert "could_mean" not in engine.ask("Who discovered the zyzzyva beetle in Qatar?").to_dict()
    assert engine.ask("Why?").to_dict()["could_mean"] == []
    assert engine.ask("Who said that?").to_dict()["could_mean"] == []


def test_an_article_longer_than_the_settings_allow_is_not_stored(tmp_path: Path) -> None:
    models = Models(HashEncoder(), None, BY_COVERAGE)
    with Corpus.open(tmp_path / "corpus", encoder=models.encoder, create=True) as corpus:
        short = Engine(corpus, models, settings=Settings(max_article_chars=1000))
        short.add([Article("a", "Rain", "It rained. " * 90)])
        with pytest.raises(InvalidArticle, match=r"1,100 characters, more than 1,000.*QA_MAX_ARTICLE_CHARS"):
            short.add([Article("b", "Rain", "It rained. " * 100)])
        assert [article.id for article in corpus.articles()] == ["a"]


class ClosingReader(LongestReader):
    """Counts how often it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def test_closing_closes_the_reader_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ClosingReader()
    monkeypatch.setattr(qa.engine, "open_reader", lambda settings: reader)
    with Engine.open(tmp_path / "corpus", settings=Settings(), encoder=HashEncoder(), create=True, writable=True):
        assert reader.closed == 0
    assert reader.closed == 1


@pytest.mark.model
def test_the_threads_of_the_shipped_reader_end_with_the_engine(tmp_path: Path) -> None:
    def reading() -> int:
        return sum(thread.name.startswith("reader") for thread in threading.enumerate())

    before = reading()
    with Engine.open(
        tmp_path / "corpus", settings=Settings(), encoder=HashEncoder(), create=True, writable=True
    ) as engine:
        engine.add([MARKET])
        engine.ask("When did the fish market at Port Ostrin reopen?")
        assert reading() > before
    assert reading() == before


@pytest.mark.parametrize("failing", ["corpus", "calibration"])
def test_what_was_opened_is_closed_where_a_later_part_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise CalibrationError("it cannot be read")

    reader = ClosingReader()
    monkeypatch.setattr(qa.engine, "open_reader", lambda settings: reader)
    if failing == "calibration":
        monkeypatch.setattr(qa.engine, "with_own", fail)
    folder = tmp_path / "corpus"
    Corpus.open(folder, encoder=HashEncoder(), create=True).close()
    if failing == "corpus":
        (folder / "manifest.json").write_text("{")
    with pytest.raises(CalibrationError if failing == "calibration" else CorpusDamaged):
        Engine.open(folder, settings=Settings(), encoder=HashEncoder(), writable=True)
    assert reader.closed == 1
    if failing == "corpus":
        shutil.rmtree(folder)
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True):  # its lock was given back
        pass


def test_a_temporary_engine_answers_over_texts_and_leaves_nothing() -> None:
    texts = ["The ferry to Norvik was late.", "It rained in the hills."]
    with Engine.from_texts(texts, settings=Settings(reader="none"), encoder=HashEncoder()) as engine:
        answer = engine.ask("Was the ferry to Norvik late?")
        folder = engine.corpus.folder
    assert answer.searched_articles == 2
    assert [*answer.quotes, *answer.nearest][0].text == "The ferry to Norvik was late."
    assert not folder.exists()
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": texts, "id": ["ferry", "rain"]})
    with Engine.from_dataframe(frame, settings=Settings(reader="none"), encoder=HashEncoder()) as engine:
        assert {one.id for one in engine.corpus.articles()} == {"ferry", "rain"}


@pytest.mark.parametrize("holds", [None, "", "notes.txt"])
def test_that_there_is_no_corpus_is_said_before_a_model_is_compiled(tmp_path: Path, holds: str | None) -> None:
    folder, cache = tmp_path / "corpus", tmp_path / "cache"
    if holds is not None:
        folder.mkdir()
        if holds:
            (folder / holds).write_text("No corpus.")
    with pytest.raises(CorpusMissing, match="there is no corpus"):
        Engine.open(folder, settings=Settings(cache=cache))
    assert not cache.exists()


def test_one_article_in_place_of_several_and_what_is_no_article_are_refused(engine: Engine) -> None:
    for articles in (Article(text="It rained."), ["It rained."], [{"text": "It rained."}]):
        with pytest.raises(InvalidArticle, match="stands where"):
            engine.add(articles)  # type: ignore[arg-type]
    with pytest.raises(UnknownArticle, match=r"write \['a1'\]"):
        engine.delete("a1")


def test_an_answer_can_be_a_member_of_a_set(engine: Engine) -> None:
    answer = engine.ask("When did the fish market at Port Ostrin reopen?")
    assert {answer, pickle.loads(pickle.dumps(answer))} == {answer}
