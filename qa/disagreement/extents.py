"""What of a place and of a time two sentences count: all of it or a part ("southwest Florida"), one day or a year, one
event or several. Pure.

Owns the words for parts, periods, hours and kinds of events, and how those that only say where or when something
happened ("storms hit southern Texas", "the riots this week") are told from those that narrow what is counted.
"""

from __future__ import annotations

import re

from qa.text.words import listed, stem, tokens

_PARTS = listed(
    """
    north south east west northern southern eastern western central northeast northwest southeast southwest
    northeastern northwestern southeastern southwestern near suburban downtown below outside beyond upstream
    downstream within inside internally abroad"""
)
# Words without a capital: "southern Texas", and not "South Carolina".
_SMALL = re.compile(r"\b[a-z]+\b")
# Characters before a place that are looked at for what struck it.
_NEAR = 120
# The first word, where it begins no name: "New cases", and not "New York".
_OPENING = re.compile(r"\A\W*([A-Z][\w-]*)\b(?!\s[A-Z])")
_OF_A_DAY = listed("overnight yesterday new newly additional")
# "May each send 40 trawlers", "may send 80 trawlers".
_SCOPE = listed("each every both half without together combined before until between")
# "Globally, 40 died", "40 died nationwide": not the count of one place.
_EVERY_PLACE = listed("globally worldwide global nationwide nationally statewide")
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
_ALL_KINDS = "|".join(_KINDS.values()).replace(" ", "|")
_NOT_BY_FORCE = "|".join(words for kind, words in _KINDS.items() if kind != "force").replace(" ", "|")
#: The kind of an event by the stem of a word for it.
KIND_OF_EVENT = {stem(word): kind for kind, words in _KINDS.items() for word in words.split()}
# As verbs these tell of something else: "a storm crashed into the state", "crowds stormed the court".
_NO_EVENT = listed("crashed crashing stormed storming fired firing")
# Words for totals over a period, which are not about one event.
_PERIOD = re.compile(
    r"\bthis (?:past )?(?:week|month|year|season)\b|\byear to date\b|\b(?:\d+|two|three)[ -]hours?\b"
    r"|\bover the (?:years|decades|centuries)\b|\bon record\b"
    r"|\b(?:in|over) (?:\d+|two|three|four|five|six|seven|several) (?:nights|days|weeks|months|years)\b",
    re.IGNORECASE,
)
# "The riots this week that left five people dead", "the flooding brought on by Orla this week": when it was.
_WEEK_OF_EVENT = re.compile(
    r"\bthis (?:past )?week\b"
    r"(?=[^.;]{0,120}?\b(?:that|which)\s+(?:(?:has|have|had)\s+)?(?:killed|left|injured|wounded|claimed)\b)"
    rf"|(?<=\s)(?:the|an?|its|this)\s+(?:[a-z-]+\s+){{0,2}}(?:{_ALL_KINDS})\s[^\d,;.]{{0,120}}?\bthis (?:past )?week\b"
    rf"|(?:{_ALL_KINDS})\s(?:that|which)\s[^\d;.]{{0,120}}?\bthis (?:past )?week\s(?=(?:has|have|had|killed|left)\b)",
    re.IGNORECASE,
)
_EVENTS = (
    "accidents airstrikes attacks blasts bombings collisions crashes earthquakes explosions fires floods hurricanes "
    "incidents landslides raids shootings storms strikes tornadoes wildfires"
)
_SEVERAL_EVENTS = re.compile(
    rf"\b(?:two|three|four|five|six|several|\d+)\s+(?:\w+\s+){{0,2}}(?:{_EVENTS.replace(' ', '|')})\b", re.IGNORECASE
)
_HOUR = re.compile(
    r"\b(?:morning|noon|midday|afternoon|evening|midnight|overnight|\d{1,2}(?::\d\d)? ?[ap]\.?m)\b", re.I
)
# "Storms hit southern Texas", "a quake on the western coast": where it struck, not where those counted were. Attacks on
# one place may be several.
_STRUCK = re.compile(
    r"\b(?:(?:hit|struck|rocked|shook|swept|battered|lashed|pounded|slammed|ravaged|devastated|flooded|flattened)\b"
    rf"|(?:{_NOT_BY_FORCE})s?\s+"
    r"(?:in|on|off|near|along|across)\b)(?:\s+(?!and\b)[\w’'-]+){0,3}?\s+$"
)


def have_one_extent(text: str, other: str) -> bool:
    """Tell whether two sentences count the same part of a place, the same time, and events of the same kind."""
    dated = [_WEEK_OF_EVENT.sub(" ", each) for each in (text, other)]
    if any(len({bool(kind.search(each)) for each in dated}) > 1 for kind in (_PERIOD, _SEVERAL_EVENTS)):
        return False
    for named in (happenings, _hours):
        mine, theirs = map(named, (text, other))
        if mine and theirs and mine.isdisjoint(theirs):
            return False
    everywhere = [_EVERY_PLACE.isdisjoint(tokens(each)) for each in (text, other)]
    return everywhere[0] == everywhere[1] and _are_of_one_part(text, other) and _of_a_day(text) == _of_a_day(other)


def have_one_scope(text: str, other: str) -> bool:
    """Tell whether two sentences count each of several things, or all of them, alike."""
    return _SCOPE.intersection(tokens(text)) == _SCOPE.intersection(tokens(other))


def is_struck_before(text: str, at: int) -> bool:
    """Tell whether words that say where something struck lead up to a place in a text: "flattened villages "."""
    return _STRUCK.search(text[max(0, at - _NEAR) : at]) is not None


def happenings(text: str) -> frozenset[str]:
    """Return the kinds of events that a text has a word for."""
    words = [word for word in tokens(text) if word not in _NO_EVENT]
    return frozenset(KIND_OF_EVENT[key] for word in words if (key := stem(word)) in KIND_OF_EVENT)


def _hours(text: str) -> frozenset[str]:
    return frozenset(match.group().lower() for match in _HOUR.finditer(text))


def _of_a_day(text: str) -> frozenset[str]:
    """Return the words for what is counted of a day alone; "New York" and "New Year" are names."""
    return _OF_A_DAY.intersection([*_SMALL.findall(text), *(word.lower() for word in _OPENING.findall(text))])


def _are_of_one_part(text: str, other: str) -> bool:
    """Tell whether two sentences are of the same part of a place, or one of them only says in which part that struck
    which the other names too."""
    parts, parts_there = (frozenset(part[0] for part in _parts(each)) for each in (text, other))
    if parts == parts_there:
        return True
    if (parts and parts_there) or not (happenings(text) & happenings(other) - {"force"}):
        return False
    return all(is_struck for _, is_struck in (*_parts(text), *_parts(other)))


def _parts(text: str) -> list[tuple[str, bool]]:
    """Return the words for parts of a place, each with whether it says where something struck."""
    matches = [match for match in _SMALL.finditer(text) if match.group() in _PARTS]
    return [(match.group(), is_struck_before(text, match.start())) for match in matches]
