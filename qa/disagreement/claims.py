"""Whether two sentences make one claim with two numbers: word for word the same, but for the number, for who says it
and for how a report puts it. Pure.

Owns what may differ then: the voice ("buried 14 houses", "14 houses were buried by"), a place put first, words that
only hedge a number, and words for one kind of event ("fire", "blaze"). What is left must be equal on both sides, so it
is the one rule by which money, shares and measures are compared, for which a noun beside the number says too little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.disagreement.extents import KIND_OF_EVENT
from qa.disagreement.quantities import Quantity
from qa.disagreement.sayings import claim_of
from qa.text.names import name_words
from qa.text.synonyms import plain_wording
from qa.text.word_lists import WEEKDAYS
from qa.text.words import listed, stem, tokens

#: A claim with fewer telling words, what is counted included, may be about anything ("Solvane has 180 seats").
_FEWEST_WORDS = 3
# Words that say nothing of what is counted, or only how exactly. Any other must stand in both sentences: "each",
# "since", "before", "without".
_NEUTRAL = listed(
    """
    a an the of in at on by that some was were is are has have had be been being will would its their his her there
    about around roughly approximately only just nearly almost least most than more fewer less up to over under total"""
)
_PRONOUNS = listed("he she it they him them this these those")
# The word that decides what a measure is: "raised by 0.5 points", "raised to 6.25 per cent".
_LEADING = re.compile(r"\b(by|to|at|from|for|in|of)\s+$", re.IGNORECASE)
_HEDGES = re.compile(
    r"(?:\b(?:at least|at most|more than|fewer than|less than|no fewer than|up to|as many as|as much as|about|around|"
    r"roughly|some|approximately|an estimated|estimated|nearly|almost|over|only|just|a total of|in all|in total)\s+)+$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\s*(?:(?:in|at|of|near|from)\s+(?:the\s+)?[A-Z][\w’' -]*?\s+)?"
    r"(?:was|were|(?:has|have|had) been|are|is)\s+(?:\w+ly\s+)?\w+",
    re.IGNORECASE,
)
_FRONTED = re.compile(
    r"^\s*(?:In|At|On|Near|Off)\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[\w’'-]+){0,3}?,?\s+(?=$|[A-Z\d]|(?:the|a)\s)"
)
# Characters beside a number that are looked at for how it is put.
_NEAR = 120
_HOLDS_NOW, _HELD = listed("has have is are holds"), listed("had was were held")


@dataclass(frozen=True, slots=True)
class _Claim:
    """The keys of the telling words before and behind a number, the names in order, and the other numbers."""

    before: frozenset[str]
    behind: frozenset[str]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    leading: str
    is_passive: bool
    is_now: bool | None


def is_one_claim(one: tuple[str, Quantity], other: tuple[str, Quantity]) -> bool:
    """Tell whether two sentences say the same of two numbers of one thing."""
    mine, theirs = _claim(*one), _claim(*other)
    if mine is None or theirs is None:
        return False
    words, words_there = mine.before | mine.behind, theirs.before | theirs.behind
    if words != words_there or len(words.union(one[1].thing)) < _FEWEST_WORDS:
        return False
    if (mine.numbers, mine.leading) != (theirs.numbers, theirs.leading):
        return False
    if mine.is_now is not None and theirs.is_now is not None and mine.is_now != theirs.is_now:
        return False  # "held 71 seats", "has 92 seats"
    if mine.is_passive != theirs.is_passive:
        return True
    # "lost 17 men to Ardan", "Ardan lost 17 men"
    is_moved = (mine.before & theirs.behind - theirs.before) | (mine.behind & theirs.before - mine.before)
    return not is_moved and mine.names == theirs.names


@lru_cache(maxsize=512)
def _claim(text: str, quantity: Quantity) -> _Claim | None:
    """Take a sentence apart at a number; None where a pronoun says what it is about."""
    claim = claim_of(text)
    before, behind = claim[: quantity.start], claim[quantity.end + quantity.behind :]
    before = before[:-_NEAR] + _HEDGES.sub("", before[-_NEAR:])
    if fronted := _FRONTED.match(before):
        before, behind = before[fronted.end() :], f"{behind} {fronted.group()}"
    words = [[w.removesuffix("'s") for w in tokens(part)] for part in (before, behind)]
    if not _PRONOUNS.isdisjoint([*words[0], *words[1]]):
        return None
    names = name_words(f"- {before} {behind}") - WEEKDAYS
    leading = _LEADING.search(before)
    last = words[0][-1] if words[0] else ""
    return _Claim(
        frozenset(filter(None, map(_key, words[0]))),
        frozenset(filter(None, map(_key, words[1]))),
        tuple(word for part in words for word in part if word in names and word not in _NEUTRAL),
        tuple(sorted(word for part in words for word in part if word[0].isdigit())),
        leading[1].lower() if leading else "",
        bool(_PASSIVE.match(behind[:_NEAR])),
        True if last in _HOLDS_NOW else False if last in _HELD else None,
    )


def _key(word: str) -> str:
    """Return the key of a word, that of its kind for an event; "" for one that says nothing here."""
    if word in _NEUTRAL or word in WEEKDAYS or word[0].isdigit():
        return ""
    stemmed = stem(word)
    return KIND_OF_EVENT.get(stemmed) or plain_wording(stemmed)
