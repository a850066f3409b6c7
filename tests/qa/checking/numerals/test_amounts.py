"""How much a text states, and of what, however it is written."""

from __future__ import annotations

import pytest

from qa.checking.amounts import amount_at, amounts, is_another_unit


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
    ],
)
def test_an_amount_is_read(text: str, values: set[float], unit: str) -> None:
    (amount,) = amounts(f"It was {text} then.")
    assert (set(amount.values), amount.unit) == (values, unit)


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
