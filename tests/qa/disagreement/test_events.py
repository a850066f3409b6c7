"""Two events of one kind at one place, what two parties did, and a part of a whole are not held against each other; and
of all flags that the rules raise on invented reports, each was read and labelled."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index import Article, Sentence, sentences_of
from qa.disagreement import conflicts, quantities
from qa.disagreement.events import Counted, event_days, may_be_two

DATA = Path(__file__).parents[2] / "data"
LEAD = "Shells fell on Karsk in Belorn on Sunday night, governor Malyk said."
MONDAY = date(2031, 5, 12)
TUESDAY = date(2031, 5, 13)


def counted(text: str, *, day: date = MONDAY, lead: str = LEAD, title: str = "Karsk") -> Counted:
    return Counted(Article(title=title, text=f"{lead} {text}"), text, quantities(text)[-1], day)


@pytest.mark.parametrize(
    ("other", "day", "lead", "may_be"),
    [
        ("Shelling killed three people in Karsk.", TUESDAY, "Karsk was shelled again on Monday night.", True),
        ("Shelling killed three people in Karsk.", TUESDAY, "A second night of shells hit Karsk on Monday.", True),
        ("Shelling killed eight people in Karsk.", TUESDAY, "Karsk mourned on Monday.", False),
        ("On Sunday shelling killed eight people in Karsk.", TUESDAY, "Shells fell again on Karsk on Monday.", False),
        ("Shelling killed eight people in Karsk.", TUESDAY, "Malyk spoke again of Sunday's shells.", False),
        ("Shelling killed eight people of Norvik in Karsk.", MONDAY, LEAD, True),
        ("Shelling killed eight people of Karsk.", MONDAY, LEAD, False),
    ],
)
def test_an_event_announced_as_one_more_is_another(other: str, day: date, lead: str, may_be: bool) -> None:
    one = counted("Shelling killed five people in Karsk.")
    there = counted(other, day=day, lead=lead)
    assert may_be_two(one, there) is may_be_two(there, one) is may_be


def test_sentences_that_name_other_days_are_of_two_events() -> None:
    one = counted("The guns killed five people on Monday.")
    assert may_be_two(one, counted("The guns killed six people on Saturday."))
    assert not may_be_two(one, counted("The guns killed six people on Monday, doctors said on Tuesday.", day=TUESDAY))


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Sevra freed 64 prisoners at Lori.", "Ardan freed 92 prisoners at Lori, Sevra said.", True),
        ("Sevra freed 64 prisoners at Lori.", "Ardan said Sevra had freed 92 prisoners at Lori.", False),
        ("Guards freed 64 prisoners at Lori.", "Wardens freed 92 prisoners at Lori.", False),
        ("Sevra freed more than 64 prisoners.", "Ardan freed more than 92 prisoners.", False),  # not built so plainly
    ],
)
def test_what_two_parties_did_is_two_things(one: str, other: str, may_be: bool) -> None:
    lead = "At the Lori bridge Ardan and Sevra exchanged prisoners."
    assert may_be_two(counted(one, lead=lead), counted(other, lead=lead)) is may_be


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Shells fell on Sunday night, Malyk said on Monday.", {11}),
        ("Malyk told reporters in Port Lorne on Monday that it fell on Saturday.", {10}),
        ("The news of Sunday, May 11, in one place.", set()),
        ("It fell on Tuesday.", {6, 13}),  # six days ago, or tomorrow as it is elsewhere
        ("It will fall on Tuesday.", {13}),
        ("They are voting there on Friday.", {16}),
        ("Voters are to choose Monday.", {12}),
        ("It fell.", set()),
    ],
)
def test_days_of_events_are_told_from_days_of_speech(text: str, days: set[int]) -> None:
    assert event_days(text, MONDAY) == {date(2031, 5, day) for day in days}


def raised() -> list[list[dict[str, Any]]]:
    """Hold every sentence of the invented reports against all others."""
    rows = [json.loads(line) for line in (DATA / "disagreement_reports.jsonl").read_text("utf-8").splitlines()]
    articles = {row["id"]: Article(**row) for row in rows}
    sentences: list[Sentence] = []
    for article in articles.values():
        for position, span in enumerate(sentences_of(article.text)):
            number, text = 2 * len(sentences), article.text[span.start : span.end]
            sentences.append(Sentence(number, article.id, position, span.start, span.end, "body", "", text))
    flags = conflicts(sentences, among=sentences, articles=articles, are_one=lambda one, other: one == other)
    return [
        [
            {"article": r.article.id, "start": r.sentence.start, "end": r.sentence.end, "value": r.quantity.value}
            for r in (side[0] for side in flag.sides)
        ]
        for flag in flags
    ]


def test_nearly_every_flag_on_invented_reports_is_a_true_disagreement() -> None:
    """Of the 90 flags that were raised before events, parties and parts were told apart, 13 were wrong."""
    labels = [json.loads(line) for line in (DATA / "disagreement_report_labels.jsonl").read_text("utf-8").splitlines()]
    is_right = {json.dumps(label["sides"]): label["right"] for label in labels}
    flags = [json.dumps(sides) for sides in raised()]
    assert len(set(flags)) == len(flags) >= 60
    unread = [flag for flag in flags if flag not in is_right]
    assert not unread, "read these, and label them in disagreement_report_labels.jsonl"
    wrong = [flag for flag in flags if not is_right[flag]]
    assert len(wrong) <= 3, wrong
    assert len(flags) - len(wrong) >= 79
