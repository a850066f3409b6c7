"""The numbers and dates of a sentence, and what it costs to read them."""

from __future__ import annotations

import pytest

from qa.disagreement.ambiguity import is_row_of_figures
from qa.disagreement.quantities import amounts, quantities
from tests.support.work import steps


@pytest.mark.parametrize(
    ("hedge", "bound"),
    [("At least", "least"), ("no fewer than", "least"), ("up to", "most"), ("an estimated", "about")],
)
def test_how_exactly_a_number_is_meant_is_read_from_the_words_before_it(hedge: str, bound: str) -> None:
    for before in ("", "In the long days after the flood had gone down along both banks of the river, " * 4):
        (quantity,) = quantities(f"{before}{hedge}   412 houses stood empty.")
        assert (quantity.bound, quantity.value, quantity.noun) == (bound, 412.0, "hous")


@pytest.mark.parametrize("unit", ["on 3 May 2024 5 men, ", "5% ", "€5 million ", "12 houses, "])
def test_a_sentence_of_nothing_but_numbers_is_read_in_one_pass(unit: str) -> None:
    quantities.cache_clear()
    amounts.cache_clear()
    few, many = (steps(lambda count=count: quantities(unit * count)) for count in (50, 200))
    assert many < 5 * few


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Orla Venn scores 16.2 points a match with 5.4 catches.", []),
        ("The fire took 1.5 acres; 2.5 million trees burned.", [1.5, 2_500_000.0]),
        ("It was 3.0 goats.", [3.0]),
    ],
)
def test_a_fraction_counts_nothing_but_is_an_average(text: str, values: list[float]) -> None:
    assert [quantity.value for quantity in quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "is_row"),
    [
        ("Norvik Ostryn Shots 14 9 On goal 6-2 Fouls 11 13 Corners 7 4 Offside 1 0 Saves 2 5 Cards 3 1", True),
        ("The harbour has 14 quays, 9 cranes and 6 tugs, and in 2031 some 1,200 ships of 40 flags came to it.", False),
        ("12 9 14", False),
        ("", False),
    ],
)
def test_a_row_of_figures_is_no_sentence(text: str, is_row: bool) -> None:
    assert is_row_of_figures(text) is is_row


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rents rose by 4.5 per cent.", (4.5, "%")),
        ("Rents rose to 4.5%.", (4.5, "%")),
        ("It cost £3 million.", (3e6, "£")),
        ("It cost 3 million pounds.", (3e6, "£")),
        ("A leak of 40 tonnes was seen.", (40, "ton")),
        ("Forty-one pupils ran 3 kilometres.", (41, "")),
    ],
)
def test_money_shares_and_measures_are_read_with_their_unit(text: str, expected: tuple[float, str]) -> None:
    assert (amounts(text)[0].value, amounts(text)[0].unit) == expected


@pytest.mark.parametrize(
    "text", ["Rents rose 4% a year.", "It costs £3 each.", "between 3 and 4 per cent", "It fell in 2031."]
)
def test_rates_ranges_and_years_are_no_amounts(text: str) -> None:
    assert amounts(text) == ()
