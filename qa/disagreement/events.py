"""Whether two reports of one place may count two things: two events of different days, what two parties did, or all of
a group and a part of it. Pure.

Owns how the day of an event is told from the day on which somebody speaks of it, and the words that announce one more
event of a kind ("shelled again", "a second night"). It prevents the kinds of mistakes that were found by reading flags
on invented reports (tests/data/disagreement_reports.jsonl).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from index.records import Article
from qa.disagreement.quantities import Quantity, times
from qa.text.names import NAME, begins_sentence, name_words
from qa.text.word_lists import MONTHS, REPORTING_VERBS, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, stem, tokens

# Characters at the beginning of an article that tell what it is about.
_OPENING = 300
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Not "Thursday, Sept. 29" at the head of a page.
_WEEKDAY = re.compile(rf"\b({'|'.join(day.capitalize() for day in _WEEK)})\b(?!,?\s+[A-Z][a-z]+\.?\s+\d)")
_SAYING = "|".join(sorted(REPORTING_VERBS["saying"] | REPORTING_VERBS["telling"], key=len, reverse=True))
_SAID = re.compile(rf"\b(?:{_SAYING})\b(?:\s+that\b)?", re.IGNORECASE)
# "said on Monday", "told reporters in Port Lorne on Monday", "said late Monday"
_SAID_ON = re.compile(
    rf"\b(?:{_SAYING})(?:\s+(?:reporters|journalists|(?:a|the)\s+[a-z]+(?:\s+[a-z]+)?))?"
    r"(?:\s+(?:in|at|from)\s+[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)?(?:\s+(?:late|early|later))?(?:\s+on)?\s+$"
)
# "Are holding", "will vote": then a weekday is the next one.
_COMING = re.compile(r"\b(?:will|(?:is|are)\s+(?:to|set|due|[a-z]+ing))\b")
_HAPPENS = (
    "attacks blasts bombings clashes days drones earthquakes eruptions explosions fires floods killings missiles "
    "nights quakes raids riots rockets shells shellings shocks shootings storms strikes times tremors waves weeks"
)
_HAPPENING = "|".join(f"{word[:-1]}s?" for word in _HAPPENS.split())
_ONE_MORE = re.compile(
    rf"\b(?:again|anew|once more|(?:another|new|fresh|second|third|fourth|further|more),?\s+(?:\w+\s+)?(?:{_HAPPENING})"
    r"|more\s+(?:(?!bodies\b|victims\b|survivors\b)[a-z]+s|caught|freed|arrested|of\s+(?:the|those|them)))\b",
    re.IGNORECASE,
)
_NAMED = r"[A-Z][\w’'-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]*)*"
_ACTS = re.compile(rf"(?P<party>{_NAMED})\s+(?:(?:has|have|had)\s+)?(?P<verb>[a-z]+)\s+$")
_OF_NAME = re.compile(rf"\s+(?:of|from)\s+(?:the\s+)?({_NAMED})")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a sentence of an article counts. ``day``: when the article was published."""

    article: Article
    text: str
    quantity: Quantity
    day: date


def may_be_two(one: Counted, other: Counted) -> bool:
    """Tell whether two sentences may count two events, what two parties did, or a whole and its part."""
    earlier, later = sorted((one, other), key=lambda counted: counted.day)
    if _are_of_two_days(earlier, later) or (earlier.day == later.day and _are_of_two_days(later, earlier)):
        return True
    return _are_of_two_parties(one, other) or _is_part(one, other) or _is_part(other, one)


def _are_of_two_days(earlier: Counted, later: Counted) -> bool:
    own, own_there = (event_days(each.text, each.day) for each in (earlier, later))
    if own and own_there:
        return own.isdisjoint(own_there)
    days, days_there = (
        own_days or event_days(_opening(each.article), each.day)
        for own_days, each in ((own, earlier), (own_there, later))
    )
    return bool(days) and days.isdisjoint(days_there) and _ONE_MORE.search(_opening(later.article)) is not None


@lru_cache(maxsize=2048)
def event_days(text: str, day: date) -> frozenset[date]:
    """Return the days that a text published on a day names by their weekday, but those on which somebody only speaks.

    The weekday of tomorrow may be that of tomorrow, as it is elsewhere, or of six days ago: both are returned."""
    weekdays = [
        _WEEK.index(match[1].lower()) for match in _WEEKDAY.finditer(text) if not _SAID_ON.search(text[: match.start()])
    ]
    if _COMING.search(text):
        return frozenset(day + timedelta(days=(weekday - day.weekday()) % 7) for weekday in weekdays)
    ago = {(day.weekday() - weekday) % 7 for weekday in weekdays}
    return frozenset(day - timedelta(days=days) for days in (ago | {-1} if 6 in ago else ago))


@lru_cache(maxsize=2048)
def times_of(text: str) -> frozenset[str]:
    """Return the words of time of a sentence but the weekdays on which somebody only speaks: what is true on Monday may
    not be on Tuesday, and what was said on Monday may be said of the same."""
    spoken = [match.span() for match in _WEEKDAY.finditer(text) if _SAID_ON.search(text[: match.start()])]
    for start, end in reversed(spoken):
        text = text[:start] + text[end:]
    return times(text)


def _opening(article: Article) -> str:
    return f"{article.title}. {article.text[:_OPENING]}"


def _are_of_two_parties(one: Counted, other: Counted) -> bool:
    """Tell whether the same is done to those counted by others: "Ardan freed 92", "Sevra freed 64"."""
    (names, verb), (names_there, verb_there) = (_party(each) for each in (one, other))
    return bool(verb and names and names_there) and verb == verb_there and names.isdisjoint(names_there)


def _party(counted: Counted) -> tuple[frozenset[str], str]:
    """Return the words of the name that acts, behind what tells of a speaker, and the key of the verb between that name
    and the number; nothing where a sentence is not built so."""
    match = _acting(counted.text[: counted.quantity.start])
    if match is None or match["verb"].lower() in FUNCTION_WORDS:
        return frozenset(), ""
    names = frozenset(tokens(match["party"])) - WEEKDAYS - MONTHS
    if match.start() == 0 and len(names) == 1 and not _is_name_in(*names, counted.article.text):
        return frozenset(), ""  # a word that only begins the sentence
    return names, stem(match["verb"].lower())


@lru_cache(maxsize=2048)
def _acting(before: str) -> re.Match[str] | None:
    saying = next(reversed(list(_SAID.finditer(before))), None)
    return _ACTS.search(before, saying.end() if saying else 0)


@lru_cache(maxsize=512)
def _is_name_in(word: str, text: str) -> bool:
    """Tell whether a word has a capital inside a sentence of a text."""
    return any(
        not begins_sentence(text, match.start()) and word in tokens(match.group()) for match in NAME.finditer(text)
    )


def _is_part(one: Counted, other: Counted) -> bool:
    """Tell whether those counted are of a place or body by name ("eight pilgrims of Sahil") that the other sentence
    does not name."""
    match = _OF_NAME.match(one.text, one.quantity.end + one.quantity.behind)
    return match is not None and not set(tokens(match[1])) <= name_words(f"- {other.text}")


def is_update(one: Article, other: Article) -> bool:
    """Tell whether one of two articles is the same paper's of another day: that counts on, and is not independent."""
    sources = [" ".join((article.source or "").split()).casefold() for article in (one, other)]
    return sources[0] != "" and sources[0] == sources[1] and day_of(one) != day_of(other)


def day_of(article: Article) -> date | None:
    """Return the day on which an article was published; None without a date."""
    return _day_in(article.published or "")


@lru_cache(maxsize=512)
def _day_in(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None
