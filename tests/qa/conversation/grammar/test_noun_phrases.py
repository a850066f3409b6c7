"""Where noun phrases of questions begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.grammar.noun_phrases import phrases_of


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("Who burned down the Museum of the River?", ["the Museum of the River"]),
        ("When did the old bridge collapse?", ["the old bridge"]),
        ("When was the tower built?", ["the tower"]),
        ("What did the deputy mayor say about a levy?", ["the deputy mayor", "a levy"]),
        ("What did Maren Holt say?", ["Maren Holt"]),
        ("How did the thieves enter the shop?", ["the thieves", "the shop"]),
        ("Who did it?", []),
    ],
)
def test_a_phrase_ends_before_its_verb(question: str, phrases: list[str]) -> None:
    assert [phrase.text for phrase in phrases_of(question)] == phrases


def test_a_phrase_knows_the_preposition_that_places_it() -> None:
    placed = {phrase.text: phrase.placed for phrase in phrases_of("Who fell in the harbour during a storm of hail?")}
    assert placed == {"the harbour": "in", "a storm of hail": "during"}


def test_what_is_spoken_of_again_is_definite() -> None:
    (phrase,) = phrases_of("Was there a fire?")
    assert phrase.definite == "the fire"


@given(st.lists(st.sampled_from(["the", "of", "did", "mayor", "Norvik", "killed", "’s", "(", ",", "a"])).map(" ".join))
def test_a_phrase_stands_where_it_is_said_to(text: str) -> None:
    for phrase in phrases_of(text):
        assert text[phrase.start : phrase.end] == phrase.text != ""
