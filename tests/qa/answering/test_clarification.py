"""Whether "she" needs asking back, and when a guess of what a question is about is left away."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from index import Article
from qa.answering.clarification import as_asked
from qa.conversation.understanding import Understood, understand
from qa.records import Turn
from tests.support.newsroom import BY_COVERAGE
from tests.support.newsroom import newsroom as open_newsroom

PAINTER = Article(
    "painter",
    "Painter dies at 84",
    "The painter Lena Moor has died at the age of 84.\nShe was married to the sculptor Per Ahl.\n"
    "Her pictures of harbours hang in forty museums.\n",
)
OTHER = Article("council", "Council votes", "The council of Norvik voted on the new bridge on Monday.\n")
BROTHERS = Article("brothers", "Brothers", "Per Ahl was married to a sculptor.\nJan Ahl was married to a painter.\n")
BY_OWN = replace(
    BY_COVERAGE, weights={"own_coverage": BY_COVERAGE.weights["coverage"]}
)  # what stands beside a sentence makes it no surer
newsroom = partial(open_newsroom, confidence_model=BY_OWN)
BRIDGE = Turn("When will the council close the harbour bridge?", ("The council will close it from 3 March.",))


def test_one_article_is_who_it_is_about(tmp_path: Path) -> None:
    with newsroom(tmp_path, (PAINTER,)) as engine:
        answer = engine.ask("Who was she married to?")
    assert (answer.status, answer.quotes[0].text) == ("answered", "She was married to the sculptor Per Ahl.")


def test_of_several_articles_it_is_asked_back(tmp_path: Path) -> None:
    with newsroom(tmp_path, (PAINTER, OTHER)) as engine:
        answer = engine.ask("Who was she married to?")
    assert (answer.status, answer.reason) == ("abstained", "underspecified")


def test_where_two_statements_answer_it_is_asked_back(tmp_path: Path) -> None:
    with newsroom(tmp_path, (BROTHERS,)) as engine:
        answer = engine.ask("Who was he married to?")
    assert (answer.status, answer.reason) == ("abstained", "underspecified")


@pytest.mark.parametrize("question", ["What did she say?", "Why?"])
def test_what_says_nothing_of_whom_it_means_is_asked_back(tmp_path: Path, question: str) -> None:
    with newsroom(tmp_path, (PAINTER,)) as engine:
        assert engine.ask(question).status == "abstained"


@pytest.mark.parametrize(
    ("question", "apart"),
    [
        ("Where does the ferry run?", True),
        ("Who won the cup?", True),
        ("How much will it cost?", False),  # "it" is nothing without what came before
        ("Why?", False),
        ("And in Norvik?", False),
    ],
)
def test_only_a_whole_question_is_left_as_it_was_asked(question: str, apart: bool) -> None:
    alone = as_asked(understand(question, (BRIDGE,)))
    assert alone == (Understood(question, question, "standalone") if apart else None)


def test_a_question_of_something_else_is_answered_as_it_was_asked(tmp_path: Path) -> None:
    ferry = Article("ferry", "Timetable", "The ferry runs between Port Ostrin and Norvik twice a day.\n")
    with newsroom(tmp_path, (PAINTER, OTHER, ferry)) as engine:
        answer = engine.ask("Where does the ferry run twice?", history=(BRIDGE,))
    assert (answer.status, answer.understood_as) == ("answered", "Where does the ferry run twice?")
    assert answer.quotes[0].text == "The ferry runs between Port Ostrin and Norvik twice a day."
