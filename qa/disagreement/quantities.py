"""The numbers and dates that a sentence states, each with what it counts. Pure.

Owns how a number is read ("2.9 million", "nineteen", "£40"), what stands for the thing counted (the words behind it),
and how exactly it is meant. Whatever cannot be told without a grammar is left out: a sentence of which nothing is read
conflicts with nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.text.synonyms import plain_wording
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, listed, stem

Kind = Literal["number", "date"]
Bound = Literal["exact", "least", "most", "about"]

_SPELT = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: float(value) for value, word in enumerate(_SPELT.split(), 2)}
_VALUES |= {word: 10.0 * value for value, word in enumerate(_TENS.split(), 3)}
_ONES = {"one": 1.0} | {word: value for word, value in _VALUES.items() if value < 10}
_VALUES |= {f"{ten}-{one}": _VALUES[ten] + ones for ten in f"twenty {_TENS}".split() for one, ones in _ONES.items()}
#: The numbers that are read when they are written as words.
NUMERALS = frozenset(_VALUES)
_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
#: How a number is written, as a pattern.
DIGITS = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})\b"
_NUMBER = re.compile(
    rf"(?<![\w.,$£€-])(?P<currency>[$£€])?(?P<digits>{DIGITS})(?:[ -](?P<magnitude>{'|'.join(_MAGNITUDES)})\b)?"
    r"(?P<percent>\s?%|\s(?:percent|per cent)\b)?(?![\w%]|[.,-]?\d|-\w|:\d)",
    re.IGNORECASE,
)
_BEFORE = (
    ("least", re.compile(r"(?:at least|more than|over|above|no fewer than|upwards of|exceed(?:s|ed|ing)?)\s+$", re.I)),
    (
        "most",
        re.compile(r"(?:at most|fewer than|less than|under|below|up to|as many as|as much as|nearly|almost)\s+$", re.I),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|roughly|some|approximately|an estimated|estimated|more or less|close to)\s+$", re.I
        ),
    ),
)
# What makes of a number another thing: a change, a rank, a score, an age, one of a range, a part of a whole.
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:by|another|additional|extra|further|between|from|to|of(?: all)?(?: the)?|first|last|next|top|no\.|number|"
    r"aged?|for|in|within|every|per|than|or|and|the only|those|these|other|the other|remaining)\s+"
    r"|\d\s?[-–—/]\s?|[^\W\d][-–—/])$",  # "3 - 2", "mid-20", and not "BREVIK — Nine people"
    re.IGNORECASE,
)
_OTHER_BEHIND = re.compile(
    r"^\s*(?:dozens?\b|more|other|others|additional|further|fewer|less|times|to\s+\d|or\s+\w+\s|and\s+\d|"
    r"of\s+(?:the|them|those|its|his|her|their|whom|which)|"
    r"a\s+(?:day|week|month|year)|per\b|each\b|-|–|—|/|years?[- ]old)",
    re.IGNORECASE,
)
# A measured amount is held against one that stands behind the same word alone, so that word may be any of these.
_LEADS_TO_MEASURE = re.compile(r"\b(?:by|to|at|from|for|in|of)\s+$", re.IGNORECASE)
_RATE = re.compile(
    r"\s*(?:(?:a|an|per|each|every)\s+(?:hour|day|night|week|month|year|season)|each|apiece)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
#: Nouns that count something else in each report, and units that say nothing of what is measured.
_EMPTY = frozenset(
    map(
        stem,
        listed(
            """
            time times year years month months week weeks day days hour hours minute minutes second seconds point points
            other others thing things way ways percent percentage mile miles kilometre kilometres kilometer kilometers
            microgram micrograms milligram milligrams gram grams kilogram kilograms litre litres liter liters
            gallon gallons ounce ounces ton tons tonne tonnes metre metres meter meters foot feet inch inches
            degree degrees pound pounds dollar dollars euro euros goal goals game games match matches season seasons
            stroke strokes shot shots hole holes yard yards run runs wicket wickets lap laps length lengths"""
        ),
    )
)
# Of these, units in which something is measured: whose amount it is, only the rest of the sentence says.
_UNITS = frozenset(
    map(
        stem,
        listed(
            """
            miles kilometres kilometers metres meters feet inches yards degrees litres liters gallons
            ounces tons tonnes grams kilograms milligrams micrograms pounds dollars euros"""
        ),
    )
)
_AREAS = frozenset(map(stem, ("acres", "hectares")))
_SIGNS = {"pound": "£", "dollar": "$", "euro": "€"}
_PLURALS = listed("people children men women police personnel staff cattle aircraft troops")
_MOST_BEHIND = 4
# Characters on either side of a number that are looked at for what it counts and how exactly: the longest wording there
# is, and four long words. A sentence of nothing but numbers would else be read once for each of them.
_NEAR = 120
_YEAR = "january february march april may june july august september october november december"
_MONTH = "|".join(month.capitalize() for month in _YEAR.split())
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH}))\b(?:,?\s+(?P<year>\d{{4}}))?"
)
_DAY_BEFORE = re.compile(r"\bon\s+(?:[A-Z]\w+day,?\s+)?$")
_TIMES = re.compile(
    rf"\b(?:{'|'.join(sorted(WEEKDAYS | MONTHS - {'may', 'march'}))}|(?:in|since|by|until) (?-i:March|May)|"
    r"yesterday|today|tonight|tomorrow|(?:19|20)\d\d|"
    r"last \w+|previous \w+|this \w+|earlier|since|annual(?:ly)?|daily|weekly|monthly|yearly|quarter\w*|first|second|"
    r"third|fourth|half)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or date at ``text[start:end]``. ``value``: the number, or month * 100 + day. ``thing``: the keys of the
    words that say what is counted, the noun last; the ``unit`` alone of money, a share or a measure, and whose it is,
    only the rest of the sentence says."""

    kind: Kind
    text: str
    start: int
    end: int
    value: float
    thing: tuple[str, ...]
    noun: str
    bound: Bound = "exact"
    unit: str = ""
    behind: int = 0

    @property
    def counted(self) -> tuple[object, ...]:
        """Return what two quantities must have in common to be of the same thing, before any text is looked at."""
        return self.kind, self.thing, self.unit


