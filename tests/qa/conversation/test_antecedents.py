"""Which names in sentences a question could mean that names nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation.antecedents import MOST, SentenceInContext, antecedents_of, names_in
from qa.conversation.references import Pointer, pointer_of

_said = SentenceInContext
NEWS = [
    _said("HARROWMERE — Gunmen stopped two buses near Dunvale, Inspector Maren Holt said.", "She spoke on Monday."),
    _said(
        "“Nobody was warned,” Tobias Renn told the Harbour Post in Kestrel County on Tuesday.", "He had seen it all."
    ),
    _said("Holt denied that.", ""),
    _said("Fourteen people died in the county of Dunmere and nine in Aldane, a county to the south.", ""),
]


def _pointer(question: str) -> Pointer:
    pointer = pointer_of(question)
    assert pointer is not None
    return pointer


def _names(question: str, *asked: str) -> list[str]:
    return [name.text for name in antecedents_of(_pointer(question), NEWS, question_stems=asked)]


def test_he_and_she_are_people_of_that_kind() -> None:
    assert _names("What did she say?") == ["Maren Holt"]
    assert _names("What did he say?") == ["Tobias Renn"]


def test_a_county_is_what_is_called_one() -> None:
    assert _names("How many died in this county?") == ["Kestrel County", "Dunmere", "Aldane"]


def test_where_nothing_is_called_so_no_person_is_offered() -> None:
    offered = _names("How many died in this town?")
    assert {"Dunvale", "Dunmere", "Aldane"} <= set(offered)
    assert not {"Maren Holt", "Tobias Renn"} & set(offered)


def test_it_means_things_before_people() -> None:
    offered = _names("When was it stopped?")
    assert offered
    assert "Maren Holt" not in offered


def test_what_the_question_names_itself_is_not_offered() -> None:
    assert "Dunvale" not in _names("How far is this village from Dunvale?", "village", "dunval")


def test_only_so_many_are_offered() -> None:
    many = [_said(f"It rained in {letter}orvik.") for letter in "ABCDEFGHKL"]
    assert len(antecedents_of(_pointer("Who lives in this town?"), many)) == MOST


def test_what_only_begins_a_sentence_or_names_a_day_is_no_name() -> None:
    found = {name.text for name in names_in(NEWS)}
    assert not found & {"Gunmen", "Fourteen", "Nobody", "Monday", "Tuesday", "She", "HARROWMERE"}


def test_a_name_is_listed_once_in_its_longest_form() -> None:
    found = [
        name.text
        for name in names_in(
            [
                _said("It was Holt."),
                _said("Then Maren Holt left."),
                _said("So did Holt."),
            ]
        )
    ]
    assert found == ["Maren Holt"]


def test_two_spellings_are_one_name() -> None:
    assert [name.text for name in names_in([_said("It was Port Ostrin."), _said("It was Port Ostryn.")])] == [
        "Port Ostrin"
    ]


def test_a_word_before_a_known_name_is_left_out_where_the_sentence_begins_with_it() -> None:
    found = [n.text for n in names_in([_said("Substitute Freya Lund scored."), _said("Then Freya Lund left.")])]
    assert found == ["Freya Lund"]


def test_a_person_and_what_they_are_of_are_two_names() -> None:
    names = names_in(
        [_said("In May Captain Freya Lund of the Norvik Post met Joan of Arc at the Austin School of Law.")]
    )
    assert [name.text for name in names] == ["Freya Lund", "Norvik Post", "Joan of Arc", "Austin School of Law"]


@pytest.mark.parametrize("title", ["Mrs", "Lady"])
def test_a_title_tells_a_woman(title: str) -> None:
    told = [_said(f"It was {title} Holt who came.")]
    assert [n.text for n in antecedents_of(_pointer("What did she say?"), told)] == ["Holt"]
    assert antecedents_of(_pointer("What did he say?"), told) == []


def test_a_text_made_of_names_is_looked_at_only_so_far() -> None:
    told = [_said(" ".join(f"A{number} met" for number in range(100_000)))]
    assert 0 < len(names_in(told)) <= 200


@given(st.lists(st.text(alphabet="ABab '’.-\n“(1", max_size=40), max_size=5))
def test_every_name_stands_where_it_is_said_to(texts: list[str]) -> None:
    for name in names_in([_said(text) for text in texts]):
        assert texts[name.sentence][name.start : name.end] == name.text != ""
