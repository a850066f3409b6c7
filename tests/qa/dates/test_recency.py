"""Questions for what is new: which of several answers comes first, and how old it is said to be."""

from __future__ import annotations

from datetime import date

import pytest

from qa.dates import recency_of

NOW = date(2025, 4, 16)


@pytest.mark.parametrize("question", ["Who leads today?", "What is the latest toll?", "What happened this week?"])
def test_the_newest_comes_first_and_undated_or_still_to_come_last(question: str) -> None:
    recency = recency_of(question, now=NOW)
    assert recency is not None
    days = ["2024-01-01", None, "2025-04-10", "9999-01-01"]
    assert recency.ordered(["old", "undated", "new", "future"], days) == ["new", "old", "undated", "future"]


def test_how_old_an_answer_is_is_said_where_the_question_asks_for_now() -> None:
    recency = recency_of("What happened this week?", now=NOW)
    assert recency is not None
    assert list(recency.notices(["2025-04-15"], is_reordered=False)) == []
    (told,) = recency.notices(["2025-04-06"], is_reordered=False)
    assert "2025-04-06, 10 days before 2025-04-16" in told
    assert "no date" in next(recency.notices([None], is_reordered=False))


def test_other_questions_ask_for_nothing_new() -> None:
    assert recency_of("When did the ferry leave Norvik?", now=NOW) is None
    assert recency_of("Who knows it?", now=NOW) is None
