"""Words for a time -> the days that are meant. The only import of dateparser.

It is the best maintained library for this: some 300 forms of relative dates in 200 languages, released several times a
year, and installed in any case for reading web pages. Its own search in texts takes too many words for dates ("may",
"second", "sat"), so it only gets the words that ``resolving`` has recognised. It takes a second to load, so it is
loaded when a sentence with such words is first cited.
"""

from __future__ import annotations

import importlib
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

Days = tuple[date, date]
_KEPT = 4_096


@lru_cache(maxsize=_KEPT)
def days_of(words: str, *, base: date, prefer: Literal["past", "future"] = "past") -> Days | None:
    """Return the first and the last day that English words mean on a day; None where they mean none."""
    settings = {
        "RELATIVE_BASE": datetime(base.year, base.month, base.day),
        "PREFER_DATES_FROM": prefer,
        "PREFER_DAY_OF_MONTH": "first",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        parsed = _parser_class()(languages=["en"], settings=settings).get_date_data(words)
    except (ValueError, OverflowError):  # as of a day before the first year
        return None
    return None if parsed.date_obj is None else _stretch(parsed.date_obj.date(), parsed.period)


def _stretch(day: date, period: str) -> Days:
    """Return the whole week, month or year that a day stands for."""
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if period == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if period == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


@lru_cache(maxsize=1)
def _parser_class() -> Any:
    return importlib.import_module("dateparser.date").DateDataParser
