"""What a name looks like, and whose it can be."""

from __future__ import annotations

import pytest

from qa.text.names import NAME, PERSON_NAME, begins_sentence, gender_of, is_impersonal, name_words, with_capitals


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Then Ilse Marrowby left the Museum of the River.", ["Then Ilse Marrowby", "Museum of the River"]),
        ("It was Ludwig van Holm in Ærø.", ["It", "Ludwig van Holm", "Ærø"]),
        ("nobody was there", []),
    ],
)
def test_a_name_is_a_run_of_capitals(text: str, names: list[str]) -> None:
    assert [match.group() for match in NAME.finditer(text)] == names


def test_a_persons_name_has_initials_and_shortened_titles() -> None:
    assert [m.group() for m in PERSON_NAME.finditer("said Sen. J. R. van Holm.")] == ["Sen. J. R. van Holm"]


def test_the_first_word_of_a_text_is_no_name() -> None:
    assert name_words("Who shot Basil Crane’s dog?") == {"basil", "crane"}
    assert name_words("WHO SHOT BASIL CRANE?") == frozenset()


@pytest.mark.parametrize(("text", "begins"), [("", True), ("He said: ", True), ("“", True), ("It was ", False)])
def test_a_sentence_begins_behind_its_marks(text: str, begins: bool) -> None:
    assert begins_sentence(text + "Holt", len(text)) is begins


@pytest.mark.parametrize(
    ("name", "impersonal"),
    [
        ("stenby town hall", True),
        ("james white", False),
        ("odile farrow", False),
        ("white", True),
        ("may smith", False),
    ],
)
def test_an_institution_or_a_place_is_no_person(name: str, impersonal: bool) -> None:
    assert is_impersonal(name.split()) is impersonal


@pytest.mark.parametrize(
    ("name", "gender"),
    [("anna lund", "she"), ("mr holt", "he"), ("alex holt", None), ("spokeswoman alex holt", "she"), ("zork", None)],
)
def test_a_title_or_first_name_tells_the_pronoun(name: str, gender: str | None) -> None:
    assert gender_of(name.split()) == gender


SENTENCES = (
    "Holmvik won the cup when Tuva Berg scored for Holmvik.",
    "The coach of Sankt Erling, Dario Menz, said that his son may play in May.",
    "Rail strikes stopped trains; Rail Brevik said that rail fares would rise.",
    "Bread was handed out in schools.",
    "“Water is all we need,” said O’Brien of the Red Cross.",
)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("who coaches holmvik", "who coaches Holmvik"),
        ("what did tuva berg's team win", "what did Tuva Berg's team win"),
        ("who coaches sankt erling?", "who coaches Sankt Erling?"),
        ("what did the red cross do", "what did the Red Cross do"),
        ("who coaches Holmvik and sankt erling", "who coaches Holmvik and sankt erling"),
        ("Who coaches sankt erling?", "Who coaches Sankt Erling?"),
    ],
)
def test_a_name_typed_without_a_capital_gets_the_articles(asked: str, read: str) -> None:
    assert with_capitals(asked, SENTENCES) == read


@pytest.mark.parametrize(
    "asked",
    [
        "when will rail fares rise",  # written both ways
        "who handed out bread",  # only begins a sentence
        "who needs water",  # only begins what is quoted
        "may he play",  # a function word
        "when does it rain",  # in no sentence
        "",
    ],
)
def test_what_is_no_name_stays_as_it_is(asked: str) -> None:
    assert with_capitals(asked, SENTENCES) == asked
