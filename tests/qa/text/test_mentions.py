"""How a text is cut into mentions, and which pronouns point outside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.mentions import content_stems, is_plural, mention_words, mentions, pronouns, words


def _texts(text: str) -> list[str]:
    return [mention.text for mention in mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tell me about the Bronze Age collapse.", ["Bronze Age collapse"]),
        ("What are the most common types?", []),
        (
            "How deadly is lobular carcinoma in situ?",
            ["deadly", "lobular carcinoma", "situ", "lobular carcinoma in situ"],
        ),
        ("Why did Norvik's harbour burn?", ["Norvik", "harbour burn"]),
        ("Rain, snow", ["Rain", "snow"]),
        ("Will the US leave the WHO?", ["US leave", "WHO"]),
        ("I’ve said it’s ok", []),
    ],
)
def test_mentions_are_runs_of_words_that_name_something(text: str, found: list[str]) -> None:
    assert _texts(text) == found


def test_a_name_is_known_by_its_capital_where_none_is_needed() -> None:
    named = {m.text: m.is_named for m in mentions("Bridges in Norvik were lost, said Ilse Brandt. Repairs began.")}
    assert named["Norvik"]
    assert named["Ilse Brandt"]
    assert not named["Bridges"]
    assert not named["Repairs began"]


@pytest.mark.parametrize(
    ("text", "pointing"),
    [
        ("What did she say about it?", ["she", "it"]),
        ("What is mortadella and where is it from?", []),
        ("A heat pump suits my house. How much does it cost?", []),
        ("Is it safe, and why is it famous?", ["it"]),
        ("How do sexual and asexual reproduction affect it?", ["it"]),
        ("Describe its growth.", ["its"]),
        ("Who won?", []),
    ],
)
def test_a_pronoun_points_outside_unless_an_earlier_clause_names_something(text: str, pointing: list[str]) -> None:
    assert [match.group() for match in pronouns(text)] == pointing


@pytest.mark.parametrize(
    ("text", "pointing"),
    [
        ("What time is it in Norvik?", []),
        ("Is it raining there?", []),
        ("How long does it take to drain the pond?", []),
        ("How far is it to the station?", []),
        ("Is it really true that Brandt won it?", ["it"]),
        ("Is it safe to swim?", []),
        ("How long does it take?", ["it"]),
        ("Is it useful to farmers?", ["it"]),
        ("What time was it found?", ["it"]),
    ],
)
def test_an_it_that_means_nothing_points_nowhere(text: str, pointing: list[str]) -> None:
    assert [m.group() for m in pronouns(text)] == pointing


def test_the_last_word_tells_a_plural() -> None:
    assert is_plural("great sharks")
    assert is_plural("the mayor’s sharks")
    assert not is_plural("the press")
    assert not is_plural("Norvik's")


def test_words_lose_their_case_and_their_possessive() -> None:
    assert words("The Mayor’s U.S. trip") == ["the", "mayor", "u.s", "trip"]
    assert mention_words("The Mayor’s trip") == ["mayor", "trip"]
    assert content_stems("trips tripped") == ("trip", "trip")


@given(st.text(max_size=80))
def test_every_mention_stands_where_it_says(text: str) -> None:
    for mention in mentions(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.stems
    for match in pronouns(text):
        assert text[match.start() : match.end()] == match.group()
