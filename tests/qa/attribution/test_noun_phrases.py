"""Where the phrase for a speaker ends, and which part of it is the name."""

from __future__ import annotations

import pytest

from qa.attribution.noun_phrases import following, is_personal, noun_phrase, without_titles


@pytest.mark.parametrize(
    ("text", "phrase", "kind"),
    [
        ("Foreign Ministry spokesperson Ilse Marrowby", "Ilse Marrowby", "name"),
        ("Prime Minister Edvard Kostrel", "Edvard Kostrel", "name"),
        ("Mr Holt", "Mr Holt", "name"),
        ("James White", "James White", "name"),
        ("The Water Board of Stenby", "The Water Board of Stenby", "name"),
        ("the deputy mayor", "the deputy mayor", "description"),
        ("officials in the province", "officials in the province", "description"),
        ("Police", "Police", "description"),
    ],
)
def test_a_phrase_is_a_name_or_a_description(text: str, phrase: str, kind: str) -> None:
    read = noun_phrase(text, start=0, end=len(text))
    assert read is not None
    assert (text[read.start : read.end], read.kind) == (phrase, kind)


@pytest.mark.parametrize("text", ["he left the room", "the reports officials", "Basil Crane, the mayor", "", "a " * 15])
def test_what_is_not_plainly_one_phrase_is_none(text: str) -> None:
    assert noun_phrase(text, start=0, end=len(text)) is None


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        (" the mayor, Rupert Haines, on Monday", "Rupert Haines"),
        (" he added", "he"),
        (" the mayor who left", "the mayor"),
    ],
)
def test_the_phrase_behind_a_verb_is_read_up_to_its_end(text: str, phrase: str) -> None:
    read = following(text, 0)
    assert read is not None
    assert text[read.start : read.end] == phrase


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("basil crane", True),
        ("james white", True),
        ("basil", False),
        ("stenby water board", False),
        ("the wind", False),
    ],
)
def test_a_full_name_looks_like_a_persons_or_not(name: str, personal: bool) -> None:
    assert is_personal(name.split()) is personal


@pytest.mark.parametrize(
    ("name", "titles"),
    [("prime minister edvard kostrel", 2), ("mr holt", 1), ("stephen king", 0), ("ilse marrowby", 0)],
)
def test_titles_are_no_part_of_a_name(name: str, titles: int) -> None:
    assert without_titles(name.split()) == titles
