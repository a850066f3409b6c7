"""What in a question points outside it, and how a name takes its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.references import asks_back, is_name, pointer_of, resolved


@pytest.mark.parametrize(
    ("question", "pointed", "written"),
    [
        ("How many died in this county?", "this county", "How many died in Harrow?"),
        ("What did he say?", "he", "What did Harrow say?"),
        ("Who is her father?", "her", "Who is Harrow’s father?"),
        ("When was it built?", "it", "When was Harrow built?"),
        ("Does this river flood?", "this river", "About Harrow: does this river flood?"),
        ("How many of these villages burned?", "these villages", "About Harrow: how many of these villages burned?"),
    ],
)
def test_a_name_takes_the_place_of_what_points_or_is_said_before(question: str, pointed: str, written: str) -> None:
    pointer = pointer_of(question)
    assert pointer is not None
    assert question[pointer.start : pointer.end] == pointed
    text, parts = resolved(question, "Harrow")
    assert text == written
    assert [text[part.start : part.end] for part in parts] == ["Harrow"]


@pytest.mark.parametrize(("question", "human"), [("What did he say?", "he"), ("Who is her father?", "she")])
def test_a_pronoun_tells_whether_a_man_or_a_woman_is_meant(question: str, human: str) -> None:
    pointer = pointer_of(question)
    assert pointer is not None
    assert pointer.human == human


@pytest.mark.parametrize(
    "question",
    [
        "How many died in this county?",
        "Is this company profitable?",
        "Tell me about this treaty.",
        "What did she say?",
        "Why?",
        "Who said that?",
    ],
)
def test_a_question_that_names_nothing_is_asked_back(question: str) -> None:
    assert asks_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the race this week?",
        "Who won this year’s prize?",
        "Which of these films opened the festival in Norvik?",
        "Who plays the king in This England?",
        "In China, this person found iron: who was it?",
        "Was Norvik harbour built before the war, and who paid for this harbour?",
        "About Harrow: how many died in this county?",
        "This former player is a coach now.",
        "What happened in Harrowmere?",
    ],
)
def test_a_question_that_says_what_it_means_is_not(question: str) -> None:
    assert not asks_back(question)


@given(st.sampled_from(["How many died in this county?", "Does this river flood?", "What did he say?"]))
def test_a_question_that_was_resolved_is_not_asked_back_again(question: str) -> None:
    assert not asks_back(resolved(question, "Ilse Marrowby")[0])


def test_a_question_that_points_at_nothing_has_no_pointer() -> None:
    assert pointer_of("Why?") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maren Holt", True),
        ("Kalat.", True),
        ("Bank of Corvania", True),
        ("the mayor", False),
        ("Who", False),
        ("Is Kalat big?", False),
        ("more", False),
        ("", False),
        ("One Two Three Four Five Six Seven", False),
    ],
)
def test_a_bare_name_is_told_from_a_question(text: str, expected: bool) -> None:
    assert is_name(text) is expected
