"""Noun phrases of speakers: "Foreign Ministry spokesperson Ilse Marrowby", "the mayor", "officials in the province".

Owns their grammar: where such a phrase ends, and which part of it is the name. Knows nothing of who is meant. A stretch
that is not plainly one noun phrase is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from index.words.keys import is_capitalised
from qa.attribution.name_lists import COLLECTIVE, CROWDS, FIRST_NAMES, IMPERSONAL, SURNAMES_TOO, TITLES
from qa.text.word_lists import PARTICLES, WEEKDAYS
from qa.text.words import FUNCTION_WORDS, listed

PhraseKind = Literal["name", "pronoun", "description"]

_WORD = re.compile(r"[\w$%][\w’'.&/$%-]*")
_PREPOSITIONS = listed("of for at in from with on near behind representing to inside outside across around")
_DETERMINERS = listed(
    """
    the a an one another some several many both two three four five six seven eight nine ten dozens hundreds his her
    its their our my other most all
    """
)
# A phrase that holds one of these is a clause, or more than one phrase.
_FOREIGN = listed(
    """
    who whom which that is are was were be been being am has had have having will would could should can cannot may
    might must do does did when if while because as than where what why how said says not then there he she it they
    we i you him them me us after before during since until although though whether or but so this these those and
    about into onto over under by meanwhile however moreover nevertheless furthermore instead
    """
)
_OPENERS = listed("speaking asked according responding writing yesterday today despite") | FUNCTION_WORDS
_MOST_WORDS = 14
_SUFFIXES = listed("jr sr ii iii iv")
_MARK = re.compile(r"[\0,;:“”\"(){}]")
_PRONOUN = re.compile(r"\s*([Hh]e|[Ss]he|[Ii]t|[Tt]hey|I|[Ww]e|[Yy]ou)\b")
_END = re.compile(
    r"[\0,;:!?(\[\])“”\"—–]|(?<=[^\W\d_A-Z]{3})\.(?=\s|\0|\Z)|\.\s*\Z"
    r"|\s(?:who|whose|in|at|on|during|after|as|when|while|before|from|about|by|following|outside|with|to|that|because|last|this"
    r"|yesterday|today|and(?!\s[A-Z])|but|seen|obtained|published|released|issued|filed|reviewed|posted|shared|which|late|early|via|through|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b|\Z"
)
_APPOSED = re.compile(r",\s+([^,;:.\0()“”\"]+?(?:\s[A-Z]\.[^,;:.\0()“”\"]+?)?)(?=[,;.\0]|\Z)")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A phrase ``text[start:end]`` of the text it was found in: for a name, the name without titles before it where it
    has at least two words, else with them."""

    kind: PhraseKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def is_capital(self) -> bool:
        return is_capitalised(self.text)

    @property
    def is_possessive(self) -> bool:
        return self.lower.endswith(("'s", "s'"))


def noun_phrase(text: str, *, start: int, end: int) -> NounPhrase | None:
    """Read ``text[start:end]`` as one noun phrase; None when it is not plainly one."""
    words = [
        _Token(
            m.group().rstrip(".") if m.group().count(".") == 1 and len(m.group()) > 4 else m.group(), m.start(), m.end()
        )
        for m in islice(_WORD.finditer(text, start, end), _MOST_WORDS + 1)
    ]
    if not words or len(words) > _MOST_WORDS or _MARK.search(text, start, end):
        return None
    if any(word.lower in _FOREIGN and not (word.lower == "us" and word.text == "US") for word in words):
        return None
    if any(
        word.lower == "reports" for word in words[:-1]
    ):  # a verb, as far as can be told: "The Post reports officials"
        return None
    stop = next((place for place, word in enumerate(words) if place and word.lower in _PREPOSITIONS), len(words))
    base = words[:stop]
    is_named = base[-1].is_capital and not _is_crowd(base) and base[-1].lower not in _DETERMINERS
    return _named(words, base) if is_named else _described(words, base)


