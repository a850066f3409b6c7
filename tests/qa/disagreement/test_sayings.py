from __future__ import annotations

import pytest

from qa.disagreement.sayings import claim_of


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Nine miners died in Dunvale, the mayor, Ada Holt, said on Monday.", "Nine miners died in Dunvale, the mayor"),
        ("Nine miners died in Dunvale, according to Holt.", "Nine miners died in Dunvale"),
        ("The union confirmed on Friday that nine miners died.", "nine miners died."),
        ("Holt said late Monday nine miners died.", "nine miners died."),
        ("According to the union, nine miners died.", "nine miners died."),
        ("On Monday, police said 12 miners died.", "On Monday  12 miners died."),
        ("DUNVALE (CPA) — Nine miners died.", "Nine miners died."),
        ("The Herald reported nine miners have died.", "nine miners have died."),
        ("The League also reports more than 900 miners have fled.", "more than 900 miners have fled."),
        ("Tarbeck County reported nine miners have died.", "Tarbeck County reported nine miners have died."),
        ("Tarbeck reported nine deaths.", "Tarbeck reported nine deaths."),
        ("The union, citing doctors of Brevik, said nine miners died.", "nine miners died."),
        ("The council announced nine new mines.", "The council announced nine new mines."),
    ],
)
def test_a_claim_leaves_out_who_makes_it(text: str, claim: str) -> None:
    read = claim_of(text)
    assert " ".join(read.split()) == " ".join(claim.split()) or claim in " ".join(read.split())
    assert len(read) == len(text)
