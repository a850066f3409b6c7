"""The place beside a number is that of those counted, whatever else a sentence names."""

from __future__ import annotations

import pytest

from qa.disagreement.places import are_placed_alike, is_elsewhere, is_one_place
from qa.disagreement.quantities import Quantity, amounts

BASE = "In Quarrow County, 61 deaths had been confirmed."


def stated(text: str) -> tuple[str, Quantity]:
    return text, amounts(text)[0]


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        ("At least 72 fatalities were reported in Quarrow County alone.", True),
        ("Some 72 people died in Merrin's Quarrow County as Orla came.", True),
        ("Quarrow County: 72 people have died.", True),
        ("Quarrow County has reported 72 deaths, Alder County 14.", True),
        ("Some 72 people died in Quarrow County and Alder County.", False),
        ("Some 72 people died, and rain fell in Quarrow County.", False),
        ("Some 72 people died in Alder County.", False),
        ("Some 72 people died.", False),
    ],
)
def test_one_place_is_known_by_what_stands_beside_the_number(other: str, is_one: bool) -> None:
    assert is_one_place(stated(BASE), stated(other)) is is_one_place(stated(other), stated(BASE)) is is_one


@pytest.mark.parametrize(
    ("one", "other", "is_other"),
    [
        (BASE, "Orla killed 133 people.", True),
        (BASE, "Orla killed 133 people in Merrin.", True),
        (BASE, "In all of Quarrow, Orla killed 133 people.", False),
        ("Orla killed 90 people in Quarrow.", "Orla killed 133 people.", False),
        ("Orla killed 90 people.", "Orla killed 133 people.", False),
        ("Orla hurt 90 people in the U.S. and killed many.", "In the U.S., Orla hurt 133 people.", False),
    ],
)
def test_a_count_of_a_place_is_not_held_against_one_of_elsewhere(one: str, other: str, is_other: bool) -> None:
    assert is_elsewhere(stated(one), stated(other)) is is_elsewhere(stated(other), stated(one)) is is_other


def test_an_entry_of_a_list_is_known_again_but_no_measure() -> None:
    one, other = (
        "There are currently 93 outbreaks at nursing homes in Selm Bay.",
        "There are currently 61 outbreaks at nursing homes in Selm Bay.",
    )
    assert are_placed_alike(stated(one), stated(other))
    assert not are_placed_alike(stated("Quarrow: 16.55 inches"), stated("Quarrow: 11.43 inches"))
