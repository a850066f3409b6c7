"""A heading asks the very question, or something else."""

from __future__ import annotations

import pytest

from qa.retrieval.headings import asks


@pytest.mark.parametrize(
    ("heading", "question", "title"),
    [
        ("Who should be vaccinated?", "who should be vaccinated", ""),
        ("What happened in Norvik?", "What occurred in Norvik?", ""),
        ("Who's to blame?", "Who is to blame?", ""),
        ("Which roads aren't open?", "Which roads are not open?", ""),
        ("What happened?", "What happened in Norvik?", "Storm in Norvik"),
        ("Who is to blame?", "Who is to blame for the blast in Dorle?", "Blast in Dorle"),
        ("Is the road open?", "Is the road open?", ""),
        ("How to store apples", "How can I store apples?", ""),
        ("Why the dam burst", "Why did the dam burst?", ""),
        ("What guests should bring", "What should guests bring?", ""),
        ("11:42 Ferry turned back", "What happened at 11:42?", ""),
        ("08:03", "What happened at 8.03?", ""),
        ("9.30 p.m. Bridge shut", "What took place at 9:30 p.m.?", ""),
        ("14:05", "What happened in Sund at 14:05?", "Sund: the storm, live"),
        ("14:05 Sund", "What is the news from Sund at 14:05?", ""),
    ],
)
def test_a_heading_asks_what_is_asked(heading: str, question: str, title: str) -> None:
    assert asks(heading, question, title=lambda: title)


@pytest.mark.parametrize(
    ("heading", "question", "title"),
    [
        ("When should pupils be vaccinated?", "Where should pupils be vaccinated?", ""),
        ("Where can I get it?", "Where can I get it?", ""),  # of what, neither says
        ("What happened?", "What happened in Norvik?", "Storm in Skerrow"),
        ("What happened in Norvik on Monday?", "What happened in Norvik?", ""),
        ("What happened in Norvik?", "What happened in Norvik to the two boats?", ""),
        ("Which roads are open?", "Which roads are not open?", ""),
        ("Why is the dam not safe?", "Why is the dam safe?", ""),
        ("Norvik", "What happened in Norvik?", ""),
        ("When the dam burst", "When did the dam burst?", ""),
        ("What guests should bring", "How should guests bring it?", ""),
        ("11:42 Ferry turned back", "What happened at 11:24?", ""),
        ("Ferry turned back", "What happened at 11:42?", ""),
        ("11:42", "Who won at 11:42?", ""),
        ("11:42", "What happened in Marl at 11:42?", "Sund: the storm, live"),
        ("2:1 for Walden", "What happened at 2:10?", ""),
    ],
)
def test_a_heading_asks_something_else(heading: str, question: str, title: str) -> None:
    assert not asks(heading, question, title=lambda: title)
