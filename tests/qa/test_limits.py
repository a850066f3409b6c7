"""What may be asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.client import Client
from qa.errors import QuestionError
from qa.limits import accepted_question, accepted_turns
from qa.records import Turn


def test_space_around_a_question_is_dropped() -> None:
    assert accepted_question("  Who won?\n", most_chars=8) == "Who won?"


def test_a_long_question_is_told_both_numbers() -> None:
    with pytest.raises(QuestionError, match="has 9 characters and may have 8"):
        accepted_question("Who wins?", most_chars=8)


@given(st.text(min_size=1, max_size=50))
def test_any_real_text_is_accepted_or_refused_clearly(text: str) -> None:
    if not text.strip() or "\0" in text.strip():
        with pytest.raises(QuestionError):
            accepted_question(text, most_chars=50)
    else:
        assert accepted_question(text, most_chars=50) == text.strip()


@pytest.mark.parametrize(
    ("history", "why"),
    [
        ("Who won?", "of type str and not of turns"),
        (["Who won?"], "of type list and not of turns"),
        ([{"question": "Who won?"}], "of type list and not of turns"),
        (None, "of type NoneType"),
        (7, "of type int"),
        ([Turn("Who won?"), Turn(7)], "turn 2 of history"),
        ([Turn("Who won?", "Norvik won.")], "turn 1 of history"),  # its letters would be taken for quotes
        ([Turn("Who won?", (3,))], "turn 1 of history"),
        ([Turn("Who won?", None)], "turn 1 of history"),
    ],
)
def test_a_history_that_is_none_is_refused_in_one_way_by_the_engine_and_the_client(history: Any, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        accepted_turns(history)
    with Client("http://127.0.0.1:1") as client, pytest.raises(QuestionError, match=why):
        client.ask("Why?", history=history)


def test_filters_that_are_none_are_refused_by_the_client_too() -> None:
    with Client("http://127.0.0.1:1") as client, pytest.raises(QuestionError, match="give Filters"):
        client.ask("Why?", filters={"sources": ["The Echo"]})  # type: ignore[arg-type]
