"""Plain forms and pasts of English verbs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.grammar.verbs import is_participle, is_past, past_of, plain_of


@pytest.mark.parametrize(
    ("form", "plain"),
    [
        ("killed", "kill"),
        ("hoped", "hope"),
        ("stopped", "stop"),
        ("carried", "carry"),
        ("tied", "tie"),
        ("agreed", "agree"),
        ("passed", "pass"),
        ("used", "use"),
        ("stole", "steal"),
        ("stolen", "steal"),
        ("said", "say"),
        ("cut", "cut"),
        ("died", "die"),
        ("dismissed", "dismiss"),
        ("zorbled", "zorbl"),
    ],
)
def test_a_past_has_a_plain_form(form: str, plain: str) -> None:
    assert plain_of(form) == plain


@pytest.mark.parametrize("word", ["ed", "ved", "red", "d", ""])
def test_what_is_too_short_for_a_past_is_left_as_it_is(word: str) -> None:
    assert plain_of(word) == word


@pytest.mark.parametrize(
    ("participle", "past"), [("stolen", "stole"), ("killed", "killed"), ("shot", "shot"), ("beaten", "beat")]
)
def test_a_participle_has_a_past(participle: str, past: str) -> None:
    assert past_of(participle) == past


def test_participles_and_pasts_are_told_apart() -> None:
    assert is_participle("taken")
    assert not is_past("taken")
    assert is_past("took")
    assert not is_participle("took")
    assert not any(is_past(word) or is_participle(word) for word in ("red", "speed", "people", "hundred", "the"))


@given(st.from_regex(r"\A[a-z]{0,4}(?:ed|d|n)\Z"))
def test_every_word_has_a_plain_form(word: str) -> None:
    assert plain_of(word) or not word
