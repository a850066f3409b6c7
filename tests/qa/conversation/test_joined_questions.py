"""Texts that join several questions: what each of them asks."""

from __future__ import annotations

import pytest

from qa.conversation.joined_questions import joined_questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "When was the Harrow bridge opened and what did it cost?",
            ("When was the Harrow bridge opened?", "what did the Harrow bridge cost?"),
        ),
        (
            "Where was Maren Holt born and who taught her?",
            ("Where was Maren Holt born?", "who taught Maren Holt?"),
        ),
        (
            "What happened in Norvik and who condemned it?",
            ("What happened in Norvik?", "who condemned what happened in Norvik?"),
        ),
        (
            "What did Holt say about the flood and what did Brandt say?",
            ("What did Holt say about the flood?", "what did Brandt say?"),
        ),
    ],
)
def test_each_question_is_complete_in_itself(text: str, questions: tuple[str, ...]) -> None:
    assert joined_questions(text) == questions


@pytest.mark.parametrize("text", ["Where is Lake Orrin?", "When did it open and what did she say?", ""])
def test_a_text_that_asks_one_thing_or_nothing_complete_has_none(text: str) -> None:
    assert joined_questions(text) == ()
