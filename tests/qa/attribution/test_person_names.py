"""Who an article names, what they are called, and whom "he" and "she" can mean."""

from __future__ import annotations

import pytest

from qa.attribution.person_names import Persons, described_as

TEXT = (
    "Odile Farrow, a lock keeper, lives in Stenby. Mayor Rupert Haines met Ms Farrow and his brother, Tom Haines, "
    "an engineer. The Stenby Water Board paid."
)
PERSONS = Persons(TEXT)


@pytest.mark.parametrize(("surname", "name"), [("Farrow", "Odile Farrow"), ("Haines", None), ("Stenby", None)])
def test_a_surname_means_its_only_bearer(surname: str, name: str | None) -> None:
    person = PERSONS.in_full(surname, before=len(TEXT))
    assert (person and person.name) == name


def test_nobody_is_meant_before_being_named() -> None:
    assert PERSONS.in_full("Farrow", before=3) is None
    assert PERSONS.called("the mayor", before=20) is None


@pytest.mark.parametrize(
    ("description", "name"), [("the mayor", "Rupert Haines"), ("the engineer", "Tom Haines"), ("the judge", None)]
)
def test_a_description_means_the_one_it_fits(description: str, name: str | None) -> None:
    person = PERSONS.called(description, before=len(TEXT))
    assert (person and person.name) == name


def test_a_title_makes_a_surname_a_persons() -> None:
    assert PERSONS.titled("Farrow")
    assert not PERSONS.titled("Stenby")


@pytest.mark.parametrize(
    ("name", "he", "she"), [("Odile Farrow", False, True), ("Rupert Haines", True, False), ("The Wind", False, False)]
)
def test_a_pronoun_fits_a_first_name(name: str, he: bool, she: bool) -> None:
    at = max(0, TEXT.find(name))
    assert (PERSONS.can_mean("he", name, at=at), PERSONS.can_mean("she", name, at=at)) == (he, she)


@pytest.mark.parametrize(
    ("description", "he", "she"),
    [
        ("an engineer", True, True),
        ("a spokeswoman for the port", False, True),
        ("officials", False, False),
        ("the company", False, False),
        ("a shadow", None, None),
    ],
)
def test_a_pronoun_fits_a_description(description: str, he: bool | None, she: bool | None) -> None:
    assert (described_as("he", description), described_as("she", description)) == (he, she)
