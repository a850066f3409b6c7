"""Sentences fold when they say the same, and never when a number, a name or a denial differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.folding import Statement, fold, same_statement, support

REPORT = "At least 23 passengers were killed after being taken off buses and trucks near Muzhgail."

FOLDED = [
    (REPORT, REPORT.upper()),
    (REPORT, "“At least 23 passengers were killed, after being taken off buses and trucks near Muzhgail”"),
    (REPORT.replace("Muzhgail", "Ostrin"), REPORT.replace("Muzhgail", "Ostryn")),
    (REPORT, "At least 23 passengers were killed on Monday after being taken off buses and trucks near Muzhgel."),
    ("Turnout was high.", "turnout was high"),
]
APART = [
    (REPORT, REPORT.replace("23", "32")),
    (REPORT, REPORT.replace("passengers", "soldiers")),
    (REPORT, REPORT.replace("were killed", "were not killed")),
    (REPORT, REPORT.replace("Muzhgail", "Kalat")),
    (REPORT, REPORT + " The army blamed a group that has fought the government there for twenty years."),
    ("Turnout was high in Leeds.", "Turnout was low in Leeds."),
    (
        "The minister from Niger left the talks in Geneva early.",
        "The minister from Nigeria left the talks in Geneva early.",
    ),
    ("?", "!"),
]


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_the_same_statement_folds(one: str, other: str) -> None:
    assert same_statement(Statement.of(one), Statement.of(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_statement_stands_apart(one: str, other: str) -> None:
    assert not same_statement(Statement.of(one), Statement.of(other))


def test_groups_are_led_by_their_first_and_keep_the_order() -> None:
    texts = [REPORT, "Rain fell all day in the north of the country.", REPORT.lower(), "Rain fell."]
    assert fold([Statement.of(text) for text in texts]) == [[0, 2], [1], [3]]


def test_a_highlight_is_supported_by_the_sentence_it_sums_up() -> None:
    highlight = Statement.of("People have suffered greatly at the hands of attackers, says Maren Holt.")
    body = Statement.of(
        "Asked about it, Holt said: “The people of the valley have suffered greatly at the attackers’ hands.”"
    )
    other = Statement.of("Holt said the talks about the pipeline would go on.")
    assert support(highlight, body) >= 0.6
    assert support(highlight, other) == 0.0


def test_a_highlight_with_another_number_is_not_supported() -> None:
    assert (
        support(
            Statement.of("Over 50 people killed in attacks"), Statement.of("Some 40 people were killed in attacks.")
        )
        == 0
    )
    assert support(Statement.of("?"), Statement.of(REPORT)) == 0


sentences = st.lists(st.sampled_from([text for pair in FOLDED + APART for text in pair]), max_size=8)


@given(sentences)
def test_every_sentence_is_in_exactly_one_group(texts: list[str]) -> None:
    groups = fold([Statement.of(text) for text in texts])
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)


@given(st.text(max_size=80), st.text(max_size=80))
def test_sameness_goes_both_ways(one: str, other: str) -> None:
    a, b = Statement.of(one), Statement.of(other)
    assert same_statement(a, b) == same_statement(b, a)
