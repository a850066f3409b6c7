"""The days that a sentence names, resolved against the date of its article: metadata, never text.

Owns which words name a day in English news, and against what they are resolved. What cannot be resolved for sure (a
weekday in an article without a date, "two days later" after nothing that names a day) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from index.records import Article, Sentence
from qa.dates.parsing import Days, days_of
from qa.dates.records import SentenceDate
from qa.dates.tense import tense_at

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?:days?|weeks?|months?|years?)"
# Not "the last week of May", nor "in the last month".
_STRETCH = r"(?<!\bthe )(?:(?:last|this|next) (?:week|month|year)|last (?:night|weekend))(?!-| of\b)"
_RELATIVE = (
    r"the day (?:before yesterday|after tomorrow)|yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening)"
    rf"|{_STRETCH}|{_COUNT} {_UNIT} ago"
)
_NAMED = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<whole>{_DAY} {_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}})"
    rf"|(?P<month>{_MONTH} (?:1[89]|20)\d\d)|(?P<yearless>{_DAY} {_MONTH}|{_MONTH} {_DAY})"
    rf"|(?P<weekday>(?:(?i:last|next|this) )?{_WEEKDAY}(?!,? (?:{_DAY} {_MONTH}|{_MONTH} {_DAY})))"
    rf"|(?P<relative>(?i:{_RELATIVE}))"
    rf"|(?P<after>(?i:{_COUNT} {_UNIT} (?:later|earlier))|(?i:the (?:next|following|previous) day)))(?!\w)"
)
# Words that make a name of a weekday: feasts, and what stands before one twice or more in RealTimeQA's articles (sales,
# games, films, a person). Any other name there is a place or a paper ("in Ohio Saturday", "told Radio Brevik Monday").
_NAMING = (
    "Advent All-Star Ash Black Bloody Blue Bowl Business Casual Cyber Deal Easter Fat Fiesta First Fourth Fox Freaky "
    "Giving Good Holy Jeff Joe Low Man Maundy Mothering NFL Palm Pancake Passion Remembrance Ruby Second Selection "
    "Sheffield Shrove Silent Small Spy Super Taco Third Trinity Uniform Whit Whitsun"
)
# Days of a name ("Black Friday", "the Sunday Times"), and of no week ("every Sunday").
_NO_DAY = re.compile(
    r"\b(?i:(?:every|each)(?: second)?|any|some|most|an?|one|the (?:first|second|third|fourth))\s+$"
    r"|(?i:^that|\b(?:all|by|later|on|until) that)\s+$|\b(?:Mail|Scotland|Independent)\s+on\s+$"
    rf"|\b(?:{_NAMING.replace(' ', '|')})\s+$"
)
_NO_DAY_BEHIND = re.compile(
    rf"\s+(?:(?:Night|Morning|Afternoon|Evening|Times|Telegraph|Mirror|Express|Post|Herald|Ticket)\b"
    rf"|(?:brunch|(?:news)?papers?|roast|school)\b|(?:of|in) (?:{_MONTH}|(?:each|every|the) (?:month|year)))"
)
_YEAR = re.compile(r"(?<![\w.,$£€])(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d)")
# "The Sunday Times", "the Monday before Easter".
_NAMED_BY = re.compile(r"\s+(?:[A-Z]|(?:before|after|following|preceding)\b)")
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


def names_a_day(text: str) -> bool:
    """Tell whether a text names a day, a week, a month or a year in any of the ways that are resolved here."""
    return bool(_NAMED.search(text))


def _resolved(article: Article, sentence: Sentence, before: Sequence[Sentence]) -> Iterator[tuple[re.Match[str], Days]]:
    base = _day_of(article)
    anchor, is_looked_for = None, False
    for match in _NAMED.finditer(sentence.text):
        if match["after"]:
            anchor = anchor if is_looked_for else _last_day(article, before)
            days = None if anchor is None else days_of(_counted(match[0]), base=anchor)
            if days is not None and _is_by_days(match[0]):
                days = (days[0], days[0])
        else:
            days = _days(match, base=base, before=before)
        if days is None or days[0] == days[1]:
            anchor, is_looked_for = days and days[0], True
        if days is not None:
            yield match, days


def _days(match: re.Match[str], *, base: date | None, before: Sequence[Sentence]) -> Days | None:
    words = match[0]
    if match["iso"] or match["whole"] or match["month"]:
        return days_of(words, base=base or date(2000, 1, 1))
    if base is None:
        return None
    if not match["yearless"] and not match["weekday"]:
        return _relative(words.lower(), base)
    days = _nearest(words, base) if match["yearless"] else _weekday(match, base=base)
    return None if days is None or _is_of_another_year(match, days, before) else days


def _relative(words: str, base: date) -> Days | None:
    """Return the days of words that count from the article's own: "yesterday", "last week", "three days ago"."""
    steps = {"last night": -1, "the day before yesterday": -2, "the day after tomorrow": 2}
    if words in steps:
        day = base + timedelta(days=steps[words])
        return day, day
    if words == "last weekend":
        saturday = base - timedelta(days=base.weekday() + 2)
        return saturday, saturday + timedelta(days=1)
    if words in ("tonight", "this morning", "this afternoon", "this evening"):
        return base, base
    return _this(words, base) if words.startswith("this ") else days_of(words, base=base)


