"""Whose words a question asks for."""

from __future__ import annotations

import pytest

from qa.text.speech_questions import asked_act, asked_speaker, asked_topic
from qa.text.words import stem


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What did the harbour master say about the pier?", "the harbour master"),
        ("what has Ilse Brandt told the council?", "Ilse Brandt"),
        ("What was the mayor's reaction to the vote?", "the mayor"),
        ("How did Brandt respond?", "Brandt"),
        ("What is the opinion of the union on the pier?", "the union"),
        ("What did the State Department say?", "the State Department"),
    ],
)
def test_who_is_asked_for(question: str, who: str) -> None:
    assert asked_speaker(question) == who


@pytest.mark.parametrize(
    "question", ["What did she say?", "Who said that?", "What did the storm destroy?", "When did Brandt say it?", "?"]
)
def test_nobody_is_asked_for(question: str) -> None:
    assert asked_speaker(question) == ""


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did the harbour master say about the pier?", "the pier"),
        ("what has Brandt said regarding the new law", "the new law"),
        ("What did Brandt say?", ""),
        ("What was the storm about?", ""),
    ],
)
def test_what_the_words_are_to_be_about_is_known(question: str, topic: str) -> None:
    assert asked_topic(question) == topic


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("What did Ilse Marrow promise?", "promise"),
        ("What did the union warn about?", "warn"),
        ("What did Marrow say about the warning?", ""),
        ("What did Marrow tell the council?", ""),
        ("What did he promise?", ""),
        ("Who promised it?", ""),
    ],
)
def test_what_somebody_did_by_words_is_told_from_plain_saying(question: str, act: str) -> None:
    assert asked_act(question) == (stem(act) if act else "")
