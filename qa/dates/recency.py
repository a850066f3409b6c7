"""Questions that ask for what is new: "the latest", "this week", "today".

Owns which words ask so, which of several answers is then preferred, and the words that say how old it is. Pure; knows
nothing of how sure an answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")
_NEWEST = re.compile(r"\b(?:latest|newest|most recent(?:ly)?)\b", re.IGNORECASE)
_THIS = r"this (?:morning|afternoon|evening|week(?:end)?|month|year)"
_NOW = re.compile(
    rf"\b(?:today|tonight|right now|now|currently|at the moment|these days|{_THIS}"
    r"|the current (?!(?:is|was|of|in|and|has|had)\b)[a-z-]+)\b",
    re.IGNORECASE,
)
# A time that is counted from now and is over, or still to come: an article of a later day may tell of it, too.
_UNIT = r"(?:day|night|week(?:end)?|month|year)s?"
_COUNTED = re.compile(
    r"\b(?:the day before yesterday|yesterday|tomorrow|recently|next (?:week(?:end)?|month|year)"
    rf"|(?:in|over|during|within) the (?:last|past)(?: few| \d{{1,3}})? {_UNIT}"
    r"|(?<!the )(?:last|past) (?:night|week(?:end)?|month|year))\b(?! of\b)",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "night": 1, "weekend": 7, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True)
class Recency:
    """What a question asks to be new, as it says it, and from which day to which an article is that; ``first`` None
    where it only asks for the newest. ``is_newest_wanted`` unless it names a time that is over or still to come."""

    words: str
    now: date
    first: date | None = None
    is_newest_wanted: bool = True

    def ordered(self, items: Sequence[T], days: Sequence[str | None]) -> list[T]:
        """Put items with the newest day first, where that is wanted; those without a day, or with one that is still to
        come, last."""
        if not self.is_newest_wanted:
            return list(items)
        keyed = [(self._day(day) or date.min, -place) for place, day in enumerate(days)]
        return [items[-place] for _, place in sorted(keyed, reverse=True)]

    def notices(self, days: Sequence[str | None], *, is_reordered: bool) -> Iterator[str]:
        """Say of the days of the articles quoted how old they are, as a sentence each. The first is the best's."""
        if is_reordered:
            yield f"the question says {self.words!r}, so the newest of the answers comes first"
        known = [day for one in days[:1] if (day := self._day(one)) is not None]
        if not known:
            if days:
                yield f"the question says {self.words!r}, and the article quoted has no date that tells how old it is"
            return
        if self.first is not None and known[0] < self.first:
            age = (self.now - known[0]).days
            yield (
                f"the question says {self.words!r}, and no answer is as new as that: the article quoted first is of "
                f"{known[0].isoformat()}, {age:,} {'day' if age == 1 else 'days'} before {self.now.isoformat()}"
            )
        elif self.first is None and (age := (self.now - known[0]).days) > 0:
            days_ago = f"{age:,} {'day' if age == 1 else 'days'}"
            yield f"the article quoted first is of {known[0].isoformat()}, {days_ago} before {self.now.isoformat()}"

    def _day(self, published: str | None) -> date | None:
        try:
            day = date.fromisoformat((published or "")[:10])
        except ValueError:
            return None
        return day if day <= self.now else None


def recency_of(question: str, *, now: date) -> Recency | None:
    """Return what a question asks to be new; None for one that does not."""
    if match := _NEWEST.search(question):
        return Recency(match[0].lower(), now)
    if match := _NOW.search(question):
        words = match[0].lower()
        since = {
            "this week": now - timedelta(days=now.weekday()),
            "this weekend": now - timedelta(days=now.weekday()),
            "these days": now.replace(day=1),
            "this month": now.replace(day=1),
            "this year": now.replace(month=1, day=1),
        }
        is_bounded = not words.startswith("the current ")
        return Recency(words, now, since.get(words, now) if is_bounded else None)
    if match := _COUNTED.search(question):
        words = match[0].lower()
        return Recency(words, now, _first_day(words, now), is_newest_wanted=False)
    return None


def _first_day(words: str, now: date) -> date | None:
    """Return the day on which a time that is over began; None for one that is still to come, or is not bounded."""
    if words == "recently" or words == "tomorrow" or words.startswith("next"):
        return None
    if words.endswith("yesterday"):
        return now - timedelta(days=2 if words.startswith("the") else 1)
    unit = re.findall(r"[a-z]+", words)[-1].removesuffix("s")
    if " the " in words:  # "in the last two weeks" end today
        number = re.search(r"\d+", words)
        return now - timedelta(days=_DAYS[unit] * (int(number[0]) if number else 3 if "few" in words else 1))
    begins = {
        "night": now - timedelta(days=1),
        "month": (now.replace(day=1) - timedelta(days=1)).replace(day=1),
        "year": now.replace(year=now.year - 1, month=1, day=1),
    }
    return begins.get(unit, now - timedelta(days=now.weekday() + 7))
