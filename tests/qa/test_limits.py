"""What may be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import QuestionError
from qa.limits import accepted_question


def test_space_around_a_question_is_dropped() -> None:
    assert accepted_question("  Who won?\n", most_chars=8) == "Who won?"


def test_a_long_question_is_told_both_numbers() -> None:
    with pytest.raises(QuestionError, match="has 9 characters and may have 8"):
        accepted_question("Who wins?", most_chars=8)


@given(st.text(min_size=1, max_size=50))
def test_any_real_text_is_accepted_or_refused_clearly(text: str) -> None:
    if not text.strip() or "\0" in text.strip():
        with pytest.raises(QuestionError):
            accepted_question(text, most_chars=50)
    else:
        assert accepted_question(text, most_chars=50) == text.strip()
