"""Which questions ask several things at once, and what they ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.grammar.decomposition import MOST_PARTS, parts_of, questions_of


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "How many died in Dunvale and Port Ostryn?",
            ["How many died in Dunvale?", "How many died in Port Ostryn?"],
        ),
        (
            "What did Ilse Marrowby, Tobias Renn and Agnes Rolfe say?",
            ["What did Ilse Marrowby say?", "What did Tobias Renn say?", "What did Agnes Rolfe say?"],
        ),
        ("Who leads both the Ninth Tide and the Red Reef?", ["Who leads Ninth Tide?", "Who leads Red Reef?"]),
        ("what happened in Norvik or Vale City", ["what happened in Norvik", "what happened in Vale City"]),
    ],
)
def test_names_that_are_joined_are_asked_about_one_by_one(question: str, asked: list[str]) -> None:
    assert [part.question for part in parts_of(question)] == asked


@pytest.mark.parametrize(
    "question",
    [
        "How many died in Dunvale?",
        "What is the border between Aldane and Velmora?",
        "Are Aldane and Velmora at war with each other?",
        "Who met Renn and when?",
        "What are research and development?",
        "Which of Ash, Brook, Cliff, Dale and Elm burnt?",
        "",
    ],
)
def test_a_question_about_one_thing_has_no_parts(question: str) -> None:
    assert parts_of(question) == ()


@given(st.text(max_size=80) | st.lists(st.sampled_from(["Ash", "and", ",", "the", "Dale", " "])).map(" ".join))
def test_parts_are_several_and_each_holds_its_name(question: str) -> None:
    parts = parts_of(question)
    assert len(parts) in (0, *range(2, MOST_PARTS + 1))
    assert all(part.name in part.question and part.name in question for part in parts)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("When was the barge built and who owns it?", ("When was the barge built?", "who owns it?")),
        ("What broke, and how many were hurt?", ("What broke?", "how many were hurt?")),
        ("When did the mill close? How many worked there?", ("When did the mill close?", "How many worked there?")),
        ("Did the mill close? Was anyone hurt?", ("Did the mill close?", "Was anyone hurt?")),
        (
            "hi, can you tell me when it opens and what it costs",
            ("hi, can you tell me when it opens?", "what it costs?"),
        ),
    ],
)
def test_a_text_may_join_several_questions(text: str, questions: tuple[str, ...]) -> None:
    assert questions_of(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "When was the barge built?",
        "Who met Renn and when?",
        "When and where was the barge built?",
        "Who is the man who fell and who died?",
        "Name the councillors who voted and who stayed away",
        "When it sank, who was aboard?",
        "When it sank, who was aboard and who swam ashore?",
        "What is known about how the fire began and who is to blame?",
        "Is there a park in Norvik? Thanks!",
        "",
    ],
)
def test_a_text_that_asks_one_thing_joins_no_questions(text: str) -> None:
    assert questions_of(text) == ()
