"""Groups in made-up words, for the tests of training."""

from __future__ import annotations

import string

from scripts.train.records import Candidate, Group


def groups(count: int) -> list[Group]:
    """Make groups that can be learned: the sentence that names what is asked for answers; of every third group none."""
    out = []
    for number in range(count):
        thing = string.ascii_lowercase[number % 26] * 3
        answered = number % 3 > 0
        text = f"The {thing} is {number} long."
        gold = Candidate(text, "Lengths", answered, "gold", (11, 11 + len(str(number))) if answered else (-1, -1))
        others = tuple(
            Candidate(f"A {c} was seen by them.", "Lengths", False, "near") for c in ("dog", "cow")[: 1 + number % 2]
        )
        out.append(Group(f"How long is the {thing}?", "answered" if answered else "swapped", "train", (*others, gold)))
    return out
