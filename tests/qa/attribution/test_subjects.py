"""Whom a sentence means by the pronoun that it begins with."""

from __future__ import annotations

import pytest

from index.records import Sentence
from qa.attribution.subjects import pronoun_of, subject_of


def sentences(*texts: str) -> tuple[str, list[Sentence]]:
    """An article of these sentences; one that begins with "# " is a heading."""
    whole, found = "", []
    for position, text in enumerate(texts):
        role = "heading" if text.startswith("# ") else "body"
        text = text.removeprefix("# ")
        start = len(whole)
        found.append(Sentence(position + 1, "a", position, start, start + len(text), role, "", text))  # type: ignore[arg-type]
        whole += text + " "
    return whole.strip(), found


def meant(*texts: str) -> str:
    """Whom the last sentence means."""
    whole, found = sentences(*texts)
    return subject_of(whole, found[-1], before=found[:-1])


KEEPER = "Maria Tolland kept the light at Harl for forty years."


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ((KEEPER, "She died on Monday."), "Maria Tolland"),
        ((KEEPER, "Her papers go to the museum."), "Maria Tolland"),
        ((KEEPER, "Born in Norvik in 1931, she was the daughter of a clerk."), "Maria Tolland"),
        # What stands between names nobody, or begins with the same pronoun and names others.
        ((KEEPER, "The county paid for the lamp.", "She died on Monday."), "Maria Tolland"),
        ((KEEPER, "She married the engineer Paul Renn in 1957.", "She died on Monday."), "Maria Tolland"),
        ((KEEPER, "She married the engineer Paul Renn in 1957.", "He drowned in 1990."), "Paul Renn"),
        (
            (KEEPER, "She married Paul Renn in 1957.", "He drowned in 1990.", "She never sailed again."),
            "Maria Tolland",
        ),
        # What may be no person's name is nobody's, and one whose gender is not known may be meant.
        ((KEEPER, "The county gave the Linden Medal to the Low Country.", "She died on Monday."), "Maria Tolland"),
        ((KEEPER, "Judge Zarn Okere opened the inquiry.", "She closed it on Monday."), "Zarn Okere"),
        # A surname stands for who was named in full before.
        ((KEEPER, "The council wrote to the pilot Paul Renn.", "Tolland refused.", "She stayed."), "Maria Tolland"),
        # Of two the one whom the sentence begins with, where the pronoun is surely theirs.
        (("Maria Tolland met Judge Zarn Okere on Friday.", "She agreed."), "Maria Tolland"),
        (("The prize went to Maria Tolland and Ruth Renn.", "She agreed."), ""),
        # A heading names nobody that is meant, and means nobody.
        ((KEEPER, "# Ruth Renn", "She died on Monday."), "Maria Tolland"),
        ((KEEPER, "# Her last years"), ""),
        # Nobody of that gender, nobody at all, no pronoun, and another language.
        ((KEEPER, "He died on Monday."), ""),
        (("The light at Harl was lit in 1880.", "She died on Monday."), ""),
        ((KEEPER, "The light went out when she died."), ""),
        (("Maria Tolland bor i Harl og har sett etter fyret i mange år.", "Her er det alltid vind."), ""),
        ((KEEPER, "“She was the best of us,” said a neighbour."), ""),
    ],
)
def test_it_is_the_one_person_of_that_gender_in_the_nearest_sentence_that_names_any(
    texts: tuple[str, ...], name: str
) -> None:
    assert meant(*texts) == name


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("She left.", "she"),
        ("His boat sank.", "he"),
        ("Later, he left.", "he"),
        ("Heat rose.", None),
        ("A she-wolf.", None),
    ],
)
def test_a_pronoun_is_a_word_that_a_sentence_begins_with(text: str, pronoun: str | None) -> None:
    assert pronoun_of(sentences(text)[1][0]) == pronoun


def test_of_a_long_article_only_the_sentences_before_are_read() -> None:
    far = "The lamp was lit again every evening, and nobody in the county thought of it. " * 700
    assert meant(far, KEEPER, "She died on Monday.") == "Maria Tolland"
