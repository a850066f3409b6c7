"""The days that a sentence names, resolved against the date of its article: metadata, never text.

Owns which words name a day in English news, and against what they are resolved. What cannot be resolved for sure (a
weekday in an article without a date, "two days later" after nothing that names a day) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from index.records import Article, Sentence
from qa.dates.parsing import Days, days_of
from qa.dates.records import SentenceDate

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?:days?|weeks?|months?|years?)"
_NAMED = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<whole>{_DAY} {_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}})"
    rf"|(?P<month>{_MONTH} (?:1[89]|20)\d\d)|(?P<yearless>{_DAY} {_MONTH}|{_MONTH} {_DAY})"
    rf"|(?P<weekday>(?:(?i:last|next|this) )?{_WEEKDAY}(?!,? (?:{_DAY} {_MONTH}|{_MONTH} {_DAY})))"
    rf"|(?P<relative>(?i:yesterday|today|tonight|tomorrow|(?:last|this|next) (?:week|month|year)|{_COUNT} {_UNIT} ago))"
    rf"|(?P<after>(?i:{_COUNT} {_UNIT} (?:later|earlier))|(?i:the (?:next|following|previous) day)))(?!\w)"
)
# The tense tells whether "on Friday" means the next Friday or the last one.
_TO_COME = re.compile(
    r"\b(?:will|shall|would|due|scheduled|expected|planned|plans?|until|by|from|is to|are to)\b", re.I
)
# Sentences before "two days later" in which the day that it refers to is looked for.
_LOOKED_BACK = 5
_STEP = {"next": "one day later", "following": "one day later", "previous": "one day earlier"}


def dates_in(article: Article, sentence: Sentence, *, before: Sequence[Sentence] = ()) -> tuple[SentenceDate, ...]:
    """Return the days that a sentence names, in order. ``before``: the sentences before it in the article, in order.

    Articles in other languages than English name none that are known here."""
    if (article.language or "en").partition("-")[0].lower() != "en":
        return ()
    dates: list[SentenceDate] = []
    for match, days in _resolved(article, sentence, before):
        start = sentence.start + match.start()
        dates.append(SentenceDate(match[0], start, start + len(match[0]), *(day.isoformat() for day in days)))
    return tuple(dates)


def _resolved(article: Article, sentence: Sentence, before: Sequence[Sentence]) -> Iterator[tuple[re.Match[str], Days]]:
    base, anchor = _day_of(article), None
    for match in _NAMED.finditer(sentence.text):
        if match["after"]:
            anchor = anchor or _last_day(article, before)
            days = None if anchor is None else days_of(_counted(match[0]), base=anchor)
            if days is not None and _is_by_days(match[0]):
                days = (days[0], days[0])
        else:
            days = _days(match, base=base, sentence=sentence.text)
        if days is None:
            continue
        anchor = days[0] if days[0] == days[1] else anchor
        yield match, days


def _days(match: re.Match[str], *, base: date | None, sentence: str) -> Days | None:
    words = match[0]
    if match["iso"] or match["whole"] or match["month"]:
        return days_of(words, base=base or date(2000, 1, 1))
    if base is None:
        return None
    if match["yearless"]:
        return _nearest(words, base)
    if match["weekday"]:
        return _weekday(words, base=base, is_to_come=bool(_TO_COME.search(sentence)))
    if words.lower().startswith("this "):
        return _this(words, base)
    return days_of("today" if words.lower() == "tonight" else words, base=base)


def _this(words: str, base: date) -> Days | None:
    """Return the week, month or year that a day is in."""
    unit = words.split()[1].lower()
    return days_of(f"0 {unit}s ago", base=base)


def _weekday(words: str, *, base: date, is_to_come: bool) -> Days | None:
    modifier, _, day = words.rpartition(" ")
    if not modifier and base.strftime("%A") == day:
        return base, base
    ahead = modifier.lower() in ("next", "this") or (not modifier and is_to_come)
    return days_of(day, base=base, prefer="future" if ahead else "past")


def _nearest(words: str, base: date) -> Days | None:
    """Return the day of a date without its year that is nearest to the article's: it is seldom a year away."""
    years = [days_of(f"{words} {year}", base=base) for year in (base.year - 1, base.year, base.year + 1)]
    days = [one for one in years if one is not None]
    return min(days, key=lambda one: abs((one[0] - base).days), default=None)


def _last_day(article: Article, before: Sequence[Sentence]) -> date | None:
    """Return the day that was named last before, in the sentences nearest to it."""
    for place in range(len(before) - 1, max(-1, len(before) - 1 - _LOOKED_BACK), -1):
        days = [
            day
            for match in _NAMED.finditer(before[place].text)
            if not match["after"]
            for day in [_days(match, base=_day_of(article), sentence=before[place].text)]
            if day is not None and day[0] == day[1]
        ]
        if days:
            return days[-1][0]
    return None


def _counted(words: str) -> str:
    return _STEP[words.split()[1].lower()] if words.lower().startswith("the ") else words


def _is_by_days(words: str) -> bool:
    return "month" not in words and "year" not in words


def _day_of(article: Article) -> date | None:
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None
