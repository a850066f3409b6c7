"""The records: what they refuse, and what they make of what is left out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InvalidFilter
from index.records import Filters, is_iso_date


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
