"""Where one text stands in another."""

import pytest

from qa.checking.alignment import aligned


@pytest.mark.parametrize(
    ("quoted", "text", "similarity"),
    [
        ("the water came", "At night the water came in", 1.0),
        ("The Water Came", "At night the water came in", 1.0),
        ("the water", "nothing of it", 0.0),
    ],
)
def test_alignment_finds_the_stretch(quoted: str, text: str, similarity: float) -> None:
    found = aligned(quoted, text)
    assert (found.similarity if found else 0.0) == similarity
    if found:
        assert text[found.start : found.end].lower() == quoted.lower()
