"""The flags of disagreement that were read and labelled, raised again where the set of articles is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.sets.disagreement_labels import counts, labels, read

DATA = Path(__file__).parents[4] / "shared" / "data" / "realtimeqa"


def test_each_label_names_two_sentences_once() -> None:
    pairs = [frozenset((side["article"], side["start"]) for side in label["sides"]) for label in labels()]
    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == len(pairs)


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="needs RealTimeQA's articles")
def test_of_the_flags_that_are_raised_next_to_none_is_wrong_and_the_right_ones_are_kept() -> None:
    halves = counts(read(DATA)).values()
    right, wrong = (sum(of[f"{name} flagged"] for of in halves) for name in ("right", "wrong"))
    assert wrong <= 2
    assert right >= 75
