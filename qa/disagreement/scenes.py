"""Whether two sentences speak of one scene: a place or event that both name, and neither only a part of it.

Owns which names say nothing about that. Pure. It prevents the kinds of mistakes that were found by reading flags on
RealTimeQA (tests/data/disagreement_labels.jsonl): a disease or "County" as the only common name; the count of one day
against that of many days or a year; a state against all states, a country against "Turkey and Syria", two shootings
against one, "southwest Florida" against Florida.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.records import Article
from qa.text.names import IMPERSONAL, name_words
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, listed, stem, tokens

# Characters at the beginning of an article, where its subject is named.
_LEAD = 1_500
# If one of the two has more names than this that the other lacks, they are about other places.
_MOST_MORE = 3
# Names that do not identify a place: a disease, and general words of place names.
_EVERYWHERE = listed("covid coronavirus county state states city town district province region")
# Adjectives of nations do not say where something happened ("the Turkish ministry").
_NATIONAL = re.compile(r"(?:[aei]ans?|ese|ish|[dnq]is?|eli|elis)$")
_PARTS = listed(
    """
    north south east west northern southern eastern western central northeast northwest southeast southwest
    northeastern northwestern southeastern southwestern near suburban downtown below outside beyond upstream
    downstream within inside internally abroad"""
)
# Words without a capital: "southern Texas", and not "South Carolina".
_SMALL = re.compile(r"\b[a-z]+\b")
# What stands in brackets explains who speaks.
_ASIDE = re.compile(r"\([^()]*\)")
_OF_A_DAY = listed("overnight yesterday new newly additional")
# Words for totals over a period, which are not about one event.
_PERIOD = re.compile(
    r"\bthis (?:week|month|year|season)\b|\byear to date\b|\b(?:\d+|two|three)[ -]hours?\b"
    r"|\bover the (?:years|decades|centuries)\b|\bon record\b"
    r"|\b(?:in|over) (?:\d+|two|three|four|five|six|seven|several) (?:nights|days|weeks|months|years)\b",
    re.IGNORECASE,
)
# "In one block of flats", "on its top floor": a part of what the other counts, unless it says so too.
_WITHIN = re.compile(
    r"\b(?:in|on|at|inside|under|near|aboard)\s+(?:one|an?|its|his|her|their|(?:[A-Z][\w-]*\s)*[A-Z][\w-]*[’']s)\s+"
    r"((?:[a-z-]+\s+){0,2}[a-z-]+)"
)
_WHERE_SAID = listed("statement interview post tweet report video letter speech update message briefing news press new")
_EVENTS = (
    "accidents airstrikes attacks blasts bombings collisions crashes earthquakes explosions fires floods hurricanes "
    "incidents landslides raids shootings storms strikes tornadoes wildfires"
)
_SEVERAL_EVENTS = re.compile(
    rf"\b(?:two|three|four|five|six|several|\d+)\s+(?:\w+\s+){{0,2}}(?:{_EVENTS.replace(' ', '|')})\b", re.IGNORECASE
)
# What happened, by words that may mean the same event; a flood and a landslide of one town are two.
_KINDS = {
    "fire": "blaze fire wildfire",
    "flood": "flood flooding floodwater",
    "slide": "avalanche landslide mudslide",
    "quake": "earthquake quake tremor",
    "storm": "cyclone hurricane storm tornado typhoon",
    "crash": "collision crash derailment",
    "force": "airstrike attack blast bombing explosion massacre raid shelling shooting strike",
}
_KIND_OF = {stem(word): kind for kind, words in _KINDS.items() for word in words.split()}
_HOUR = re.compile(
    r"\b(?:morning|noon|midday|afternoon|evening|midnight|overnight|\d{1,2}(?::\d\d)? ?[ap]\.?m)\b", re.I
)
_PLACE = r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*"
# "Turkey and Syria", "California, Hawaii and New Jersey": what is counted is counted in all of these together.
_JOINED = re.compile(rf"{_PLACE}(?:, (?:the )?{_PLACE})*,? and (?:the )?{_PLACE}")
_BETWEEN = re.compile(r",? and (?:the )?|, (?:the )?")


def is_one_scene(one: tuple[Article, str], other: tuple[Article, str]) -> bool:
    """Tell whether two sentences, each with its article, name one place or event that both articles begin with, and
    count all of it."""
    names, names_there = (_names(_ASIDE.sub("", text)) for _, text in (one, other))
    leads = [_names(article.text[:_LEAD]) for article, _ in (one, other)]
    if not _telling(names & names_there) & leads[0] & leads[1] or len(names ^ names_there) > _MOST_MORE:
        return False
    if any(_is_in_more(text, there) for text, there in ((one[1], names_there), (other[1], names))):
        return False
    if any(len({bool(kind.search(text)) for _, text in (one, other)}) > 1 for kind in (_PERIOD, _SEVERAL_EVENTS)):
        return False
    for named in (_happenings, _hours):
        mine, theirs = (named(text) for _, text in (one, other))
        if mine and theirs and mine.isdisjoint(theirs):
            return False
    if any(_is_within_more(text, there) for text, there in ((one[1], other[1]), (other[1], one[1]))):
        return False
    small, small_there = (_PARTS.intersection(_SMALL.findall(text)) for _, text in (one, other))
    days, days_there = (_OF_A_DAY.intersection(tokens(text)) for _, text in (one, other))
    return small == small_there and days == days_there


def _happenings(text: str) -> frozenset[str]:
    return frozenset(_KIND_OF[key] for word in tokens(text) if (key := stem(word)) in _KIND_OF)


def _hours(text: str) -> frozenset[str]:
    return frozenset(match.group().lower() for match in _HOUR.finditer(text))


def _is_within_more(text: str, other: str) -> bool:
    """Tell whether a sentence counts within a place without a name of which another says nothing."""
    places = [frozenset(tokens(match[1])) - FUNCTION_WORDS for match in _WITHIN.finditer(text)]
    return any(place and place.isdisjoint({*tokens(other), *_WHERE_SAID}) for place in places)


def _is_in_more(text: str, names: frozenset[str]) -> bool:
    """Tell whether a sentence joins places of which only some are among the names of another."""
    for match in _JOINED.finditer(text):
        places = [frozenset(tokens(place)) for place in _BETWEEN.split(match.group())]
        shared = [not place.isdisjoint(names) for place in places]
        if any(shared) and not all(shared):
            return True
    return False


@lru_cache(maxsize=512)
def _names(text: str) -> frozenset[str]:
    return name_words(text) - WEEKDAYS - MONTHS


def _telling(names: frozenset[str]) -> frozenset[str]:
    kept = names - _EVERYWHERE - IMPERSONAL
    return frozenset(name for name in kept if len(name) > 1 and not _NATIONAL.search(name))
