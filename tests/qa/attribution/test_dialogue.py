"""Interviews and transcripts: whose a paragraph is that begins with a name and a colon."""

from __future__ import annotations

import pytest

from qa.attribution.speakers import Said
from tests.qa.attribution.test_speakers import said

INTERVIEW = """Orla Finch has built boats on the quay for forty years. Ben Sayer met her in the shed.

Ben Sayer: You left the yard in 1984. Why was that?

Orla Finch: They wanted steel. I like wood.

Sayer: Who taught you?

Orla Finch: My aunt Hanne said that a boat is a friend. She was right.

Ben Sayer: Do you still row?

Finch: Yes. Every day.
"""
REPORT = """The gale closed the harbour.

Open: the coast road. Shut: the pier.

Norvik Town: two goals, one card.

Skerrow United: no goals, no card.

Note: all times are local."""


@pytest.mark.parametrize(
    ("part", "name", "via"),
    [
        ("You left the yard", "Ben Sayer", "name"),
        ("They wanted steel", "Orla Finch", "name"),
        ("I like wood", "Orla Finch", "continuation"),
        ("a boat is a friend", "Orla Finch", "name"),
        ("Every day", "Orla Finch", "continuation"),
    ],
)
def test_a_paragraph_of_an_interview_is_its_speakers(part: str, name: str, via: str) -> None:
    of = said(INTERVIEW, part)
    assert of.speaker is not None
    assert (of.speaker.name, of.speaker.via, of.speech) == (name, via, "direct")
    assert INTERVIEW[of.speaker.start : of.speaker.end] == name


def test_what_stands_around_an_interview_is_nobodys() -> None:
    assert said(INTERVIEW, "has built boats") == Said()


def test_a_table_of_results_is_nobodys_words() -> None:
    table = "Orla Finch: 120 votes.\n\nBen Sayer: 88 votes.\n\nOrla Finch: 64 votes.\n\nBen Sayer: 70 votes in all."
    assert said(table, "88 votes") == said(table, "in all") == Said()


@pytest.mark.parametrize("part", ["Open: the coast road", "Norvik Town", "Skerrow United", "Note: all times"])
def test_what_a_colon_explains_is_nobodys_words(part: str) -> None:
    assert said(REPORT, part) == Said()
