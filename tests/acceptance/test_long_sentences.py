"""A long sentence is read whole: what stands at its beginning, in its middle and at its end is found and marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Article
from qa.engine import Engine
from qa.settings import Settings

pytestmark = pytest.mark.model

# Clauses that answer nothing that is asked here. A model takes some 1,000 characters of them at once.
FILLER = tuple(
    f"the {thing} {deed}"
    for thing, deed in (
        ("old pump was oiled by hand", "though nobody in the yard had ordered it to be done before the holidays"),
        ("rope was coiled on the deck", "as it had been each evening since the winter began"),
        ("lamps were lit one after another", "until the whole of the long shed lay in a yellow light"),
        ("gulls sat upon the roof", "and would not be driven off by the boys who threw bread at them"),
        ("gate was left ajar", "so that the wind went in and out of the empty hall"),
        ("clerk wrote it all down", "in a ledger with a green back that she kept beside the stove"),
        ("kettle was put on", "because the talk would take longer than anybody had thought it would"),
        ("dogs slept under the bench", "and woke only when a cart went by on the wet stones outside"),
        ("snow had turned into rain", "which ran down the panes and stood in the ruts of the lane"),
        ("baker sent up a tray of rolls", "which were eaten standing and were gone before the hour had struck"),
        ("bell on the landing rang twice", "and somebody went down to see who it was and did not come back"),
        ("stairs were swept from top to bottom", "by the girl who came on Thursdays and sang while she worked"),
        ("men waited in a row", "with their caps in their hands and their collars turned up"),
    )
)
# What a sentence begins with, what is told in it, where, a question for it and the words that answer.
LONG = {
    "a price at the end": (
        "At the sale in Ostrin",
        "the brass compass went for 6,150 crowns",
        1.0,
        "How much did the brass compass go for?",
        "6,150 crowns",
    ),
    "a name at the end": (
        "On the night of the storm in Velm",
        "the sluice was opened by Jorun Tveit",
        1.0,
        "Who opened the sluice in Velm?",
        "Jorun Tveit",
    ),
    "a day in the middle": (
        "In the yard at Harnby",
        "the keel of the ferry was laid on 9 March 1954",
        0.5,
        "When was the keel of the ferry laid?",
        "9 March 1954",
    ),
    "a place in the middle": (
        "After the trial of the miller",
        "the stolen grain was found beneath the chapel of Sorn",
        0.5,
        "Where was the stolen grain found?",
        "the chapel",
    ),
    "a number near the end": (
        "When the strike in Kelby was over",
        "the quarry took back 212 workers",
        0.8,
        "How many workers did the quarry take back?",
        "212",
    ),
    "a name at the beginning": (
        "Before the council of Brodholm met",
        "the plan for the dam was drawn by Asta Quill",
        0.0,
        "Who drew the plan for the dam?",
        "Asta Quill",
    ),
}


def sentence_of(opening: str, told: str, place: float) -> str:
    """Put what is told among the clauses, at a share of the sentence's length."""
    before = round(place * len(FILLER))
    return f"{opening} {', and '.join([*FILLER[:before], told, *FILLER[before:]])}."


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    told = {name: sentence_of(*case[:3]) for name, case in LONG.items()}
    assert min(map(len, told.values())) > 1_200
    articles = [
        Article(str(n), f"Letter {n}", f"It was a quiet day.\n\n{text}") for n, text in enumerate(told.values())
    ]
    with Engine.temporary(articles, settings=Settings(reader="fast")) as opened:
        yield opened


@pytest.mark.parametrize("case", LONG)
def test_what_stands_anywhere_in_a_long_sentence_is_found(engine: Engine, case: str) -> None:
    opening, told, place, question, words = LONG[case]
    answer = engine.ask(question)
    first = (answer.quotes or answer.nearest)[0]
    assert first.text == sentence_of(opening, told, place)
    assert answer.status != "abstained"
    if first.answer_span is not None:
        assert words in first.text[slice(*first.answer_span)]
