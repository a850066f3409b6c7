"""How commands write."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cli.output import complain
from qa.cli.terminal import progress
from qa.visible import visible


@given(st.text())
def test_shown_text_keeps_its_length_and_its_letters(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(
        after == before or after == "\N{REPLACEMENT CHARACTER}" for before, after in zip(text, shown, strict=True)
    )
    assert all(ch in "\n\t" or ord(ch) >= 32 for ch in shown)


def test_ordinary_text_of_any_script_is_shown_as_it_is() -> None:
    text = "Zürich, 東京, مرحبا, 😀\n\tend"
    assert visible(text) == text


def test_a_complaint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain("first\nsecond\x1b[2J")
    assert capsys.readouterr().err == "qa: first second\N{REPLACEMENT CHARACTER}[2J\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_and_a_file_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, drawn in ((_Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress("Adding", 2) as advance:
            advance(1)
        assert ("Adding" in stream.getvalue()) is drawn
