"""A correction that only tells what was wrong answers nothing else."""

from __future__ import annotations

import pytest

from qa.retrieval.retracted import is_retracted


@pytest.mark.parametrize(
    "sentence",
    [
        "Correction: An earlier version of this article said that 12 boats had sunk.",
        "A previous version of this story incorrectly named the captain as Erik Moe.",
        "This report originally stated that the pier closed on Monday.",
        "The original version of our page gave the price as 20 crowns.",
        "An earlier edition of this column attributed the words to Anna Lund.",
    ],
)
def test_what_an_earlier_version_said_is_no_answer(sentence: str) -> None:
    assert is_retracted(sentence, "How many boats sank?")
    assert not is_retracted(sentence, "What was corrected?")
    assert not is_retracted(sentence, "What did an earlier version say?")


@pytest.mark.parametrize(
    "sentence",
    [
        "An earlier version of this article said that 12 boats had sunk; there were 11.",
        "An earlier version of this article said 12 boats, not 11, had sunk.",
        "Correction: The correct figure is 53.",
        "The first version of this telescope was built in 1901.",
        "An earlier version of the law said that boats must carry a light.",
        "This article of the treaty said nothing of boats.",
    ],
)
def test_what_says_what_is_right_or_is_of_something_else_may_answer(sentence: str) -> None:
    assert not is_retracted(sentence, "How many boats sank?")
