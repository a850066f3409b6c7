"""Persons: who an article names, where first in full, what they are called, and whether "he" or "she" can mean them.

Owns what makes a run of capitals a person: a first name, a title or calling beside it, an age, or a surname that later
stands alone. Knows nothing of speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import regex

from index.words.keys import CAPITAL
from qa.attribution.name_lists import (
    CALLINGS,
    COLLECTIVE,
    CROWDS,
    FEMALE_NAMES,
    FEMALE_WORDS,
    FIRST_NAMES,
    MALE_NAMES,
    MALE_WORDS,
    TITLES,
)
from qa.attribution.noun_phrases import is_personal, without_titles
from qa.text.words import FUNCTION_WORDS, listed

Gender = Literal["he", "she"]

_SHORTENED = r"(?:Mrs?|Ms|Dr|Prof|Sens?|Reps?|Govs?|Gen|Col|Capt|Lt|Sgt|Maj|Adm|Cmdr|Det|Rev|St)\."
_COMPLEMENT = re.compile(r"\b(?:who|whose|of|for|at|in|from|with|on|to|by|and)\b")
_NAME_WORD = rf"(?:{_SHORTENED}|(?:{CAPITAL}\.)+|{CAPITAL}(?:[\w’'-]*\w)?)"
_PARTICLE = r"(?:de|da|di|del|della|der|den|du|van|von|bin|ibn|al|el|la|le|dos|y|ter|ten)"
_RUN = regex.compile(rf"(?<![\w’'.-]){_NAME_WORD}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_NAME_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_WORD = re.compile(r"[\w’'-]+")
_CALLED_AFTER = re.compile(r",\s+([^.;:“”\"]{1,80}?)(?=[,.;:“”\"\n]|\Z)")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"  # "25 May", no age
)
_PERSONAL = re.compile(rf"\s*[,(]\s*(?:who\b|whose\b|aged \d|\d{{1,2}}\b(?!\s*{_MONTH})|one of the\b)")
_RANKS = listed("deputy vice former assistant acting ex associate under")
_NEUTRAL_ROOTS = listed("spokes chair congress council business police alder")
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at ``start:end`` of the article, without titles; ``called`` are the words beside it that may say what its
    bearer is, in lower case; ``sure`` when these or the name tell a person."""

    name: str
    start: int
    end: int
    called: tuple[str, ...]
    sure: bool

    @property
    def surname(self) -> str:
        """Return the last word of the name."""
        words = self.name.split()
        return words[-2] if len(words) > 2 and words[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV") else words[-1]

    @property
    def first(self) -> str:
        """Return the first word of the name, which tells bearers of one surname apart."""
        return self.name.split()[0]

    @property
    def gender(self) -> Gender | None:
        """Return the pronoun for the bearer, where a title or a first name tells it."""
        if not FEMALE_WORDS.isdisjoint(self.called):
            return "she"
        if not MALE_WORDS.isdisjoint(self.called):
            return "he"
        told = [word for word in self.name.lower().split() if word in FIRST_NAMES]
        return None if not told else "he" if told[0] in MALE_NAMES else "she" if told[0] in FEMALE_NAMES else None


@dataclass(frozen=True)
class Persons:
    """The names of one article, in order. Made once an article, read many times."""

    text: str

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Return all names of two words and more that may be a person's, and titled surnames."""
        return tuple(_mentions(self.text))

    def in_full(self, surname: str, *, before: int) -> Mention | None:
        """Return where the one bearer of a surname is first named in full; None without one, or with several."""
        found = [m for m in self._full if m.end <= before and m.surname == surname]
        return found[0] if len({m.first for m in found}) == 1 else None

    def titled(self, surname: str) -> bool:
        """Tell whether a surname ever stands behind a title: "Mr Holt", "President Holt"."""
        return any(m.sure and m.name == surname for m in self.mentions)

    def called(self, description: str, *, before: int) -> Mention | None:
        """Return where the one person whom a description fits ("the deputy mayor") is first named; None in doubt."""
        words = _words(description)[1:]
        if not words or words[-1] not in CALLINGS:
            return None
        wanted = frozenset(map(_neutral, words)) - FUNCTION_WORDS
        found = [m for m in self._full if m.end <= before and _fits(m, wanted)]
        return found[0] if len({(m.first, m.surname) for m in found}) == 1 else None

    def can_mean(self, pronoun: str, name: str, *, at: int) -> bool | None:
        """Tell whether "he" or "she" can mean what is named at an offset of the text; None when that cannot be told."""
        words = name.lower().split()
        if (
            words[0] == "the"
            or name.isupper()
            or (len(words) > 1 and words[0] not in TITLES and not is_personal(words))
        ):
            return False
        bearer = next((m for m in self.mentions if m.start == at and m.name == name), None)
        if bearer is not None:
            return bearer.gender in (None, pronoun)
        if words[0] in TITLES:
            return words[0] not in (FEMALE_WORDS if pronoun == "he" else MALE_WORDS)
        return True if self.titled(name) else None

    def opens_with_stranger(self, start: int, end: int) -> bool:
        """Tell whether a stretch begins with a lone name, of somebody or something not named in full before it."""
        match = _RUN.match(self.text, start, end)
        if match is None or " " in match.group() or match.group().isupper():
            return False
        name = _POSSESSIVE.sub("", match.group())
        return (
            self.in_full(name, before=start) is None and re.search(rf"[\w,] {re.escape(name)}\b", self.text) is not None
        )

    def between(self, start: int, end: int) -> list[tuple[int, Mention]]:
        """Return who is named in a stretch, with offsets: in full, or by the surname of one named in full before."""
        named = {m.start: m for m in self.mentions if start <= m.start and m.end <= end and " " in m.name}
        for match in _RUN.finditer(self.text, start, end):
            word = _POSSESSIVE.sub("", match.group()).split()[-1]
            person = None if match.start() in named else self.in_full(word, before=match.start())
            if person is not None and not any(match.start() <= at < match.end() for at in named):
                named[match.start()] = person
        return sorted(named.items())

    @cached_property
    def _full(self) -> tuple[Mention, ...]:
        return tuple(m for m in self.mentions if m.sure and " " in m.name)


def described_as(pronoun: str, description: str) -> bool | None:
    """Tell whether "he" or "she" can mean somebody described without a name ("an engineer"); None if unclear."""
    head = (_words(_COMPLEMENT.split(description)[0]) or [""])[-1]
    if head in COLLECTIVE | CROWDS or head.endswith("s"):
        return False
    if head in FEMALE_WORDS or head in MALE_WORDS:
        return (head in FEMALE_WORDS) == (pronoun == "she")
    return True if head in CALLINGS else None


def _mentions(text: str) -> Iterator[Mention]:
    found = list(_runs(text))
    alone = {name for name, *_ in found if " " not in name}
    for name, start, end, titles in found:
        if " " not in name and not titles:
            continue
        words = name.lower().split()
        if len(words) > _LONGEST_NAME or name.isupper() or (len(words) > 1 and not is_personal(words)):
            continue
        before, after = _beside(text, start, end)
        sure = (
            bool(titles)
            or words[0] in FIRST_NAMES
            or (bool(before) and before[-1] in CALLINGS)
            or not CALLINGS.isdisjoint(after)
            or _PERSONAL.match(text, end) is not None
            or (len(words) < 4 and name.split()[-1] in alone and f" {words[0]} " not in text)
        )
        yield Mention(name, start, end, (*before, *titles, *after), sure)


def _runs(text: str) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
    """Find runs of capitals: the name, where it stands, and the titles before it."""
    for match in _RUN.finditer(text):
        words = list(re.finditer(r"\S+", match.group()))
        lowered = [word.group().lower() for word in words]
        owners = (n + 1 for n in range(len(words) - 1) if lowered[n].endswith(("'s", "’s", "s'", "s’")))
        first = max(owners, default=0)
        while first < len(words) and lowered[first] in FUNCTION_WORDS:
            first += 1
        bare = first + without_titles(lowered[first:])
        if bare == len(words):
            continue
        start = match.start() + words[bare].start()
        name = _POSSESSIVE.sub("", text[start : match.end()])
        yield name, start, start + len(name), tuple(lowered[first:bare])


def _beside(text: str, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words just before a name, as far as they belong to it, and those set off by a comma behind it."""
    low = max(0, start - 70)
    clause = re.split(r"[.;:“”\"\n]|\b(?:and|said|says|told|that|with|by|met|to|but)\b", text[low:start])[-1]
    *insertions, led = clause.split(",")
    # "the mayor of Stenby, Rupert Haines": the phrase before a comma counts only where the name directly follows it.
    if insertions and not led.strip():
        led = _COMPLEMENT.split(insertions[-1])[0]
    before = tuple(_words(led)[-7:])
    behind = _CALLED_AFTER.match(text, end, end + 120)
    after = tuple(_words(_COMPLEMENT.split(behind.group(1))[0])) if behind else ()
    return before, after


def _fits(mention: Mention, wanted: frozenset[str]) -> bool:
    called = frozenset(map(_neutral, mention.called))
    return wanted <= called and called & _RANKS == wanted & _RANKS


def _words(text: str) -> list[str]:
    return [re.sub(r"['’]s?\Z", "", word) for word in _WORD.findall(text.lower())]


def _neutral(word: str) -> str:
    """Make callings of men and women comparable: a "spokeswoman" is a "spokesperson"."""
    root = re.sub(r"(?:wo)?man\Z|person\Z", "", word)
    return root + "person" if root in _NEUTRAL_ROOTS else word
