"""Persons: who an article names, where first in full, what they are called, and whether "he" or "she" can mean them.

Owns the looking up of who is meant, at a cost that does not grow with the article. What makes a name a person's is in
qa.attribution.person_mentions. Knows nothing of speech.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import regex

from index.words.keys import CAPITAL
from qa.attribution.name_lists import CALLINGS, COLLECTIVE, CROWDS, FEMALE_WORDS, MALE_WORDS, TITLES
from qa.attribution.noun_phrases import is_personal
from qa.attribution.person_mentions import COMPLEMENT, POSSESSIVE, PersonMention, mentions_in, words_of
from qa.text.names import PERSON_NAME
from qa.text.words import FUNCTION_WORDS, listed

#: What stands before a calling makes it another: the deputy mayor is not the mayor.
RANKS = listed("deputy vice former assistant acting ex associate under")
_NEUTRAL_ROOTS = listed("spokes chair congress council business police alder")
# More names than the longest articles have: later ones are not examined.
_MOST_MENTIONS = 2_000
# What is kept has at most 6 million characters.
_MOST_KEPT, _LONGEST_KEPT = 128, 50_000
# A capitalised word inside a sentence, and the places where what a name may be cut to ends: "Holt" of "Holt’s".
_INSIDE = regex.compile(rf"(?<=[\w,] ){CAPITAL}[\w’'.-]{{0,40}}")
_WORD_END = re.compile(r"(?<=\w)\b")


def persons_of(text: str) -> Persons:
    """Return the names of an article; of the articles of the last answers, which are asked about again, those read
    then."""
    return _read_lately(text) if len(text) <= _LONGEST_KEPT else Persons(text)


class Persons:
    """The names of one article, in order. Read once an article; each question about them costs the same in any."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.mentions = tuple(islice(mentions_in(text), _MOST_MENTIONS))
        self._starts = [m.start for m in self.mentions]
        self._titled = frozenset(m.name for m in self.mentions if m.sure)
        self._bearers: dict[str, _Bearer] = {}
        self._callings: dict[str, list[tuple[frozenset[str], PersonMention]]] = {}
        for mention in self.mentions:
            if mention.sure and " " in mention.name:
                self._bearers.setdefault(mention.surname, _Bearer(mention)).meet(mention)
                called = frozenset(map(_neutral, mention.called))
                for word in called:
                    self._callings.setdefault(word, []).append((called, mention))
        self._fitting: dict[frozenset[str], _Bearer | None] = {}
        self._inside: frozenset[str] | None = None

    def in_full(self, surname: str, *, before: int) -> PersonMention | None:
        """Return where the one bearer of a surname is first named in full; None without one, or with several."""
        return _one(self._bearers.get(surname), before)

    def titled(self, surname: str) -> bool:
        """Tell whether a surname ever stands behind a title: "Mr Holt", "President Holt"."""
        return surname in self._titled

    def called(self, description: str, *, before: int) -> PersonMention | None:
        """Return where the one person whom a description fits ("the deputy mayor") is first named; None in doubt."""
        words = words_of(description)[1:]
        if not words or words[-1] not in CALLINGS:
            return None
        wanted = frozenset(map(_neutral, words)) - FUNCTION_WORDS
        if wanted not in self._fitting:
            self._fitting[wanted] = self._bearer_of(wanted)
        return _one(self._fitting[wanted], before)

    def _bearer_of(self, wanted: frozenset[str]) -> _Bearer | None:
        bearer: _Bearer | None = None
        for called, mention in min((self._callings.get(word, []) for word in wanted), key=len, default=[]):
            if _fits(called, wanted):
                bearer = bearer or _Bearer(mention)
                bearer.meet(mention)
        return bearer

    def can_mean(self, pronoun: str, name: str, *, at: int) -> bool | None:
        """Tell whether "he" or "she" can mean what is named at an offset of the text; None when that cannot be told."""
        words = name.lower().split()
        if (
            words[0] == "the"
            or name.isupper()
            or (len(words) > 1 and words[0] not in TITLES and not is_personal(words))
        ):
            return False
        bearer = next((m for m in self._from(at) if m.start == at and m.name == name), None)
        if bearer is not None:
            return bearer.gender in (None, pronoun)
        if words[0] in TITLES:
            return words[0] not in (FEMALE_WORDS if pronoun == "he" else MALE_WORDS)
        return True if self.titled(name) else None

    def opens_with_stranger(self, start: int, end: int) -> bool:
        """Tell whether a stretch begins with a lone name, of somebody or something not named in full before it."""
        match = PERSON_NAME.match(self._text, start, end)
        if match is None or " " in match.group() or match.group().isupper():
            return False
        name = POSSESSIVE.sub("", match.group())
        return self.in_full(name, before=start) is None and self._stands_inside(name)

    def between(self, start: int, end: int) -> list[tuple[int, PersonMention]]:
        """Return who is named in a stretch, with offsets: in full, or by the surname of one named in full before."""
        named: dict[int, PersonMention] = {}
        for mention in self._from(start):
            if mention.start >= end:
                break
            if mention.end <= end and " " in mention.name:
                named[mention.start] = mention
        at = sorted(named)
        for match in PERSON_NAME.finditer(self._text, start, end):
            word = POSSESSIVE.sub("", match.group()).split()[-1]
            person = None if match.start() in named else self.in_full(word, before=match.start())
            place = bisect_left(at, match.start())
            if person is not None and not (place < len(at) and at[place] < match.end()):
                named[match.start()] = person
        return sorted(named.items())

    def _from(self, start: int) -> Iterator[PersonMention]:
        return islice(self.mentions, bisect_left(self._starts, start), None)

    def _stands_inside(self, name: str) -> bool:
        """Tell whether a name stands anywhere inside a sentence, where only a name has a capital."""
        if self._inside is None:
            self._inside = frozenset(
                token[: end.start()] for token in _INSIDE.findall(self._text) for end in _WORD_END.finditer(token)
            )
        return name in self._inside


_read_lately = lru_cache(_MOST_KEPT)(Persons)


@dataclass(slots=True)
class _Bearer:
    """Who is first named with a surname or calling, and the offset from which somebody else is named so, too."""

    first: PersonMention
    until: float = math.inf

    def meet(self, mention: PersonMention) -> None:
        if (mention.first, mention.surname) != (self.first.first, self.first.surname):
            self.until = min(self.until, mention.end)


def _one(bearer: _Bearer | None, before: int) -> PersonMention | None:
    return bearer.first if bearer is not None and bearer.first.end <= before < bearer.until else None


def described_as(pronoun: str, description: str) -> bool | None:
    """Tell whether "he" or "she" can mean somebody described without a name ("an engineer"); None if unclear."""
    head = (words_of(COMPLEMENT.split(description)[0]) or [""])[-1]
    if head in COLLECTIVE | CROWDS or head.endswith("s"):
        return False
    if head in FEMALE_WORDS or head in MALE_WORDS:
        return (head in FEMALE_WORDS) == (pronoun == "she")
    return True if head in CALLINGS else None


def _fits(called: frozenset[str], wanted: frozenset[str]) -> bool:
    return wanted <= called and called & RANKS == wanted & RANKS


def _neutral(word: str) -> str:
    """Make callings of men and women comparable: a "spokeswoman" is a "spokesperson"."""
    root = re.sub(r"(?:wo)?man\Z|person\Z", "", word)
    return root + "person" if root in _NEUTRAL_ROOTS else word
