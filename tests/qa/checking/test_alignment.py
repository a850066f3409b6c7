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


@pytest.mark.parametrize(
    ("quoted", "text", "difference"),
    [
        ("No one told us of it", "It cost a lot.\n\n“Nobody told us of it,” she said.", ("No one", "Nobody")),
        ("Not a soul came by", "He left. Nobody came by.", ("Not a soul", "Nobody")),
        # a quotation of two sentences that differs in its first word
        ("No. She came by", "He wept. Yes. She came by.", ("No", "Yes")),
    ],
)
def test_words_of_the_sentence_before_replace_none(quoted: str, text: str, difference: tuple[str, str]) -> None:
    found = aligned(quoted, text)
    assert found is not None
    assert [(one.draft, one.article) for one in found.differences] == [difference]
