"""Times of day and measures: whether the sentence continues after "9 p.m." or "3.5 km.".

Owns what may follow a time (a day, a zone) and what stands before one at the beginning of a sentence. Knows nothing of
other abbreviations.
"""

from __future__ import annotations

import re

from index.language.word_lists import listed
from index.splitting.full_stops.calendar_words import DAYS, MONTHS
from index.splitting.full_stops.clauses import has_verb
from index.splitting.full_stops.stops import Stop, begins_after_whole
from index.splitting.full_stops.text_facts import TextFacts

_DOTTED, _PLAIN = ("a.m", "p.m"), ("am", "pm")
_MEASURES = listed("""
    min max hrs mins lb lbs oz yd mi km cm mm kg mph mln bn tn ft m g t kb mb gb kw mw kwh hz khz mhz ghz m.p.h k.p.h
    km.p.h r.p.m m.p.g p.s.i
""")
_NUMBER = re.compile(r"[$€£]?\d[\d.,:]*")
# "the 9 p.m. Amtrak train", "a 5 ft. Norwegian spruce": number and unit describe what follows.
_DETERMINERS = listed("a an the this that his her its their our my your each every another last next")
_ZONE = re.compile(
    r"(?:[A-Z]{1,4}T|(?:[A-Z]\.\s?){1,3}T|UTC|GMT|Eastern|Central|Mountain|Pacific|Atlantic|Greenwich|Zulu)\b|(?:[A-Z][\w’'-]*\s){1,3}(?:[Tt]ime)\b"
)
# "5 ft. 3 in. tall", "7 lb. 4 oz.": the rest of the measure.
_SMALLER = re.compile(r"\d[\d.,/]*\s(?:in|oz|mins?|secs?|cm|mm|g)\b")
_HOLIDAY = re.compile(r"(?:[A-Z][\w’']*\s){0,2}(?:Day|Eve|Morning|Night|Christmas|Easter|Thanksgiving)\b")
# What a sentence may begin with before a time: "At 5 a.m.", "Shortly before 9 p.m.", "A las 5 p. m.", "Um".
_FRONT = listed("""
    at by around about before after until till from on in between shortly just since early late as exactly nearly
    every today tomorrow yesterday tonight only then now a à um gegen am às alle hacia desde hasta sobre vers dès om
    rond
""")


def is_time(stop: Stop, key: str) -> bool:
    """Tell whether the word, ``key`` in lower case without its last full stop, stands for a half of the day."""
    return key in _DOTTED or (key in _PLAIN and _NUMBER.fullmatch(stop.previous) is not None)


def is_measure(stop: Stop) -> bool:
    """Tell whether the word is a unit of measure behind a number."""
    return stop.word.lower() in _MEASURES and _NUMBER.fullmatch(stop.previous) is not None


def time_goes_on(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether the sentence continues after a time: with its day or zone, or because it has only begun."""
    text, after = stop.text, stop.after
    if _is_front(stop):
        return True
    day = stop.following.partition("-")[0]
    if day.rstrip("s") in DAYS or day in DAYS | MONTHS:
        # "until 9 a.m. Monday because", but "at 9 a.m. Monday was quiet".
        return not begins_after_whole(stop, longest=1)
    if _ZONE.match(text, after, stop.end) or _HOLIDAY.match(text, after, stop.end):
        return True
    if not stop.following[:1].isupper() or text[after - 1 : after] == "(" or stop.in_bracket or _describes(stop):
        return stop.next_word not in facts.abbreviations.starters and not begins_after_whole(stop)
    return False


def measure_goes_on(stop: Stop, facts: TextFacts) -> bool:
    """Tell whether the sentence continues after a measure: it describes what follows."""
    if _SMALLER.match(stop.text, stop.after, stop.end):
        return True
    if not _describes(stop):
        return False
    return stop.next_word not in facts.abbreviations.starters and not begins_after_whole(stop)


def _describes(stop: Stop) -> bool:
    for place in range(len(stop.words) - 2, max(-1, len(stop.words) - 6), -1):
        word = stop.words[place].lower()
        if word in _DETERMINERS:
            return True
        if not _NUMBER.fullmatch(word) and not (len(word) == 2 and word[1] == "."):
            return False
    return False


def _is_front(stop: Stop) -> bool:
    """Tell whether the sentence is so far nothing but a time: "At 5 a.m.", "7:45 a.m."."""
    first = stop.first.lower()
    if _NUMBER.fullmatch(first):
        return stop.at - stop.begin <= len("12:00:00 p.m")
    return (first in _FRONT or first.title() in DAYS) and not has_verb(stop.text, stop.begin, end=stop.at)
