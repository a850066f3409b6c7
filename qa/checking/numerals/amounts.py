"""The amounts that a text states: how much, and of which unit, however they are written. Pure.

Owns when two ways of writing are the same amount ("38m", "38 million"; "23 000", "23,000") and when one unit surely is
another: of the same kind, such as dollars and euros. A unit that is not in the table is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPELT = re.findall(
    r"\w+",
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty",
)
_VALUES = {word: float(value) for value, word in enumerate(_SPELT, 2)}
_MAGNITUDES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6}
_MAGNITUDES |= {"billion": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
#: Each unit with the other ways to write it, by kind. A pound is money or a weight.
_KINDS = {
    "money": "dollar euro pound yen yuan crown,krona,kronor,krone,kroner franc rupee rouble,ruble peso lira zloty rand",
    "length": "metre,meter kilometre,kilometer,km centimetre,centimeter,cm millimetre,millimeter,mm mile yard inch"
    " foot,feet,ft",
    "weight": "milligram,mg gram kilogram,kilo,kg tonne ton ounce pound",
    "time": "second minute hour day week month year",
    "volume": "litre,liter millilitre,milliliter,ml gallon pint barrel",
    "area": "hectare acre",
    "heat": "celsius fahrenheit",
}
_UNITS = {way: ways.partition(",")[0] for units in _KINDS.values() for ways in units.split() for way in ways.split(",")}
_KINDS_OF: dict[str, set[str]] = {}
for _kind, _ways in _KINDS.items():
    for _one in _ways.split():
        _KINDS_OF.setdefault(_one.partition(",")[0], set()).add(_kind)
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>[{''.join(_SIGNS)}])?\s?"
    rf"(?P<digits>\d{{1,3}}(?:[,'’ \u00a0\u202f]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(_SPELT)})\b)"
    rf"(?:(?P<gap>[ \u00a0-]?)(?P<magnitude>{'|'.join(sorted(_MAGNITUDES, key=len, reverse=True))})\b)?"
    rf"(?:[ \u00a0-]?(?:degrees )?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:s|es)?\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at ``text[start:end]``. ``values``: what it may be, as "300m" is metres or a million; ``unit``: "" for
    none that is known."""

    start: int
    end: int
    values: frozenset[float]
    unit: str


def amounts(text: str) -> list[Amount]:
    """Read the amounts of a text, in order."""
    return [_amount(match) for match in _AMOUNT.finditer(text)]


def amount_at(text: str, start: int) -> Amount | None:
    """Return the amount of which a part stands at an offset."""
    return next((one for one in amounts(text) if one.start <= start < one.end), None)


def is_another_unit(one: str, other: str) -> bool:
    """Say whether two units surely are two: both known, of one kind, and not the same."""
    return one != other and bool(_KINDS_OF.get(one, set()) & _KINDS_OF.get(other, set()))


def _amount(match: re.Match[str]) -> Amount:
    digits = match["digits"].lower()
    value = _VALUES.get(digits) or float(re.sub(r"[^\d.]", "", digits))
    magnitude = (match["magnitude"] or "").lower()
    unit = _UNITS[match["unit"].lower()] if match["unit"] else _SIGNS.get(match["sign"] or "", "")
    values = {value * _MAGNITUDES.get(magnitude, 1.0)}
    if magnitude == "m" and not unit:
        values, unit = {value, value * 1e6}, "metre" if match["gap"] else ""
    return Amount(match.start(), match.end(), frozenset(values), unit)
