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


@pytest.mark.parametrize(
    ("question", "words", "first"),
    [
        ("Who won yesterday?", "yesterday", "2025-04-15"),
        ("Who was hurt the day before yesterday?", "the day before yesterday", "2025-04-14"),
        ("Was the bridge closed last night?", "last night", "2025-04-15"),
        ("What did the council decide last week?", "last week", "2025-04-07"),
        ("Which ferries sank last month?", "last month", "2025-03-01"),
        ("Who chaired the fair last year?", "last year", "2024-01-01"),
        ("What burned in the past 3 weeks?", "in the past 3 weeks", "2025-03-26"),
        ("Who resigned during the last few months?", "during the last few months", "2025-01-13"),
        ("What opens this weekend?", "this weekend", "2025-04-14"),
        ("Who spoke this morning?", "this morning", "2025-04-16"),
        ("What has become dearer this year?", "this year", "2025-01-01"),
    ],
)
def test_from_which_day_on_an_article_is_as_new_as_the_question_asks(question: str, words: str, first: str) -> None:
    recency = recency_of(question, now=NOW)
    assert recency is not None
    assert (recency.words, str(recency.first)) == (words, first)
    assert list(recency.notices([first], is_reordered=False)) == []
    (notice,) = recency.notices(["2019-05-02"], is_reordered=False)
    assert f"the question says {words!r}" in notice
    assert "2019-05-02, 2,176 days before 2025-04-16" in notice


@pytest.mark.parametrize(
    "question", ["What opens next week?", "Who recently left?", "Who is the current reeve?", "What closes tomorrow?"]
)
def test_of_a_time_without_a_first_day_the_age_is_said(question: str) -> None:
    recency = recency_of(question, now=NOW)
    assert recency is not None
    (notice,) = recency.notices(["2025-04-06"], is_reordered=False)
    assert "is of 2025-04-06, 10 days before 2025-04-16" in notice


def test_what_a_time_that_is_over_tells_comes_in_its_own_order() -> None:
    recency = recency_of("Who won last year?", now=NOW)
    assert recency is not None
    assert recency.ordered(["surest", "newer"], ["2024-05-01", "2025-02-01"]) == ["surest", "newer"]


@pytest.mark.parametrize(
    "question",
    ["What happened in the last week of May?", "Who fell in the last year of the war?", "How strong was the current?"],
)
def test_a_time_that_is_not_counted_from_now_asks_for_nothing_new(question: str) -> None:
    assert recency_of(question, now=NOW) is None
