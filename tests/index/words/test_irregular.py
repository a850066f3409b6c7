"""Uneven forms lead to one plain form each, and count as the same word."""

from __future__ import annotations

import pytest

from index.words.irregular import PLAIN
from qa.text.words import stem, stems


def test_a_plain_form_leads_nowhere_else() -> None:
    assert not PLAIN.keys() & set(PLAIN.values())


@pytest.mark.parametrize(
    ("first", "second"), [("died", "dead"), ("deaths", "dying"), ("took", "taking"), ("men", "man")]
)
def test_forms_of_one_word_have_one_stem(first: str, second: str) -> None:
    assert stem(first) == stem(second)


def test_a_sentence_covers_what_it_says_in_another_form() -> None:
    assert stems("Who was shot?") <= stems("Police shoot two men")
