"""Questions about the evidence, put to the engine: the same quotes, or those not shown yet."""

from __future__ import annotations

import pytest

from qa.engine import Engine
from qa.records import Answer, Turn

QUESTION = "How many passengers were killed after being taken off buses and trucks near Muzhgel?"


def _turn(answer: Answer) -> Turn:
    return Turn(answer.question, tuple(quote.text for quote in answer.quotes))


@pytest.mark.parametrize(
    ("question", "operation"),
    [("When was that published?", "date"), ("Any other source?", "occurrences")],
)
def test_an_operation_answers_with_the_sentences_cited_last(engine: Engine, question: str, operation: str) -> None:
    first = engine.ask(QUESTION, limit=1)
    again = engine.ask(question, history=[_turn(first)])
    assert (again.status, again.operation, again.understood_as) == ("answered", operation, QUESTION)
    assert [q.text for q in again.quotes] == [q.text for q in first.quotes]
    assert again.quotes[0].citation == first.quotes[0].citation


def test_who_said_that_is_answered_by_a_name_of_the_article(engine: Engine) -> None:
    first = Turn("What of the valley?", ("“We will stand by the valley,” Holt maintained after the visit.",))
    answer = engine.ask("Who said that?", history=[first])
    assert (answer.status, answer.operation) == ("answered", "speaker")
    (quote,) = answer.quotes
    assert quote.said_by is not None
    text = engine.corpus.article(quote.citation.article_id).text
    assert text[quote.said_by.start : quote.said_by.end] == "Maren Holt"
    assert quote.answer_span is None  # the name stands in another sentence
    assert answer.to_dict()["quotes"][0]["said_by"]["via"] == "name"
    assert answer.to_dict()["quotes"][0]["speech"] == "direct"


def test_a_name_in_the_sentence_itself_is_marked_as_the_answer(engine: Engine) -> None:
    told = "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council."
    (quote,) = engine.ask("Who said that?", history=[Turn("What did the repairs cost?", (told,))]).quotes
    assert quote.answer_span is not None
    assert quote.text[slice(*quote.answer_span)] == "Ilse Brandt"


def test_nobody_is_named_for_what_the_article_says_itself(engine: Engine) -> None:
    first = engine.ask(QUESTION, limit=1)
    answer = engine.ask("Who said that?", history=[_turn(first)])
    assert (answer.status, answer.reason, answer.quotes) == ("abstained", "unknown_speaker", ())
    assert [q.text for q in answer.nearest] == [q.text for q in first.quotes]
    assert "said_by" not in answer.to_dict()["nearest"][0]
    assert "speech" not in answer.to_dict()["nearest"][0]


def test_more_is_what_was_not_cited_yet(engine: Engine) -> None:
    first = engine.ask(QUESTION, limit=1)
    more = engine.ask("more", history=[_turn(first)])
    shown = {quote.text for quote in first.quotes}
    assert more.operation == "more"
    assert shown.isdisjoint(quote.text for quote in more.quotes + more.nearest)


def test_sentences_that_are_gone_cannot_be_asked_about(engine: Engine) -> None:
    gone = Turn(QUESTION, ("This sentence stands nowhere.",))
    answer = engine.ask("Who said that?", history=[gone])
    assert (answer.status, answer.quotes) == ("abstained", ())


def test_a_follow_up_is_answered_from_what_it_carries(engine: Engine) -> None:
    first = Turn("What did Maren Holt tell reporters?", ("Maren Holt told reporters of the raids.",))
    answer = engine.ask("What did she maintain after the visit?", history=[first])
    carried = [answer.understood_as[start:end] for start, end in answer.carried]
    assert "Maren Holt" in carried
    assert answer.to_dict()["carried"][0] == {"start": answer.carried[0][0], "end": answer.carried[0][1]}


def test_a_first_question_about_nobody_is_asked_back_with_the_nearest(engine: Engine) -> None:
    answer = engine.ask("What did she say?")
    assert (answer.status, answer.reason, answer.quotes) == ("abstained", "underspecified", ())
    assert answer.nearest


def test_history_is_no_part_of_a_question_that_stands_alone(engine: Engine) -> None:
    history = [Turn("When did the fish market at Port Ostrin reopen?", ("The fish market at Port Ostrin reopened.",))]
    with_history, without = engine.ask(QUESTION, history=history).to_dict(), engine.ask(QUESTION).to_dict()
    for answer in (with_history, without):
        del answer["id"], answer["created"]
    assert with_history == without