def following(text: str, start: int) -> NounPhrase | None:
    """Read the noun phrase behind a verb of saying or "according to", with a name set off by a comma behind it."""
    pronoun = _PRONOUN.match(text, start)
    if pronoun is not None:
        return NounPhrase("pronoun", pronoun.start(1), pronoun.end(1))
    end = _END.search(text, start + 1)
    assert end is not None  # \Z always matches
    phrase = noun_phrase(text, start=start, end=end.start())
    if phrase is not None and phrase.kind == "description":
        return apposed(text, end.start()) or phrase
    return phrase


def apposed(text: str, start: int) -> NounPhrase | None:
    """Read the name that stands between commas from ``start`` on: ", Rupert Haines,"."""
    match = _APPOSED.match(text, start)
    named = noun_phrase(text, start=match.start(1), end=match.end(1)) if match else None
    is_full = named is not None and named.kind == "name" and " " in text[named.start : named.end]
    return named if is_full else None


def _is_crowd(base: list[_Token]) -> bool:
    """Tell whether a capital is only that of a sentence's beginning: "Police said", "Officials said"."""
    return len(base) == 1 and base[0].lower in CROWDS | COLLECTIVE


def _named(words: list[_Token], base: list[_Token]) -> NounPhrase | None:
    run = len(base)
    while run and (base[run - 1].is_capital or (run < len(base) and base[run - 1].lower in PARTICLES)):
        if base[run - 1].is_possessive:
            break
        run -= 1
    while run < len(base) and (base[run].lower in _OPENERS and base[run].text not in ("US", "WHO", "IT")):
        if base[run].lower not in _DETERMINERS:
            return None
        run += 1
    name = base[run:]
    if not name or name[-1].lower in WEEKDAYS:
        return None
    stripped = without_titles([word.lower for word in name])
    if stripped == len(name):  # nothing but titles: "the Prime Minister"
        return _described(words, base)
    bearer = name[stripped:] if len(name) - stripped > 1 else name
    if not IMPERSONAL.isdisjoint(word.lower for word in bearer) and not is_personal([word.lower for word in bearer]):
        first = base[run - 1] if run and base[run - 1].lower in _DETERMINERS else words[0]
        return NounPhrase("name", first.start, words[-1].end)
    first = base[run - 1] if run and base[run - 1].lower == "the" else bearer[0]
    return NounPhrase("name", first.start, bearer[-1].end)


def is_personal(words: Sequence[str]) -> bool:
    """Tell whether the words of a name, in lower case, look like a person's in full: two or more, none of a company."""
    if len(words) < 2 or words[0] == "the":
        return False
    surname_too = words[0] in FIRST_NAMES and len(words) < 4 and words[-1] in SURNAMES_TOO
    return IMPERSONAL.isdisjoint(words[:-1] if surname_too else words)


def without_titles(words: Sequence[str]) -> int:
    """Count the words before a name proper, all in lower case: 2 of "prime minister edvard kostrel"."""
    titles = max((place + 1 for place, word in enumerate(words) if word.rstrip("'") in TITLES), default=0)
    ends_there = all(word.rstrip(".") in _SUFFIXES for word in words[titles:])
    if ends_there and len(words) > 1 and words[0] not in TITLES:
        titles = 0  # a surname that is also a title: "Stephen King", "Martin King Jr."
    rest = words[titles:]
    if len(rest) < 3 or rest[0] in FIRST_NAMES:
        return titles
    first = next((place for place in range(1, len(rest) - 1) if rest[place] in FIRST_NAMES), 0)
    while first and rest[first - 1].endswith("."):
        first -= 1
    return titles + first


def _described(words: list[_Token], base: list[_Token]) -> NounPhrase | None:
    first, head = words[0], base[-1]
    if first.lower in _DETERMINERS:
        begins = len(words) > 1
    elif first.is_capital and not first.lower.endswith("ing") and first.lower not in _OPENERS | _PREPOSITIONS:
        begins = True
    else:
        begins = len(base) <= 5 and head.lower in CROWDS | COLLECTIVE
    return NounPhrase("description", first.start, words[-1].end) if begins and head.text[-1:].isalpha() else None
