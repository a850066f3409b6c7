"""The units that an amount may have, and when one unit surely is another: of the same kind, as dollars and euros. Pure.

A unit that is not in the table is none.
"""

from __future__ import annotations

import re

SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
#: The codes of currencies, as they stand before or behind a number.
CODES = {"USD": "dollar", "EUR": "euro", "GBP": "pound", "JPY": "yen", "INR": "rupee", "CHF": "franc"}
#: Each unit with the other ways to write it, by kind. A pound is money or a weight.
_KINDS = {
    "money": "dollar euro pound yen yuan crown,krona,kronor,krone,kroner franc rupee rouble,ruble peso lira zloty rand",
    "length": "metre,meter kilometre,kilometer,km centimetre,centimeter,cm millimetre,millimeter,mm mile yard inch"
    " foot,feet,ft",
    "weight": "milligram,mg gram kilogram,kilo,kg tonne ton ounce pound",
    "time": "second minute hour day week month year",
    "volume": "litre,liter millilitre,milliliter,ml gallon pint barrel cubic-metre,cubic-meter,m3,m³"
    " cubic-foot,cubic-feet",
    "area": "hectare acre square-metre,square-meter,m2,m² square-kilometre,square-kilometer,sq-km,km2,km²"
    " square-mile,sq-mile square-foot,square-feet,sq-ft",
    "heat": "celsius,c fahrenheit,f",
    "share": "percent,per-cent,%,prozent",
}
#: What a number may tell of time, which is no unit of an amount.
CLOCK, DAY = "o'clock", "day of a month"
OF_TIME = frozenset({CLOCK, DAY})
_UNITS = {way: ways.partition(",")[0] for units in _KINDS.values() for ways in units.split() for way in ways.split(",")}
_KINDS_OF: dict[str, set[str]] = {}
for _kind, _ways in _KINDS.items():
    for _one in _ways.split():
        _KINDS_OF.setdefault(_one.partition(",")[0], set()).add(_kind)
_SHORT = {"c", "f", "%"}
_WORDS = sorted((re.escape(way).replace(r"\-", "[ -]") for way in _UNITS if way not in _SHORT), key=len, reverse=True)
#: A unit behind a number, the gap before it included: "-year", " °C", "%", " cubic metres".
UNIT = (
    rf"(?:[ \u00a0\u202f-]?(?:degrees )?(?P<word>{'|'.join(_WORDS)})(?:s|es)?\b"
    rf"|[ \u00a0\u202f]?(?P<sign>[%{''.join(SIGNS)}])|[ \u00a0\u202f]?°[ \u00a0\u202f]?(?P<heat>[CF])\b"
    rf"|(?<=\d)(?P<bare>[CF])\b"
    rf"|[ \u00a0\u202f]?(?P<code>{'|'.join(CODES)})\b)"
)


def unit_of(match: re.Match[str]) -> str:
    """Return the unit of a match of ``UNIT``, "" for none."""
    if match["word"]:
        return _UNITS[re.sub("[ \u00a0]", "-", match["word"].lower())]
    if heat := match["heat"] or match["bare"]:
        return _UNITS[heat.lower()]
    if match["code"]:
        return CODES[match["code"].upper()]
    sign = match["sign"] or ""
    return SIGNS.get(sign) or _UNITS.get(sign, "")


def is_another_unit(one: str, other: str) -> bool:
    """Say whether two units surely are two: both known, of one kind, and not the same."""
    return one != other and bool(_KINDS_OF.get(one, set()) & _KINDS_OF.get(other, set()))


def may_stand_for(one: str, other: str) -> bool:
    """Say whether what is measured in one unit may be what is measured in another: the same kind, or one unknown.

    A time of day and a day of a month stand for their like alone."""
    if {one, other} & OF_TIME:
        return one == other
    return not one or not other or one == other or is_another_unit(one, other)
