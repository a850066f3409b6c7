"""The numbers and dates of a sentence, and what it costs to read them."""

from __future__ import annotations

import pytest

from qa.disagreement.quantities import quantities
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
    few, many = (steps(lambda count=count: quantities(unit * count)) for count in (50, 200))
    assert many < 5 * few
