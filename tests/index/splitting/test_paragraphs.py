"""Which line breaks end a paragraph."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.splitting.paragraphs import blocks

PARAGRAPH = (
    "The provincial government closed the valley road on Tuesday after the bridge at Kalat gave way under a lorry, and "
    "officials said that it would take at least three weeks to build another. Nobody was hurt, the district "
    "commissioner told reporters who had come up from the coast, but forty villages were now cut off from the market."
)
WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=30, max_size=80)


def contents(text: str) -> list[str]:
    return [" ".join(text[block.start : block.end].split()) for block in blocks(text)]


def test_a_line_is_a_paragraph_where_lines_are_not_wrapped() -> None:
    lines = ["Road closed", PARAGRAPH, "What now?", PARAGRAPH, "Nobody knows."]
    assert contents("\n".join(lines)) == lines


def test_wrapped_lines_are_joined_and_blank_lines_part_paragraphs() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72)
    assert wrapped.count("\n") > 2
    assert contents(f"{wrapped}\n\n{wrapped}\n") == [PARAGRAPH, PARAGRAPH]


def test_a_heading_and_list_items_among_wrapped_paragraphs_stay_apart() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72)
    item = textwrap.fill(PARAGRAPH, 72, initial_indent="* ", subsequent_indent="  ")
    assert contents(f"{wrapped}\nWhat now?\n{wrapped}\n{item}\n{item}") == [PARAGRAPH, "What now?", *[PARAGRAPH] * 3]


@given(WORDS, st.integers(50, 100))
def test_any_wrapped_prose_comes_back_as_one_paragraph(words: list[str], width: int) -> None:
    prose = " ".join(words).capitalize() + "."
    assert contents(textwrap.fill(prose, width)) == [prose]


def test_list_markers_are_no_part_of_the_text() -> None:
    text = "- one\n* two\n• three\n•four\n– five\n\t-  six\n10 men\n-5 degrees\n— Ann Lee\n* * *"
    assert contents(text)[:9] == ["one", "two", "three", "four", "five", "six", "10 men", "-5 degrees", "— Ann Lee"]
    assert [block.bullet for block in blocks(text)][:9] == [True] * 6 + [False] * 3


def test_every_kind_of_line_end_counts_and_only_a_blank_line_is_a_gap() -> None:
    for end in ("\n", "\r\n", "\r", "\u2028", "\v", "\x85"):
        found = blocks(f"One.{end}Two.{end}{end}Three.{end} \t{end}Four.")
        assert [block.gap for block in found] == [True, False, True, True], repr(end)


@pytest.mark.parametrize("end", ["\v", "\f", "\x85", "\u2028", "\r\n"])
def test_lines_are_measured_one_by_one_whatever_breaks_them(end: str) -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72) + "\nNobody spoke.\n" + textwrap.fill(PARAGRAPH, 72)
    assert contents(wrapped.replace("\n", end)) == contents(wrapped)
    assert len(contents(wrapped)) > 1
