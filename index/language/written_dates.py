"""Dates as people and programs write them -> ISO 8601; nothing where a date could be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from index.language.month_names import MONTH_NUMBERS

_MONTH = r"([^\W\d_]{3,12})\.?"
_YEAR = r"((?:1[4-9]|20)\d\d)"
# "le lundi 5 février", "Tuesday, 3rd Sept.", "Am Montag, den 5. März"
_BEFORE = r"(?:[^\W\d_]{2,10}\.?,?\s+){0,3}?"
_OF = r"\s*[,./-]?\s*(?:\b(?:de|del|of)\b\s*)?"
# ", 10:00 Uhr", " at 10:00 am EST", " – 10h30", ":10:00:00 +0000": a date that a time follows.
_TIME = r"(?::\d\d:\d\d:\d\d.{0,10}|[^\d/]{1,12}\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m)(?![\d/]).{0,30})?"
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?((?:\s+|T)\d{1,2}[:.h]\d\d.{0,20})?")
#: Without a sign between them, each has its digits: "20240506", "20240506T0930Z", "20240506093000".
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(?:\s+|T)?(?:\d{4}|\d{6})Z?)?")
#: "2024. március 5."
_YEAR_MONTH_DAY = re.compile(rf"{_YEAR}\.?\s+{_MONTH}\s+(\d{{1,2}})\.?")
_CHARACTERS = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일](?:\D.{0,30})?")
_DAY_MONTH = re.compile(rf"{_BEFORE}(\d{{1,2}})(?:st|nd|rd|th|er|º|°)?{_OF}{_MONTH}{_OF}{_YEAR}(?:\s?г\.?)?{_TIME}")
_MONTH_DAY = re.compile(rf"{_BEFORE}{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}{_TIME}")
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-])\s?(\d{{1,2}})\2\s?{_YEAR}{_TIME}")
#: Seconds, or thousandths of one, since 1970: of the years 2001 to 2033 alone, so that no other number is one.
_CLOCK = re.compile(r"(1\d{9})(\d{3})?")
_LONGEST_DATE = 80


def iso_date(value: str) -> str | None:
    """Write a date as ISO 8601, or return None when it is not one or could be read in two ways (03/04/2022)."""
    value = value.strip()[:_LONGEST_DATE]
    if not value.isascii():  # digits of other scripts
        value = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in value)
    if (whole := _YEAR_FIRST.fullmatch(value)) and not whole[5]:
        return _date(*whole.group(1, 3, 4))
    if (digits := _DIGITS.fullmatch(value)) and len(value) == len("20240506"):
        return _date(*digits.groups())
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        pass
    if whole:  # with a time that cannot be read
        return _date(*whole.group(1, 3, 4))
    if whole := digits or _CHARACTERS.fullmatch(value):
        return _date(*whole.groups())
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _named(value) or _numbered(value)


def _named(value: str) -> str | None:
    """Read a date with the name of its month."""
    if whole := _DAY_MONTH.fullmatch(value):
        return _date(whole[3], _month(whole[2]), whole[1])
    if whole := _YEAR_MONTH_DAY.fullmatch(value):
        return _date(whole[1], _month(whole[2]), whole[3])
    if whole := _MONTH_DAY.fullmatch(value):
        return _date(whole[3], _month(whole[1]), whole[2])
    return None


def _numbered(value: str) -> str | None:
    """Read a date of numbers alone: with full stops the day is first, else it is what cannot be a month."""
    if whole := _NUMBERS.fullmatch(value):
        first, second = int(whole[1]), int(whole[3])
        if whole[2] == "." or first > 12 or first == second:
            return _date(whole[4], whole[3], whole[1])
        return _date(whole[4], whole[1], whole[3]) if second > 12 else None
    if whole := _CLOCK.fullmatch(value):
        return datetime.fromtimestamp(int(whole[1]), UTC).isoformat()
    return None


def _month(name: str) -> str:
    return str(MONTH_NUMBERS.get(name.casefold(), 0))


def _date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
