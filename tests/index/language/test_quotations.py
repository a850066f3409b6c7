"""What stands between quotation marks."""

from __future__ import annotations

import pytest

from index.language.quotations import is_quoted, quotations


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text, start=0, end=len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said ‘it’s the states’ money’ again.", ["‘it’s the states’"]),
        ("Das sei „gut“, sagte er. « Non », dit-elle.", ["„gut“", "« Non »"]),
        ("彼は「はい」と言った。", ["「はい」"]),
        ("He said “he told me ‘no’ twice” then.", ["“he told me ‘no’ twice”"]),
        ('He is 6\' 2" tall, and 5" wide.', []),
        ("Rock ‘n’ roll and the ’90s.", ["‘n’"]),
        ("It was ‘em who said “go home”.", ["“go home”"]),
        ("He said: “We wait. We hope.", ["“We wait. We hope."]),
        ("A ‘mark left open ends nothing.", []),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_sentence_is_quoted_when_it_lies_wholly_inside() -> None:
    text = "“We wait. We hope,” he said. “Good.”"
    quotes = quotations(text, start=0, end=len(text))
    assert is_quoted(text, (0, 9), quotes=quotes)
    assert not is_quoted(text, (10, 28), quotes=quotes)
    assert is_quoted(text, (29, 36), quotes=quotes)
    assert not is_quoted(text, (20, 28), quotes=quotes)
