"""The words of a sentence that say whose words it is."""

from __future__ import annotations

import pytest

from qa.attribution.reporting_clauses import BLANK, MOST_VERBS, attribution

QUOTED = BLANK * 8


@pytest.mark.parametrize(
    ("sentence", "phrase", "kind", "place"),
    [
        (f"{QUOTED} said Odile Farrow.", "Odile Farrow", "name", "quotation"),
        (f"Odile Farrow, who keeps the lock, said {QUOTED}", "Odile Farrow", "name", "quotation"),
        (f"{QUOTED} the mayor told reporters on Monday.", "the mayor", "description", "quotation"),
        (f"{QUOTED} she asked.", "she", "pronoun", "quotation"),
        (f"In a letter she said: {QUOTED}", "she", "pronoun", "quotation"),
        ("The mayor said the road was closed.", "The mayor", "description", "opening"),
        ("He added that it was late.", "He", "pronoun", "opening"),
        ("The bank announced that it would cut rates.", "The bank", "description", "opening"),
        ("According to the Water Board, the dam is old.", "the Water Board", "name", "opening"),
        ("It rained, the deputy keeper, Basil Crane, said.", "Basil Crane", "name", "aside"),
    ],
)
def test_a_sentence_says_who_speaks(sentence: str, phrase: str, kind: str, place: str) -> None:
    told = attribution(sentence)
    assert told is not None
    assert (sentence[told.phrase.start : told.phrase.end], told.phrase.kind, told.place) == (phrase, kind, place)


@pytest.mark.parametrize(
    "sentence",
    [
        "The board said nothing.",
        "The keeper would say no more.",
        "Police were told to wait.",
        "The bank announced a cut.",
        "She asked him to leave.",
        "The company reported a loss.",
        "The mayor did not say who paid.",
        "",
        QUOTED,
    ],
)
def test_what_only_looks_like_it_says_nothing(sentence: str) -> None:
    assert attribution(sentence) is None


def test_a_sentence_made_of_verbs_of_saying_is_nobodys_words() -> None:
    assert attribution("Basil Crane said " * (MOST_VERBS + 1) + "so.") is None
