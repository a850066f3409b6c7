"""Dates as people and programs write them -> ISO 8601; nothing where a date could be read in two ways."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})")
_DAY_MONTH = re.compile(r"(?:[A-Za-z]{3,10},?\s+)?(\d{1,2})(?:st|nd|rd|th)?\.?\s+([A-Za-zä]{3,9})\.?,?\s+(\d{4})")
_MONTH_DAY = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_GERMAN_MONTHS = {"mär": "mar", "mrz": "mar", "mai": "may", "okt": "oct", "dez": "dec"}
_LONGEST_DATE = 80


def iso_date(value: str) -> str | None:
    """Write a date as ISO 8601, or return None when it is not one or could be read in two ways (03/04/2022)."""
    value = value.strip()[:_LONGEST_DATE]
    if whole := _YEAR_FIRST.fullmatch(value):
        return _date(whole[1], whole[3], whole[4])
    if whole := _DAY_MONTH.fullmatch(value):
        return _date(whole[3], _month(whole[2]), whole[1])
    if whole := _MONTH_DAY.fullmatch(value):
        return _date(whole[3], _month(whole[1]), whole[2])
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _month(name: str) -> str:
    short = _GERMAN_MONTHS.get(name[:3].lower(), name[:3].lower())
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else "0"


def _date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
