"""Whole clauses and their beginnings, told by their verbs."""

from __future__ import annotations

import pytest

from index.splitting.full_stops.clauses import begins_clause, is_whole_clause, stands_apart


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The column came from the", True),
        ("She was born in Stenby,", True),
        ("He said goods came from the", True),
        ("He said the", False),
        ("The man who came from the", False),
        ("The flag of the", False),
        ("After he came from the", False),
        ("A ship built in the", False),
    ],
)
def test_a_clause_is_whole_when_each_opening_has_its_verb_and_one_is_left(text: str, whole: bool) -> None:
    assert is_whole_clause(text, 0, end=len(text)) is whole


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Officers counted 4,000 people.", True),
        ("Customs officers opened every box.", True),
        ("Army in 1980.", False),
        ("Navy and served there.", False),
        ("Marines based in Norrby.", False),
        ("Residents want a bridge.", True),
        ("Geological Survey said.", False),
        ("Fans cheered.", True),
    ],
)
def test_a_subject_and_its_verb_begin_a_clause(text: str, begins: bool) -> None:
    assert begins_clause(text, 0, end=len(text)) is begins


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("He came from the U.S", True),
        ("He lives in Washington, D.C", True),
        ("He said the U.S", False),
        ("bread and the U.S", False),
        ("It was signed by U.S", False),
        ("It was signed by the U.S", True),
        ("Late on Friday, the U.S", False),
    ],
)
def test_a_phrase_may_end_a_clause_when_it_cannot_be_the_subject_of_what_follows(text: str, apart: bool) -> None:
    assert stands_apart(text, 0, end=len(text)) is apart
