"""How much a text states, and of what, however it is written."""

from __future__ import annotations

import pytest

from qa.checking.numerals import amount_at, amounts, is_another_unit


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("38m euros", {38e6}, "euro"),
        ("€38 million", {38e6}, "euro"),
        ("$3.20", {3.2}, "dollar"),
        ("5,000,000 crowns", {5e6}, "crown"),
        ("23 000", {23e3}, ""),
        ("300 m", {300.0, 300e6}, "metre"),
        ("twelve feet", {12.0}, "foot"),
        ("40-day", {40.0}, "day"),
        ("50 degrees Celsius", {50.0}, "celsius"),
        ("-8 °C", {-8.0}, "celsius"),
        ("minus 8C", {-8.0}, "celsius"),
        ("EUR 38m", {38e6}, "euro"),
        ("38 M€", {38e6}, "euro"),
        ("38 Millionen Euro", {38e6}, "euro"),
        ("38 milliards d'euros", {38e9}, ""),
        ("6,5 Prozent", {6.5}, "percent"),
        ("6.5%", {6.5}, "percent"),
        ("2.417 Personen", {2.417, 2417.0}, ""),
        ("ninety-four", {94.0}, ""),
        ("a hundred and eight", {108.0}, ""),
        ("half a million", {5e5}, ""),
        ("three and a half million", {3.5e6}, ""),
        ("two dozen", {24.0}, ""),
        ("two fifths of it", {0.4}, ""),
        ("40 million cubic metres", {4e7}, "cubic-metre"),
        ("12 sq km", {12.0}, "square-kilometre"),
        ("4.15 p.m.", {16.25}, "o'clock"),
        ("4pm", {16.0}, "o'clock"),
        ("16:15", {16.25}, "o'clock"),
        ("May 31", {31.0}, "day of a month"),
        ("7 June", {7.0}, "day of a month"),
        ("Ada Pell, 44, who", {44.0}, "year"),
        ("44-year-old", {44.0}, "year"),
    ],
)
def test_an_amount_is_read(text: str, values: set[float], unit: str) -> None:
    (amount,) = amounts(f"It was {text} then.")
    assert (set(amount.values), amount.unit) == (values, unit)


@pytest.mark.parametrize(
    ("rounded", "exact", "fits"),
    [
        ("more than 7,000 sheep", "7,310 sheep", True),
        ("more than 7,000 sheep", "8,310 sheep", False),
        ("more than 7,000 sheep", "6,990 sheep", False),
        ("nearly 7,000 sheep", "6,990 sheep", True),
        ("nearly 7,000 sheep", "7,010 sheep", False),
        ("about 40 sheep", "38 sheep", True),
        ("about 40 sheep", "48 sheep", False),
        ("40 sheep", "38 sheep", False),
        ("some 100,000 sheep", "70,000 sheep", False),
    ],
)
def test_a_rounded_number_leaves_open_what_rounds_to_it(rounded: str, exact: str, *, fits: bool) -> None:
    (one,), (other,) = amounts(rounded), amounts(exact)
    assert one.fits(other) is fits


@pytest.mark.parametrize(("rank", "same"), [("the 4th goal", True), ("the fourth goal", True), ("four goals", False)])
def test_a_rank_is_another_thing_than_a_count(rank: str, *, same: bool) -> None:
    (one,), (other,) = amounts(rank), amounts("its fourth goal")
    assert one.is_same(other) is same


def test_years_ranks_and_times_stand_for_their_like_alone() -> None:
    texts = ("in 1988", "31 sheep", "the 31st sheep", "at 7.30 a.m.", "May 31", "31 metres", "31 euros")
    read = {text: amounts(text)[0] for text in texts}
    alike = {(one, other) for one in texts for other in texts if one < other and read[one].is_like(read[other])}
    assert alike == {("31 metres", "31 sheep"), ("31 euros", "31 sheep")}


def test_numbers_side_by_side_are_two_amounts() -> None:
    assert [amount.values for amount in amounts("In 1998 300 people came.")] == [{1998.0}, {300.0}]


def test_the_amount_of_any_of_its_parts_is_the_whole() -> None:
    text = "It cost 38 million euros."
    assert {amount_at(text, text.index(part)) for part in ("38", "million")} == {amounts(text)[0]}


def test_units_of_one_kind_alone_are_held_against_each_other() -> None:
    assert is_another_unit("euro", "dollar")
    assert is_another_unit("pound", "kilogram")
    assert is_another_unit("pound", "euro")
    assert not is_another_unit("euro", "metre")
    assert not is_another_unit("euro", "")
    assert not is_another_unit("metre", "metre")
