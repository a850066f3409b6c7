"""The place that stands beside a number: where those counted were, whatever else a sentence names. Pure.

Owns how such a place is read: "61 deaths in Quarrow County", "In Merrin: at least nine people", "South Merrin has
reported 41 deaths". Of "Merrin's Alder County" the inner place is meant. Several places together are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.disagreement.acts import are_worded_alike
from qa.disagreement.quantities import Quantity
from qa.disagreement.scenes import names_in
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import tokens

_NAME = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w’'-]*)(?: (?:of (?:the )?)?[A-Z][\w’'-]*)*"
# "The Torvald fire" is an event.
_EVENT = r"(?!\s(?:fire|blaze|flood|storm|quake|earthquake|crash|attack|bombing|shooting)s?\b)"
_PLACE = rf"(?:the )?(?:[a-z]+-[a-z]+ )?(?P<place>{_NAME})(?![\w’'-])(?!(?:, {_NAME})*,? and (?:the )?[A-Z]){_EVENT}"
# No clause, and no other number, may begin between a number and its place.
_NO_CLAUSE = r"(?!(?:and|but|or|who|whom|which|that|when|where|while|as|after|before|including|from|of|by)\b)"
_BEHIND = re.compile(rf"(?:\s{_NO_CLAUSE}[a-z][\w’'-]*){{0,7}}?\s(?:in|across|throughout)\s{_PLACE}")
_HEDGE = r"(?:[a-z]+\s){0,3}"
_BEFORE = re.compile(rf"(?:^|[,;.]\s|\b(?:which|that)\s)(?:In|in|Across|across)\s{_PLACE},?\s{_HEDGE}\Z")
_ABOVE = re.compile(rf"\A\W*{_PLACE}:\s(?:[A-Z][a-z]+\s)?{_HEDGE}\Z")
_COUNTS = re.compile(
    rf"(?:^|[,;.]\s){_PLACE}(?:,[^,]*,)?\s(?:(?:has|have|had)\s)?(?:reported|recorded|confirmed|counted|seen|lost)\s{_HEDGE}\Z"
)
_OWNER = re.compile(r".*[’']s\s")
_NEAR = 120

Stated = tuple[str, Quantity]


def is_one_place(one: Stated, other: Stated) -> bool:
    """Tell whether the same place stands beside both numbers."""
    place = _place_of(*one)[0]
    return bool(place) and place == _place_of(*other)[0]


def are_placed_alike(one: Stated, other: Stated) -> bool:
    """Tell whether two counts are of one place by what stands beside them, or by all that the two sentences say; never
    of measures: a place has other ones every day."""
    if one[1].unit:
        return False
    is_alike = names_in(one[0]) == names_in(other[0]) and are_worded_alike(one[0], other[0])
    return is_alike or is_one_place(one, other)


def is_elsewhere(one: Stated, other: Stated) -> bool:
    """Tell whether a count is of a place of which the other sentence says nothing, though that one has a place of its
    own, or the place leads up to the number ("In Merrin, at least seven people")."""
    (place, leads), (place_there, leads_there) = _place_of(*one), _place_of(*other)
    words, words_there = frozenset(tokens(one[0])), frozenset(tokens(other[0]))
    is_unnamed = bool(place) and place.isdisjoint(words_there)
    is_unnamed_there = bool(place_there) and place_there.isdisjoint(words)
    return (is_unnamed and (leads or bool(place_there))) or (is_unnamed_there and (leads_there or bool(place)))


@lru_cache(maxsize=2048)
def _place_of(text: str, quantity: Quantity) -> tuple[frozenset[str], bool]:
    """Return the words of the place beside a number, and whether it leads up to the number; no words where no place, or
    more than one, stands there."""
    end = quantity.end + quantity.behind
    before, behind = text[max(0, quantity.start - _NEAR) : quantity.start], text[end : end + _NEAR]
    leading = next(filter(None, (pattern.search(before) for pattern in (_BEFORE, _ABOVE, _COUNTS))), None)
    match = _BEHIND.match(behind) or leading
    words = frozenset(tokens(_OWNER.sub("", match["place"]))) - WEEKDAYS - MONTHS if match else frozenset()
    return words, match is not None and match is leading
