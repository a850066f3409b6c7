"""Ordinals: numbers whose full stop, or "23rd." with one too many, does not end a sentence.

Owns the forms of ordinals and what goes with them. Knows nothing of other full stops.
"""

from __future__ import annotations

import re

from index.splitting.full_stops.calendar_words import MONTHS
from index.splitting.full_stops.clauses import begins_clause, has_verb, is_whole_clause
from index.splitting.full_stops.hints import Hints
from index.splitting.full_stops.stops import Stop

_ENGLISH = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_NUMBER = re.compile(r"\d{1,3}")
_ROMAN = re.compile(r"[IVXL]+")
# Behind one of these a German number with a full stop is an ordinal: "der 17. Versuch", "zum 5. Mal", "ihr 100. Tor".
_BEFORE = re.compile(
    r"(?:d(?:er|ie|as|em|en|es)|am|im|zu[mr]|vom|beim|ins|ans|bis|seit|ab|und|oder|sowie|jede[mnrs]?|diese[mnrs]?"
    r"|(?:k?ein|mein|dein|sein|ihr|unser|euer)(?:e[mnrs]?)?|\d{1,3}\.,?|[–-])"
)


def is_ordinal(stop: Stop, hints: Hints) -> bool:
    """Tell whether the full stop belongs to an ordinal before its month or noun."""
    word = stop.word
    if (
        stop.following in MONTHS
        and stop.previous.rstrip(".") not in MONTHS
        and (_DAY.fullmatch(word) or _ENGLISH.fullmatch(word))
    ):
        # "the 3. May", "the 23rd. May"; but "by the 3rd. May was dry".
        return not (
            begins_clause(stop.text, stop.after, end=stop.end, longest=1)
            and is_whole_clause(stop.text, stop.begin, end=stop.at)
        )
    if _ENGLISH.fullmatch(word):
        # "The 3rd. Regiment": one stop too many, where nothing could have ended.
        return not (stop.next_word in hints.abbreviations.starters or has_verb(stop.text, stop.begin, end=stop.at))
    if not (_NUMBER.fullmatch(word) or _ROMAN.fullmatch(word)) or hints.language != "de":
        return False
    if stop.next_word in hints.abbreviations.starters:
        return False
    if _ROMAN.fullmatch(word):
        return stop.previous[:1].isupper()
    return _BEFORE.fullmatch(stop.previous.lower()) is not None
