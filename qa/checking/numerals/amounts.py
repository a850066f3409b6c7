"""The amounts that a text states: how much, of which unit and how exactly, however they are written. Pure.

Owns when two ways of writing are the same amount ("38m", "38 million"; "23 000", "23,000"; "56", "fifty-six") and when
a rounded number fits an exact one ("more than 4,000" and 4,212).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qa.checking.numerals.spelt import SPELT, is_ordinal, value_of
from qa.checking.numerals.units import CLOCK, CODES, DAY, SIGNS, UNIT, may_stand_for, unit_of
from qa.text.word_lists import MONTHS
from qa.text.words import listed

_MAGNITUDES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6}
_MAGNITUDES |= {"billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12}
# As other languages write them; German "Billion" is a trillion, and told by its plural alone.
_MAGNITUDES |= dict.fromkeys(listed("millionen mio millions millones milioni miljoen milhões miljoner"), 1e6)
_MAGNITUDES |= dict.fromkeys(listed("milliarde milliarden mrd milliard milliards miliardi miliardo miljard"), 1e9)
_MAGNITUDES |= {"thousands": 1e3, "billions": 1e9, "trillions": 1e12, "tausend": 1e3, "billionen": 1e12}
_GAP = "[ \u00a0\u202f]"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<minus>minus |[-−–](?=\d)(?<![\w\d]-)(?<![\w\d]−)(?<![\w\d]–))?"
    rf"(?:(?P<before>[{''.join(SIGNS)}]|\b(?:{'|'.join(CODES)}))\s?)?"
    rf"(?:(?P<clock>\d{{1,2}}[:.]\d{{2}}(?=\s?[ap]\.?m\b)|\d{{1,2}}:\d{{2}}(?![:\d]))"
    rf"|(?P<digits>\d{{1,3}}(?:[,.'’ \u00a0\u202f]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?P<rank>st|nd|rd|th)?"
    rf"|\b(?P<spelt>{SPELT}))"
    rf"(?P<gap>{_GAP}|-)?"
    rf"(?P<magnitude>(?:{'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})\b(?:(?<=mio|mrd)\.)?)?",
    re.IGNORECASE,
)
_UNIT = re.compile(UNIT, re.IGNORECASE)
_HALF_OF_DAY = re.compile(r"\s?(?P<half>[ap])\.?m\b\.?", re.IGNORECASE)
# An age stands between commas behind a name: "Aurelio Pinto, 22, who".
_AGE = re.compile(r"\w, \Z")
_OLDEST = 120
_YEARS = range(1000, 2200)
_MONTH = "|".join(month.capitalize() for month in sorted(MONTHS))
_BEHIND_MONTH = re.compile(rf"\b(?:{_MONTH})\s\Z")
_BEFORE_MONTH = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})\b")
_LAST_DAY = 31
# What makes of a number a bound, and what a round one; in several languages.
_HEDGES = {
    "least": "more than|over|at least|no fewer than|upwards of|plus de|au moins|mehr als|über|mindestens|más de",
    "most": "fewer than|less than|under|up to|as many as|as much as|nearly|almost|at most|close to|presque|knapp|fast"
    "|beinahe|casi|bis zu|jusqu'à",
    "about": "about|around|some|roughly|approximately|an? estimated|circa|environ|quelque|rund|etwa|ungefähr|unos|unas",
}
_HEDGE = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})(?:\s+(?:a|the))?\s+\Z)" for name, words in _HEDGES.items()), re.IGNORECASE
)
# What a hedged number leaves open at most, as a share of it: "about 100,000" is not 70,000.
_FURTHEST = 0.25
_HEDGED = 24  # characters before a number in which its hedge stands


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at ``text[start:end]``, of which the number itself ends at ``number_end``. ``values``: what it may be,
    as "300m" is metres or a million; ``unit``: "" for none that is known; ``ranges``: the values that fit one that is
    hedged ("about 300"); ``is_rank``: "third", not "three"."""

    start: int
    end: int
    number_end: int
    values: frozenset[float]
    unit: str
    ranges: tuple[tuple[float, float], ...] = ()
    is_rank: bool = False

    def is_same(self, other: Amount) -> bool:
        """Tell whether two amounts are as much, whatever their units."""
        return self.is_rank == other.is_rank and bool(self.values & other.values)

    @property
    def is_year(self) -> bool:
        """Tell whether it may be a year: four digits, of no unit."""
        return not self.unit and self.number_end - self.start == len("2026") and min(self.values) in _YEARS

    def is_like(self, other: Amount) -> bool:
        """Tell whether it may state the same as another, if not as much of it: two years, two weights, two ranks."""
        return (self.is_year, self.is_rank) == (other.is_year, other.is_rank) and may_stand_for(self.unit, other.unit)

    def fits(self, other: Amount) -> bool:
        """Tell whether another amount is one that this one, hedged, leaves open."""
        return self.is_rank == other.is_rank and any(
            least <= value <= most for least, most in self.ranges for value in other.values
        )


