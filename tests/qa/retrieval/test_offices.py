"""Who is meant by an office: only where the article bears it out."""

from __future__ import annotations

import pytest

from index import Article
from qa.retrieval.offices import is_meant

VOTE = Article(
    "vote",
    "Pellworth council keeps its library",
    "PELLWORTH — The library stays open.\n\nMayor Constance Ivory cast the deciding vote, the mayor said.\n\n"
    "The deputy mayor, Rupert Haines, called it dishonest. Ilse Brandt, the mayor of Elmsford, was there.\n\n"
    "The former mayor, Piet Vos, said nothing. The vice-president of Orme, Ada Holm, wrote to the council.\n",
)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("the mayor of Pellworth", "Constance Ivory"),
        ("mayor of Pellworth", "Constance Ivory"),
        ("The mayor in Pellworth", "Constance Ivory"),
        ("the mayor", "Constance Ivory"),
        ("the deputy mayor of Pellworth", "Rupert Haines"),
        ("the mayor of Elmsford", "Ilse Brandt"),
        ("Haines", "Rupert Haines"),
        ("the former mayor", "Piet Vos"),
    ],
)
def test_an_office_is_held_by_whom_the_article_says(who: str, name: str) -> None:
    assert is_meant(who, name, article=VOTE)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("the mayor of Pellworth", "Rupert Haines"),
        ("the mayor", "Rupert Haines"),
        ("the mayor", "Piet Vos"),
        ("the mayor of Pellworth", "Piet Vos"),
        ("the mayor of Pellworth", "Ilse Brandt"),
        ("the mayor of Tidewell", "Constance Ivory"),
        ("the president of Orme", "Ada Holm"),
        ("the councillor of Pellworth", "Constance Ivory"),
        ("Brandt", "Constance Ivory"),
    ],
)
def test_of_another_rank_place_or_calling_is_nobody(who: str, name: str) -> None:
    assert not is_meant(who, name, article=VOTE)
