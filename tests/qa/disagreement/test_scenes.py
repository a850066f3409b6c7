"""Two sentences are of one scene only where both name it, in articles that begin with it, and count all of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import Article
from qa.disagreement.scenes import is_one_scene

LEAD = "Floods came to Quillmere in the Sarrow valley before dawn, and COVID-19 wards in County hospitals were emptied."
BASE = "The flood in Quillmere killed nine people."


def scene(text: str, *, lead: str = LEAD) -> tuple[Article, str]:
    return Article(text=f"{lead}\n{text}"), text


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (BASE, "Eleven people died in Quillmere, the mayor said.", True),
        (BASE, "In Quillmere and Ostryn eleven people died, the mayor said.", False),
        (BASE, "Eleven people died, said Brandt and Holt of Quillmere.", True),
        ("The flood killed nine in Quillmere and Ostryn.", "In Quillmere and Ostryn eleven people died.", True),
        (BASE, "Floods in Quillmere killed eleven people this year.", False),
        (BASE, "In the last 24 hours eleven people died in Quillmere.", False),
        (BASE, "Two separate floods in Quillmere killed eleven people.", False),
        ("Nine people fled Quillmere.", "Eleven people fled within Quillmere.", False),
        (BASE, "Eleven people died in southern Quillmere.", False),
        (BASE, "Overnight the flood in Quillmere killed eleven people.", False),
        (BASE, "Eleven people died in Ostryn.", False),
        ("Nine people died of COVID-19.", "Eleven people died of COVID-19.", False),
        ("The County lost nine people.", "The County lost eleven people.", False),
        ("In the end Velmorian police lost nine people.", "There Velmorian police lost eleven people.", False),
        ("The ministry (run by Quillmere) counts nine people.", "In Quillmere eleven people died.", False),
        (BASE, "Nationwide eleven people died, and the flood reached Quillmere.", False),
        ("Worldwide nine died, some in Quillmere.", "Eleven died globally, some in Quillmere.", True),
        (BASE, "Eleven people died in the flood, with eight of those in Quillmere.", False),
        (BASE, "Eleven people died in the flood in Quillmere, two of them in Ostryn.", True),
        (BASE, "On Friday in Ostryn, Quillmere, the flood killed eleven people.", False),
        (BASE, "The flood in Quillmere, Sarrow, killed eleven people.", True),
        (BASE, "In Quillmere a flood killed eleven people, Harrowmere, Quillmere County said.", True),
        ("Ostryn, Quillmere lost nine people.", "Ostryn, Quillmere lost eleven people.", True),
        (BASE, "The flood killed eleven people in a Quillmere nursing home.", False),
        ("The flood killed nine in a Quillmere home.", "In a home in Quillmere eleven people died in the flood.", True),
        (BASE, "Eleven people − four of them in Ostryn − died in the flood.", False),
        (BASE, "Eleven people − four of them children − died in Quillmere.", True),
        (BASE, "Eleven people, four of them children, died in Quillmere.", True),
        (BASE, "The flood hit southern Quillmere, killing eleven people.", True),
        (BASE, "The flood killed eleven people in southern Quillmere.", False),
        ("A raid hit Quillmere and killed nine.", "A raid hit southern Quillmere and killed eleven.", False),
        (BASE, "The Quillmere flood this week, which killed eleven people, is over.", True),
        (BASE, "This week the flood in Quillmere killed eleven people.", False),
        (BASE, "The flood that took the mill of Quillmere this past week has killed eleven people.", True),
        (BASE, "Before New Year eleven people died in Quillmere.", True),
        (BASE, "New floods killed eleven people in Quillmere.", False),
        (BASE, "Eleven people died in Quillmere as the river crashed into it.", True),
        (BASE, "Eleven died in Quillmere, with others in Ostryn, Dunvale, Harrowmere and Pellworth.", False),
    ],
)
def test_what_is_one_scene(one: str, other: str, is_one: bool) -> None:
    assert is_one_scene(scene(one), scene(other)) is is_one


def test_a_place_that_an_article_only_comes_to_later_is_not_its_scene() -> None:
    elsewhere = "Snow fell in Ostryn. " * 100
    assert not is_one_scene(scene(BASE), scene("Eleven people died in Quillmere.", lead=elsewhere))


def test_the_labels_are_places_alone_and_as_many_as_are_reported() -> None:
    path = Path(__file__).parents[2] / "data/disagreement_labels.jsonl"
    labels = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for one in labels:
        assert one.keys() == {"sides", "right", "half"}
        assert [side.keys() for side in one["sides"]] == 2 * [{"article", "start", "end", "value", "sha256"}]
        assert len({side["value"] for side in one["sides"]}) == 2
    assert (len(labels), sum(one["right"] for one in labels)) == (158, 95)
