"""Every labelled question is put to the engine and to the baselines, and what came of it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article
from qa.engine import Engine
from qa.errors import EvaluationError
from qa.evaluation.question_set import BadLine, Label, Labelled, QuestionSet
from qa.evaluation.run import DENSE, FULL, FUSED, LEXICAL, WAYS, ask_all, borne_out, outcome
from tests.support.newsroom import newsroom

REOPENED = "When did the fish market at Port Ostrin reopen?"
PASSENGERS = "How many passengers were killed after being taken off buses and trucks?"


def right(question: str, *labels: Label) -> Labelled:
    return Labelled(question, (1,), labels, (), True)


def asked(*questions: Labelled) -> QuestionSet:
    return QuestionSet(questions, (BadLine(9, "it has no question; give one"),), (), "")


def test_the_right_sentence_is_found_in_every_ranking(engine: Engine) -> None:
    found = outcome(engine, right(REOPENED, Label("reopened after two years")))
    assert found.answered
    assert found.right is True
    assert found.score is not None
    assert found.answer.confidence == round(engine.models.confidence_model.curve.apply(found.score), 4)
    assert {way: found.rank(way) for way in WAYS} == {FULL: 1, FUSED: 1, LEXICAL: 1, DENSE: 1}
    assert all(sum(found.rankings[way]) == 1 for way in WAYS)


def test_what_is_ranked_lower_has_its_rank_and_what_is_not_there_none(engine: Engine) -> None:
    lower = outcome(engine, right(REOPENED, Label("nine million crowns")))
    assert lower.right is False
    assert (lower.rank(FULL) or 0) > 1
    assert lower.sentence == "Repairs cost nine million crowns, the harbour master Ilse Brandt told the council."
    other = outcome(engine, right(REOPENED, Label("Subscribe to our newsletter")))
    assert all(other.rank(way) is None for way in WAYS)
    assert other.sentence is None


def test_a_statement_is_right_by_any_place_where_it_stands(engine: Engine) -> None:
    """The quote is from one article; the same statement in the two others is as right."""
    quoted = outcome(engine, right(PASSENGERS, Label("At least 23 passengers were killed", "raids")))
    assert quoted.right is True
    assert quoted.first is not None
    assert quoted.first.citation.article_id == "wire"


def test_of_a_question_known_by_a_wrong_quote_only_that_quote_is_judged(engine: Engine) -> None:
    quote = "The fish market at Port Ostrin reopened after two years of repairs."
    again = outcome(engine, Labelled(REOPENED, (1,), (), (Label(quote, "market"),)))
    assert again.right is False
    assert set(again.rankings) == {FULL, FUSED}
    other = outcome(engine, Labelled(REOPENED, (1,), (), (Label("Forty trucks were burnt.", "raids"),)))
    assert other.right is None


def test_what_nothing_answers_is_wrong_whatever_stands_first(engine: Engine) -> None:
    assert outcome(engine, Labelled("What is the capital of Zanzibar?", (1,), answerable=False)).right is False


def test_every_question_is_told_of(engine: Engine) -> None:
    told: list[int] = []
    outcomes = ask_all(engine, [right(REOPENED, Label("two years"))] * 3, on_asked=told.append)
    assert told == [1, 1, 1]
    assert len({o.score for o in outcomes}) == 1


def test_labels_that_no_sentence_bears_out_are_bad_lines_and_the_rest_is_kept(engine: Engine) -> None:
    kept, bad = borne_out(
        engine,
        asked(
            right("a", Label("nine million", None, 1), Label("ten million crowns", None, 2)),
            right("b", Label("Repairs cost ten million crowns", "market", 3)),
            right("c", Label("anything", "gone", 4)),
            right("d", Label("of", None, 5)),
            Labelled("e", (6,), (), (Label("whatever", "gone", 6),)),
        ),
    )
    assert [(one.question, [label.line for label in one.right]) for one in kept] == [("a", [1]), ("d", [5]), ("e", [])]
    assert [one.line for one in bad] == [2, 3, 4, 9]
    assert bad[0].reason == "no sentence of the articles holds 'ten million crowns'; copy the text from one"
    assert "no sentence of the article 'market' holds" in bad[1].reason
    assert "no article has the id 'gone'" in bad[2].reason


def test_an_expected_text_of_several_sentences_is_borne_out_by_each(engine: Engine) -> None:
    text = "Gunmen stopped buses on the coast road before dawn. At least 23 passengers were killed on Monday"
    kept, bad = borne_out(engine, asked(right("a", Label(text, None, 1))))
    assert (len(kept), [one.line for one in bad]) == (1, [9])


def test_a_set_without_a_question_that_fits_is_refused(engine: Engine) -> None:
    with pytest.raises(
        EvaluationError, match=r"no question can be measured on .*: line 1: no article has the id 'gone'"
    ):
        borne_out(engine, asked(right("c", Label("anything", "gone", 1))))


def test_a_corpus_without_articles_is_refused(tmp_path: Path) -> None:
    with newsroom(tmp_path, []) as engine, pytest.raises(EvaluationError, match="qa add"):
        borne_out(engine, asked(right("a", Label("nine"))))


def test_a_corpus_in_which_nothing_can_answer_gives_no_score(tmp_path: Path) -> None:
    boilerplate = Article("f", "News", "Subscribe to our newsletter\n")
    with newsroom(tmp_path, [boilerplate]) as engine:
        found = outcome(engine, right("Who won the cup?", Label("Subscribe")))
        other = outcome(engine, Labelled("Who won?", (1,), (), (Label("Subscribe"),)))
    assert (found.right, found.score, found.first) == (False, None, None)
    assert (other.right, other.score) == (None, None)
