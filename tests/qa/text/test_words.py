"""Words of questions and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.words import content_words, is_denial, numbers, numbers_in_order, stem, stems, tokens


def test_content_words_leave_out_function_words_and_repeats() -> None:
    assert content_words("Who is the spokesperson of the US, and who’s the Pentagon's spokesperson?") == [
        "spokesperson",
        "us",
        "pentagon",
    ]


def test_names_in_capitals_are_not_function_words() -> None:
    assert content_words("What did the WHO say about us?") == ["who"]
    assert content_words("WHAT DID HE SAY ABOUT US?") == []


def test_a_number_keeps_its_separators() -> None:
    assert tokens("2.9 million, or 150,782.") == ["2.9", "million", "or", "150,782"]


@pytest.mark.parametrize(
    "family",
    [
        "kill kills killed killing",
        "die dies died",
        "attack attacks attacked",
        "stop stops stopped stopping",
        "city cities",
        "recall recalled recalling",
        "make makes making",
    ],
)
def test_forms_of_a_word_share_a_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", ["bus business", "king kind", "red reed", "string strong", "2019 2018"])
def test_other_words_keep_other_stems(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_numbers_are_compared_as_digits() -> None:
    assert numbers("Ten people, 1,200 cars and two million pounds; one of them") == {"10", "1200", "2", "million"}


def test_numbers_keep_their_order_and_repeats() -> None:
    assert numbers_in_order("Nine of 14 and nine of twenty") == ("9", "14", "9", "20")


def test_denials_are_seen() -> None:
    assert [word for word in tokens("They did not pay, didn’t pay, never paid a note.") if is_denial(word)] == [
        "not",
        "didn't",
        "never",
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert "" not in stems(text)
    assert all(number.isalpha() or any(map(str.isdigit, number)) for number in numbers(text))