@lru_cache(maxsize=2048)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Read the counts and dates of a sentence, in order."""
    return tuple(one for one in amounts(text) if not one.unit)


@lru_cache(maxsize=2048)
def amounts(text: str) -> tuple[Quantity, ...]:
    """Read the counts, measures and dates of a sentence, in order."""
    dates = [quantity for match in _DAY.finditer(text) if (quantity := _date(text, match)) is not None]
    taken = {at for match in _DAY.finditer(text) for at in range(*match.span())}
    numbers = [
        quantity
        for match in _NUMBER.finditer(text)
        if match.start() not in taken and (quantity := _number(text, match)) is not None
    ]
    return tuple(sorted([*dates, *numbers], key=lambda one: one.start))


def times(text: str) -> frozenset[str]:
    """Return the words of time of a sentence."""
    return frozenset(match.group().lower() for match in _TIMES.finditer(text))


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    before, behind = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
    bound: Bound = "exact"
    for name, pattern in _BEFORE:
        if hedge := pattern.search(before):
            bound, before = name, before[: hedge.start()]  # type: ignore[assignment]
            break
    digits = match["digits"].lower()
    value = _VALUES.get(digits) or float(digits.replace(",", "") if digits[0].isdigit() else "nan")
    value *= _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    thing, end = _counted(behind)
    unit = _unit(match, thing)
    if unit and (leading := _LEADS_TO_MEASURE.search(before)):
        before = before[: leading.start()]
    if _OTHER_BEFORE.search(before) or _OTHER_BEHIND.match(behind) or _RATE.match(behind, end if thing else 0):
        return None
    place = match.group(), match.start(), match.end()
    if unit:
        is_word = bool(thing) and not (match["currency"] or match["percent"])
        return Quantity("number", *place, value, (unit,), unit, bound, unit, end if is_word else 0)
    if not thing or thing[-1] in _EMPTY or (digits.isdigit() and 1900 <= value <= 2100 and not match["magnitude"]):
        return None  # a year, or what is counted is not plain
    if not value.is_integer() and thing[-1] not in _AREAS:
        return None  # an average: "4.8 rebounds"
    return Quantity("number", *place, value, thing, thing[-1], bound, "", end)


def _unit(match: re.Match[str], thing: tuple[str, ...]) -> str:
    """Return what a number is measured in, a sign for money and shares; "" where things are counted."""
    if match["currency"] or match["percent"]:
        return match["currency"] or "%"
    return _SIGNS.get(thing[-1], thing[-1]) if len(thing) == 1 and thing[-1] in _UNITS else ""


def _counted(behind: str) -> tuple[tuple[str, ...], int]:
    """Return the words behind a number up to its noun: "new cases", "track workers"; () where none is plain."""
    words: list[str] = []
    at = 0
    while len(words) < _MOST_BEHIND:
        gap = re.match(r"[ \u00a0]", behind[at:])
        word = _WORD.match(behind, at + 1) if gap else None
        if word is None or word.group().lower() in FUNCTION_WORDS:
            break
        words.append(word.group())
        at = word.end()
        if _is_plural(word.group()):
            # "bus passengers", "aid workers": of two plurals in a row the last is the noun.
            return tuple(plain_wording(stem(one.lower())) for one in words), at
    return (), 0


def _is_plural(word: str) -> bool:
    lower = word.lower()
    return lower in _PLURALS or (
        len(lower) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "'s", "’s"))
    )


def _date(text: str, match: re.Match[str]) -> Quantity | None:
    if not _DAY_BEFORE.search(text[max(0, match.start() - _NEAR) : match.start()]):
        return None
    month = (match["month"] or match["month2"]).lower()
    day = int(match["day"] or match["day2"])
    if not 1 <= day <= 31:
        return None
    value = float((_YEAR.split().index(month) + 1) * 100 + day)
    return Quantity("date", match.group(), match.start(), match.end(), value, ("date",), "date")
