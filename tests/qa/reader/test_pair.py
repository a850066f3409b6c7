"""A pair of readers: what is read again, and when."""

from __future__ import annotations

import pytest

from qa.reader.base import ReaderInput
from qa.reader.onnx import OnnxReader
from qa.reader.pair import ReaderPair
from tests.support.readers import OverlapReader, write_tiny_reader

ENGLISH = ReaderInput("The ferry to Orme left at nine in the morning.")
GERMAN = ReaderInput("Die Fähre nach Orme hat um neun Uhr abgelegt, und sie ist nicht zurück.")


@pytest.fixture
def pair(tmp_path):
    opened = ReaderPair(OverlapReader(), OnnxReader(write_tiny_reader(tmp_path), threads=1), fitted={"of": "both"})
    yield opened
    opened.close()


def test_the_first_reads_all_and_the_second_what_it_is_given(pair) -> None:
    candidates = [ENGLISH, ReaderInput("The ferry sank.")]
    assert pair.score("When did the ferry leave?", candidates) == pair.first.score(
        "When did the ferry leave?", candidates
    )
    alone = [one.score for one in pair.second.score("When did the ferry leave?", candidates)]
    assert pair.again("When did the ferry leave?", candidates) == alone


@pytest.mark.parametrize(
    ("question", "candidate"),
    [
        ("When did the ferry leave?", GERMAN),
        ("Wann ist die Fähre nach Orme abgefahren?", ENGLISH),
        ("Wo war das Boot?", ENGLISH),
        ("Где паром?", ENGLISH),
        ("フェリーはいつ出ましたか", ENGLISH),
    ],
)
def test_what_is_not_in_english_is_not_read_again(pair, question: str, candidate: ReaderInput) -> None:
    assert pair.again(question, [ENGLISH, candidate]) is None


@pytest.mark.parametrize("question", ["ferry orme time", "Orme?", "when did it leave", "Who is Jean-Luc Ménard?"])
def test_key_words_and_foreign_names_are_read_as_english(pair, question: str) -> None:
    assert pair.again(question, [ENGLISH]) is not None


def test_both_are_named_and_the_fit_is_that_of_both(pair) -> None:
    assert pair.name == f"{pair.first.name}+{pair.second.name}"
    assert pair.fitted == {"of": "both"}