@lru_cache(maxsize=1024)  # every claim of a sentence is held against the same few sentences
def amounts(text: str) -> tuple[Amount, ...]:
    """Read the amounts of a text, in order."""
    return tuple(_amount(text, match) for match in _AMOUNT.finditer(text))


def amount_at(text: str, start: int) -> Amount | None:
    """Return the amount of which a part stands at an offset."""
    return next((one for one in amounts(text) if one.start <= start < one.end), None)


def _amount(text: str, match: re.Match[str]) -> Amount:
    values, step = _values(match)
    scale = _MAGNITUDES.get((match["magnitude"] or "").lower().rstrip("."), 1.0)
    end = match.end() if match["magnitude"] or not match["gap"] else match.start("gap")
    number_end = end
    behind = _UNIT.match(text, end)
    unit = unit_of(behind) if behind else ""
    end = behind.end() if behind else end
    before = match["before"] or ""
    unit = unit or SIGNS.get(before) or CODES.get(before.upper(), "")
    if (match["magnitude"] or "").lower() == "m" and not unit:
        values, unit = {*values, *(value * 1e6 for value in values)}, "metre" if match["gap"] else ""
    else:
        values = {value * scale for value in values}
    if (half := _half_of_day(text, match)) is not None and not unit:
        later = 12 if half["half"].lower() == "p" else 0
        values, unit, end, number_end = {value % 12 + later for value in values}, CLOCK, half.end(), half.end()
    elif match["clock"]:
        values, unit = values | {value + 12 for value in values if value < 12}, CLOCK
    elif not unit and match["digits"]:
        unit = _unit_by_place(text, match, max(values), end=end)
    if match["minus"]:
        values = {-value for value in values}
    ranges = tuple(_ranges(text, match, values, step=step * scale))
    is_rank = bool(match["rank"]) or bool(match["spelt"] and is_ordinal(match["spelt"]))
    return Amount(match.start(), end, number_end, frozenset(values), unit, ranges, is_rank)


def _values(match: re.Match[str]) -> tuple[set[float], float]:
    """Return what the digits or words of a match may be, before its magnitude, and the step of its last digit."""
    if match["clock"]:
        hours, minutes = re.split("[:.]", match["clock"])
        return {int(hours) + int(minutes) / 60}, 0.0
    if match["spelt"]:
        value = value_of(match["spelt"])
        return {value}, _step(value)
    digits = match["digits"]
    grouped = float(re.sub(r"\D", "", digits))
    last = re.split("[.,]", digits)
    if len(last) == 1 or (len(last[-1]) == 3 and "," in digits and "." not in digits):
        return {grouped}, _step(grouped)
    *whole, part = last
    decimal = float(re.sub(r"\D", "", "".join(whole)) + "." + part)
    if len(part) == 3 and len(whole) == 1 and whole[0] != "0":  # "1.004" is a thousand and four in most of Europe
        return {decimal, grouped}, _step(grouped)
    return ({grouped}, _step(grouped)) if len(part) == 3 and len(whole) > 1 else ({decimal}, 10.0 ** -len(part))


def _step(value: float) -> float:
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _half_of_day(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """Return the "a.m." or "p.m." behind a time of day."""
    return _HALF_OF_DAY.match(text, match.end("digits") if match["digits"] else match.end("clock"))


def _unit_by_place(text: str, match: re.Match[str], value: float, *, end: int) -> str:
    """Tell an age ("Ada Pell, 61,") and a day of a month ("May 31") by what stands beside them."""
    if value <= _LAST_DAY and (_BEHIND_MONTH.search(text, 0, match.start()) or _BEFORE_MONTH.match(text, end)):
        return DAY
    is_age = value <= _OLDEST and _AGE.search(text, 0, match.start()) and text[end : end + 1] in (",", ".")
    return "year" if is_age else ""


def _ranges(text: str, match: re.Match[str], values: set[float], *, step: float) -> Iterator[tuple[float, float]]:
    """Yield what a hedged number leaves open: no more than the digit that it is rounded to."""
    hedge = _HEDGE.search(text, max(0, match.start() - _HEDGED), match.start())
    if hedge is None:
        return
    for value in values:
        most = min(step, abs(value) * _FURTHEST)
        if hedge["about"]:
            yield value - most / 2, value + most / 2
        elif hedge["least"]:
            yield value, math.nextafter(value + most, 0)
        else:
            yield math.nextafter(value - most, value), value
