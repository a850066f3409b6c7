"""Words that editors exchange, and words that are opposites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.synonyms import opposed, plain_wording, told_otherwise
from qa.text.words import stem


@pytest.mark.parametrize(
    "pair",
    [
        "reporters journalists",
        "kilometres kilometers",
        "labour labor",
        "organised organized",
        "organisation organization",
        "analyse analyze",
        "catalogue catalog",
        "defence defense",
        "programmes programs",
        "travelled traveled",
        "centre center",
        "advisers advisors",
        "commenced started",
        "accessorise accessorize",
        "agonising agonizing",
        "anaemia anemia",
        "aluminium aluminum",
    ],
)
def test_exchanged_words_have_one_form(pair: str) -> None:
    one, other = pair.split()
    assert plain_wording(stem(one)) == plain_wording(stem(other))


@pytest.mark.parametrize(
    "pair",
    [
        "killed wounded",
        "raised lowered",
        "north south",
        "passengers soldiers",
        "hour our",
        "filled filed",
        "won lost",
        "person prison",
        "bitter better",
        "council cancel",
        "accepted rejected",
    ],
)
def test_words_that_differ_in_fact_keep_their_forms(pair: str) -> None:
    one, other = pair.split()
    assert plain_wording(stem(one)) != plain_wording(stem(other))


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=14))
def test_a_form_is_its_own_form(word: str) -> None:
    assert plain_wording(plain_wording(word)) == plain_wording(word)


def test_opposites_are_told_by_what_only_one_side_holds() -> None:
    before, after = frozenset(["killed", "before", "the", "talks"]), frozenset(["killed", "after", "the", "talks"])
    assert opposed(before, after)
    assert opposed(after, before)
    assert not opposed(before, before)
    assert not opposed(before | after, before)
    assert not opposed(frozenset(), after)


@pytest.mark.parametrize(
    ("word", "told"), [("hurt", "injured"), ("hurt", "wounded"), ("quit", "resigned"), ("cops", "police")]
)
def test_what_is_asked_may_be_told_by_another_word(word: str, told: str) -> None:
    assert stem(told) in told_otherwise(stem(word))


def test_no_word_is_told_by_itself_or_by_what_is_on_no_line_with_it() -> None:
    assert stem("hurt") not in told_otherwise(stem("hurt"))
    assert stem("killed") not in told_otherwise(stem("injured"))
