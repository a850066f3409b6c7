"""Answers for the tests of this folder, and of the doors that show answers."""

from __future__ import annotations

from qa.records import Answer, Citation, Quote, Scores, Speaker

CITATION = Citation(
    "harbour",
    "Fire at the harbour",
    "https://news.example/harbour",
    "The Ledger",
    "A. Writer",
    "2025-03-04",
    1,
    10,
    51,
    "",
    "",
    "/articles/harbour#s1",
    "https://news.example/harbour#:~:text=A%20fire,four%20warehouses",
    "a" * 64,
    "b" * 64,
)
QUOTE = Quote(
    "A fire destroyed four warehouses at night.",
    "body",
    CITATION,
    0.9,
    Scores(0.1, None, 0.2),
    (17, 32),
    said_by=Speaker("Ilse Brandt", "name", 1, 12),
    speech="indirect",
)
QUESTION = "How many warehouses burnt?"
ANSWER = Answer("ans_1", 1, QUESTION, QUESTION, "answered", None, 0.9, (QUOTE,), (), 2, 9, 1, {"encoder": "e"})
RELATED = Answer(
    "ans_2", 1, QUESTION, QUESTION, "related", "unsure", 0.3, (), (QUOTE,), 2, 9, 1, {}, doubts=("rivals", "weak_match")
)
ABSTAINED = Answer("ans_3", 1, QUESTION, QUESTION, "abstained", "below_threshold", 0.1, (), (QUOTE,), 2, 9, 1, {})
