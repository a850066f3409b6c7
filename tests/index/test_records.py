"""The records: what they refuse, and what they make of what is left out."""

from __future__ import annotations

import datetime
import re
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidArticle, InvalidFilter
from index.ingest.validation import check
from index.records import Article, Filters, is_iso_date


@pytest.mark.parametrize("field", ["published_from", "published_to"])
@pytest.mark.parametrize(
    "value",
    [
        *("03/04/2025", "yesterday", "2024-13-01", "2023-02-29", "2024-1-2", "20240102", "2024-W01-1", "2024", ""),
        *("2024-01-02T", "2024-01-02T25:00", "2024-01-02 noon", " 2024-01-02", "2024-01-02\n", "２０２４-01-02"),
        *(datetime.date(2024, 1, 2), 20240102),
    ],
)
def test_what_is_no_date_is_refused_with_the_value_and_the_form(field: str, value: Any) -> None:
    with pytest.raises(InvalidFilter) as refused:
        Filters(**{field: value})
    assert field in str(refused.value)
    assert repr(value) in str(refused.value)
    assert "YYYY-MM-DD" in str(refused.value)


@given(st.datetimes(min_value=datetime.datetime(1000, 1, 1)), st.sampled_from(["T", " "]))
def test_every_day_and_every_moment_in_iso_8601_is_a_date(moment: datetime.datetime, between: str) -> None:
    assert is_iso_date(moment.date().isoformat())
    assert is_iso_date(moment.isoformat(between))
    assert Filters(published_from=moment.isoformat(between), published_to=moment.date().isoformat())


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidFilter, match=r"'2025-02-01', which is after published_to, '2025-01-31'"):
        Filters(published_from="2025-02-01", published_to="2025-01-31")
    assert Filters(published_from="2025-02-01", published_to="2025-02-01")


@pytest.mark.parametrize("field", ["article_ids", "sources"])
def test_a_text_in_place_of_a_list_of_texts_is_refused(field: str) -> None:
    for value in ("The Ledger", (1,), None):
        with pytest.raises(InvalidFilter, match=field):
            Filters(**{field: value})
    assert getattr(Filters(**{field: ["a", "b"]}), field) == ("a", "b")  # type: ignore[arg-type]


def test_a_text_is_enough_for_an_article() -> None:
    article = Article(text="\n  # The harbour   reopens \nIt had been closed for a year.")
    assert article.title == "The harbour reopens"
    assert article.id == Article(text=article.text).id
    assert article.id != Article(text=article.text + " ").id
    check(article)


def test_what_is_said_stands_even_when_it_is_empty() -> None:
    assert Article("a", "", "Rain fell.").title == ""
    assert (Article(text="Rain fell.", title="Rain").title, Article(text="Rain fell.", id="rain").id) == (
        "Rain",
        "rain",
    )
    with pytest.raises(InvalidArticle, match="empty id"):
        check(Article("", "Rain", "Rain fell."))
    with pytest.raises(InvalidArticle, match="no text"):
        check(Article())


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_any_text_gives_an_article_with_a_title_of_one_line(text: str) -> None:
    article = Article(text=text)
    assert article.text == text
    assert len(article.title) <= 121
    assert len(article.title.splitlines()) <= 1
    assert bool(article.title) or not re.sub(r"^#{1,6} ", "", " ".join(text.split()))


def test_a_long_first_line_is_cut_between_words() -> None:
    title = Article(text="wave " * 100).title
    assert set(title.removesuffix("…").split()) == {"wave"}
    assert title.endswith("wave…")


@pytest.mark.parametrize("field", ["article_ids", "sources", "languages"])
def test_names_may_be_given_as_a_list_to_a_checker_of_types_too(field: str) -> None:
    assert get_type_hints(Filters)[field] == list[str] | tuple[str, ...]
    assert Filters(**{field: ["en"]}) == Filters(**{field: ("en",)})  # type: ignore[arg-type]