def _this(words: str, base: date) -> Days | None:
    """Return the week, month or year that a day is in."""
    unit = words.split()[1].lower()
    return days_of(f"0 {unit}s ago", base=base)


def _weekday(match: re.Match[str], *, base: date) -> Days | None:
    modifier, _, day = match[0].rpartition(" ")
    modifier, before = modifier.lower(), match.string[: match.start()]
    is_named = re.search(r"\bthe\s+$", before, re.I) and _NAMED_BY.match(match.string, match.end())
    if _NO_DAY_BEHIND.match(match.string, match.end()):
        return None
    if not modifier and (is_named or _NO_DAY.search(before)):
        return None
    if not modifier and base.strftime("%A") == day:
        return base, base
    tense = {"last": "past", "next": "future"}.get(modifier) or tense_at(
        match.string, start=match.start(), end=match.end()
    )
    if tense is None:
        return None
    return days_of(day, base=base, prefer="future" if tense == "future" else "past")


def _is_of_another_year(match: re.Match[str], days: Days, before: Sequence[Sentence]) -> bool:
    """Tell whether a text tells of another year where it names a day without one: then it may be a day of that year.

    News names years of the past beside days of now; a history names a day with its year, and then days without."""
    year = str(days[0].year)
    if match["yearless"] and (years := _YEAR.findall(match.string)):
        return any(one != year for one in years)
    near = before if match["yearless"] else before[-_LOOKED_BACK:]
    dated = (one[0] for sentence in reversed(near) for one in _dated(sentence.text))
    last = next(dated, None)
    return last is not None and year not in last


def _dated(text: str) -> list[re.Match[str]]:
    """Return what names a day or month with its year, the last first."""
    return [one for one in _NAMED.finditer(text) if one["whole"] or one["iso"] or one["month"]][::-1]


def _nearest(words: str, base: date) -> Days | None:
    """Return the day of a date without its year that is nearest to the article's: it is seldom a year away."""
    years = [days_of(f"{words} {year}", base=base) for year in (base.year - 1, base.year, base.year + 1)]
    days = [one for one in years if one is not None]
    return min(days, key=lambda one: abs((one[0] - base).days), default=None)


def _last_day(article: Article, before: Sequence[Sentence]) -> date | None:
    """Return the day that was named last before, in the sentences nearest to it; None where it cannot be resolved."""
    for place in range(len(before) - 1, max(-1, len(before) - 1 - _LOOKED_BACK), -1):
        for match in reversed(list(_NAMED.finditer(before[place].text))):
            if match["after"]:
                continue
            days = _days(match, base=_day_of(article), before=before[:place])
            if days is None or days[0] == days[1]:
                return None if days is None else days[0]
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
