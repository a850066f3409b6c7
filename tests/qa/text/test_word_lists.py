"""The lists of words that stand in files."""

from __future__ import annotations

from importlib import resources

import pytest

from qa.text.word_lists import CALLINGS, MONTHS, REPORTING_VERBS, TITLES, WEEKDAYS, word_list

DATA = resources.files("qa").joinpath("text/data")
FILES = sorted(path.name for path in DATA.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_list_says_what_it_holds_and_where_it_is_from_and_is_in_order(name: str) -> None:
    lines = DATA.joinpath(name).read_text("utf-8").splitlines()
    head, words = [line for line in lines if line[0] == "#"], [line for line in lines if line[0] != "#"]
    assert len(head) >= 2
    assert "licence" in head[-1]
    assert words
    assert len(set(words)) == len(words)
    assert all(word == word.lower().strip() for word in words)


def test_the_calendar_is_whole() -> None:
    assert (len(WEEKDAYS), len(MONTHS)) == (7, 12)


def test_kinds_of_one_list_are_told_apart() -> None:
    of = {verb: kind for kind, verbs in REPORTING_VERBS.items() for verb in verbs}
    assert (of["said"], of["told"], of["asked"]) == ("saying", "telling", "voicing")
    assert word_list("titles") == TITLES <= CALLINGS
