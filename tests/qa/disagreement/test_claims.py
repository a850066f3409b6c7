from __future__ import annotations

import pytest

from qa.disagreement.claims import is_one_claim
from qa.disagreement.quantities import amounts


def is_one(one: str, other: str) -> bool:
    return is_one_claim(*((text, amounts(text)[0]) for text in (one, other)))


PAID = "Ostrin paid 30 million euros for the mill in Dunvale, its owner said."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PAID, "The Echo reported that Ostrin paid 42 million euros for the mill in Dunvale.", True),
        (PAID, "Ostrin paid 42 million dollars' worth of euros for the mill in Dunvale.", False),
        (PAID, "Ostrin paid 42 million euros for half of the mill in Dunvale.", False),
        (PAID, "It paid 42 million euros for the mill in Dunvale, Ostrin said.", False),
        ("The blaze gutted 14 barns in Dunvale.", "In Dunvale 19 barns were gutted by the fire, Holt said.", True),
        ("The flood gutted 14 barns in Dunvale.", "In Dunvale 19 barns were gutted by the fire.", False),
        ("Rents in Dunvale rose by 4 per cent.", "Rents in Dunvale rose to 7 per cent.", False),
        ("Rents in Dunvale rose by 4 per cent.", "Rents in Dunvale rose by 7 per cent, tenants said.", True),
        ("Dunvale lost 17 players to Ostrin.", "Ostrin lost 22 players to Dunvale.", False),
        ("The League held 71 seats in Dunvale.", "The League has 92 seats in Dunvale.", False),
        ("Each mill in Dunvale makes 40 carts.", "The mills in Dunvale make 80 carts.", False),
        ("In 2030 Dunvale built 12 boats.", "In 2031 Dunvale built 19 boats.", False),
        ("Dunvale has 12 boats.", "Dunvale has 19 boats.", False),  # too little is said
    ],
)
def test_a_claim_is_one_when_all_but_the_number_and_the_speaker_is(one: str, other: str, expected: bool) -> None:
    assert is_one(one, other) is expected
    assert is_one(other, one) is expected
