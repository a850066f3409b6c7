"""Verbs of Polish and Russian that can be told from other words by their endings: the past, and the commonest others.

Owns whether a sentence has its verb before an unclear full stop and the next has its own behind it: a year's full stop
("w 2024 r.", "в 1990 г.") stands before a capital also within a sentence ("W 1990 r. Polska wygrała").
"""

from __future__ import annotations

import re

from index.splitting.full_stops.stops import Stop

_PAST = re.compile(
    r"[^\W\d_]+(?:ał|ił|ył|ął|uł|ała|iła|yła|ęła|ało|iło|yło|ęło|ali|ili|yli|ęli|ały|iły|yły|ęły|ano|ono|ięto|yto|arto)"
    r"|(?:jest|są|ma|mają|będzie|będą|może|mogą|chce|chcą)"
    r"|[^\W\d_]+(?:ал|ил|ел|ыл|ял|ала|ила|ела|ыла|яла|ало|ило|ело|ыло|яло|али|или|ели|ыли|яли)(?:ся|сь)?"
    r"|(?:будет|будут|может|могут|является|являются|шёл|шел|шла|шли)"
)
# "rano" is the morning, "czyli" is "that is"
_NO_VERBS = frozenset(
    {"rano", "czyli", "cały", "cała", "całe", "siano", "kolano", "warto", "дела", "сила", "или", "если"}
)
_WORD = re.compile(r"[\w-]+|[^\w\s]")
_BEFORE, _BEHIND = 160, 60
_LONGEST_SUBJECT = 5


def has_verbs_around(stop: Stop) -> bool:
    """Tell whether a verb stands before the mark, and another behind it within a clause's first words."""
    before = stop.text[max(stop.begin, stop.at - _BEFORE) : stop.at]
    if not any(map(_is_verb, _WORD.findall(before))):
        return False
    for place, word in enumerate(_WORD.findall(stop.text, stop.after, min(stop.end, stop.after + _BEHIND))):
        if place > _LONGEST_SUBJECT or not (word[0].isalnum() or place == 0):
            return False
        if place and _is_verb(word):
            return True
    return False


def _is_verb(word: str) -> bool:
    return _PAST.fullmatch(word) is not None and word not in _NO_VERBS
