"""Sentences fold when they say the same, and never when a number, a name or a denial differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.near_duplicates import Fingerprint, group_duplicates, is_duplicate, support

REPORT = "At least 23 passengers were killed after being taken off buses and trucks near Muzhgail."

FOLDED = [
    (REPORT, REPORT.upper()),
    (REPORT, "“At least 23 passengers were killed, after being taken off buses and trucks near Muzhgail”"),
    (REPORT.replace("Muzhgail", "Ostrin"), REPORT.replace("Muzhgail", "Ostryn")),
    (REPORT, "At least 23 passengers were killed on Monday after being taken off buses and trucks near Muzhgel."),
    ("Turnout was high.", "turnout was high"),
    (
        "Ilse Marrowby told reporters in Castellan that her government had offered medical teams.",
        "Ilse Marrowby told journalists in Castellan that her government had offered medical teams.",
    ),
    (
        "The planned line of 640 kilometres to the harbour was cancelled by the defence ministry.",
        "The planned line of 640 kilometers to the harbor was canceled by the defense ministry.",
    ),
    (REPORT.replace("killed", "killed on Monday"), REPORT.replace("near Muzhgail", "near Muzhgail on Monday")),
]
APART = [
    (REPORT, REPORT.replace("23", "32")),
    (REPORT, REPORT.replace("passengers", "soldiers")),
    (REPORT, REPORT.replace("were killed", "were not killed")),
    (REPORT, REPORT.replace("Muzhgail", "Kalat")),
    (REPORT, REPORT + " The army blamed a group that has fought the government there for twenty years."),
    ("Turnout was high in Leeds.", "Turnout was low in Leeds."),
    (
        "The minister from Niger left the talks in Geneva early.",
        "The minister from Nigeria left the talks in Geneva early.",
    ),
    ("?", "!"),
    (REPORT.replace("killed", "killed on Monday"), REPORT.replace("killed", "killed on Tuesday")),
    (REPORT.replace("after being", "before being"), REPORT),
    (
        "The bank raised its main lending rate by half a point on Thursday.",
        "The bank lowered its main lending rate by half a point on Thursday.",
    ),
    ("Fourteen people died in Dunvale and nine in Ostrin.", "Nine people died in Dunvale and fourteen in Ostrin."),
    (
        "The visitors from Aldane beat the side from Velmora after extra time.",
        "The visitors from Velmora beat the side from Aldane after extra time.",
    ),
    (
        "The minister said he would not sign the treaty but would pay the debt.",
        "The minister said he would sign the treaty but would not pay the debt.",
    ),
    (
        "The council heard a better plan for the old town hall.",
        "The council heard a bitter plan for the old town hall.",
    ),
]


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_the_same_statement_folds(one: str, other: str) -> None:
    assert is_duplicate(Fingerprint.of(one), Fingerprint.of(other))


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_statement_stands_apart(one: str, other: str) -> None:
    assert not is_duplicate(Fingerprint.of(one), Fingerprint.of(other))


def test_groups_are_led_by_their_first_and_keep_the_order() -> None:
    texts = [REPORT, "Rain fell all day in the north of the country.", REPORT.lower(), "Rain fell."]
    assert group_duplicates([Fingerprint.of(text) for text in texts]) == [[0, 2], [1], [3]]


def test_a_highlight_is_supported_by_the_sentence_it_sums_up() -> None:
    highlight = Fingerprint.of("People have suffered greatly at the hands of attackers, says Maren Holt.")
    body = Fingerprint.of(
        "Asked about it, Holt said: “The people of the valley have suffered greatly at the attackers’ hands.”"
    )
    other = Fingerprint.of("Holt said the talks about the pipeline would go on.")
    assert support(highlight, body) >= 0.6
    assert support(highlight, other) == 0.0


def test_a_highlight_with_another_number_is_not_supported() -> None:
    assert (
        support(
            Fingerprint.of("Over 50 people killed in attacks"), Fingerprint.of("Some 40 people were killed in attacks.")
        )
        == 0
    )
    assert support(Fingerprint.of("?"), Fingerprint.of(REPORT)) == 0


sentences = st.lists(st.sampled_from([text for pair in FOLDED + APART for text in pair]), max_size=8)


@given(sentences)
def test_every_sentence_is_in_exactly_one_group(texts: list[str]) -> None:
    groups = group_duplicates([Fingerprint.of(text) for text in texts])
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)


@given(st.text(max_size=80), st.text(max_size=80))
def test_sameness_goes_both_ways(one: str, other: str) -> None:
    a, b = Fingerprint.of(one), Fingerprint.of(other)
    assert is_duplicate(a, b) == is_duplicate(b, a)


NOUNS = ["bridge", "council", "harbour", "market", "engineers", "repairs", "winter", "boats", "children", "ministry"]
NAMES = ["Dunvale", "Harrowmere", "Ostrin", "Velmora", "Castellan", "Brask", "Tolvaisa", "Quaye"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "March", "April", "June", "July", "August", "October", "December"]


@st.composite
def reports(draw: st.DrawFn) -> dict[str, str]:
    """Make the parts of a report: a frame of ordinary words around a name, a number, a day and a month."""
    nouns = draw(st.lists(st.sampled_from(NOUNS), min_size=4, max_size=8, unique=True))
    place = draw(st.integers(1, len(nouns) - 1))
    return {
        "before": " ".join(nouns[:place]),
        "after": " ".join(nouns[place:]),
        "name": draw(st.sampled_from(NAMES)),
        "number": str(draw(st.integers(2, 3000))),
        "day": draw(st.sampled_from(DAYS)),
        "month": draw(st.sampled_from(MONTHS)),
    }


def report(parts: dict[str, str]) -> str:
    return "The {before} in {name} cost {number} crowns on {day} in {month} while the {after} opened.".format(**parts)


@given(reports(), st.data())
def test_a_report_never_folds_with_one_of_another_name_number_or_date(
    parts: dict[str, str], data: st.DataObject
) -> None:
    others = {"name": NAMES, "day": DAYS, "month": MONTHS, "number": [str(n) for n in range(2, 3000)]}
    part = data.draw(st.sampled_from(sorted(others)))
    other = data.draw(st.sampled_from([value for value in others[part] if value != parts[part]]))
    one, another = Fingerprint.of(report(parts)), Fingerprint.of(report(parts | {part: other}))
    assert is_duplicate(one, one)
    assert not is_duplicate(one, another)


@given(reports(), st.sampled_from(["not ", "never ", "hardly not "]))
def test_a_report_never_folds_with_its_denial(parts: dict[str, str], denial: str) -> None:
    told = report(parts)
    denied = (told.replace("cost", f"did {denial}cost"), told.replace("opened", f"did {denial}open"))
    for one, other in ((told, denied[0]), (told, denied[1]), denied):
        assert not is_duplicate(Fingerprint.of(one), Fingerprint.of(other))


@given(reports(), st.sampled_from(["number", "name"]))
def test_a_report_never_folds_with_its_numbers_or_names_exchanged(parts: dict[str, str], part: str) -> None:
    here, there = parts, {"number": parts["number"] + "7", "name": "Eastlight"}
    there_after, here_after = there | {part: here[part]}, here | {part: there[part]}
    one = f"{report(here)[:-1]}, and the works in {there['name']} cost {there['number']}."
    other = f"{report(here_after)[:-1]}, and the works in {there_after['name']} cost {there_after['number']}."
    assert not is_duplicate(Fingerprint.of(one), Fingerprint.of(other))


@given(reports())
def test_a_copy_that_says_journalists_for_reporters_folds(parts: dict[str, str]) -> None:
    told = report(parts)
    one, other = (Fingerprint.of(f"{told[:-1]}, as {who} heard.") for who in ("reporters", "journalists"))
    assert is_duplicate(one, other)


def test_names_begin_with_a_capital_of_any_script() -> None:
    assert Fingerprint.of("the élan of über ночь, and of Žofie and Ночин").names == {"zofi", "ночин"}


def test_one_statement_in_two_encodings_is_one() -> None:
    one = "Mayor Zo\u0308lle of the U.N. har\u00adbour paid 1,250,000 crowns for Bjørn’s ferry."
    other = "Mayor Zölle of the UN harbour paid 1250000 crowns for Bjørn's ferry."
    assert is_duplicate(Fingerprint.of(one), Fingerprint.of(other))
