"""Whether two sentences tell one act: what is done to those who are counted, or what happened on a day. Pure.

Owns the verbs beside a number ("acquitted 40 protesters" is not "convicted 12 protesters"), and those of what happens
only once. A day is of one event where one of the sentences says nothing of it that the other lacks but who says so: a
trial and an appeal, an opening for guests and one to the public have two days.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from qa.disagreement.quantities import NUMERALS, Quantity
from qa.disagreement.sayings import claim_of
from qa.text.synonyms import plain_wording
from qa.text.words import FUNCTION_WORDS, content_words, listed, stem, tokens

# Verbs, in past forms, for what happens only once; others can be true of many days ("was photographed").
_ONCE = listed(
    """
    opened died born founded launched began started ended signed elected sworn killed arrested resigned married
    announced sank crashed exploded struck collapsed closed reopened landed convicted sentenced"""
)
_ONCE_STEMS = frozenset(map(stem, _ONCE))
# The last word, or the one before the particle of "cut off 40 homes".
_LAST = re.compile(r"(?:^|\s)([a-z][\w’'-]*)(?:\s+(?:off|up|out|down|away|back|over))?\s+$")
_HEDGE = re.compile(
    r"\b(?:at least|more than|fewer than|less than|up to|about|around|some|nearly|almost|over)\s+$", re.I
)
_MOST_KEPT = 512
# Sentences worded alike: the least number of telling words that both have, and the share of all.
_FEWEST_ALIKE, _ALIKE = 5, 0.75
# Characters before a number that are looked at for the verb.
_NEAR = 120

Counted = tuple[str, Quantity]


def is_one_event(one: str, other: str) -> bool:
    """Tell whether two sentences have one word of what happened once, for what goes on has many days, and one of them
    nothing that the other lacks."""
    mine, theirs = (telling_words(text) for text in (one, other))
    return happens_once(one, other) and (mine <= theirs or theirs <= mine)


def happens_once(one: str, other: str) -> bool:
    """Tell whether two sentences have one word of what happens once: "opened", "will close"."""
    return not _happening(one).isdisjoint(_happening(other))


def _happening(text: str) -> frozenset[str]:
    words = tokens(text)
    behind = itertools.pairwise(words)
    foreseen = {second for first, second in behind if first in {"will", "to", "would"}}
    return frozenset(
        plain_wording(stem(word)) for word in words if word in _ONCE or (word in foreseen and stem(word) in _ONCE_STEMS)
    )


def are_worded_alike(one: str, other: str) -> bool:
    """Tell whether two sentences have nearly all telling words in common: one entry of a list that is kept up."""
    mine, theirs = map(telling_words, (one, other))
    return len(mine & theirs) >= max(_FEWEST_ALIKE, _ALIKE * len(mine | theirs))


def is_one_act(one: Counted, other: Counted) -> bool:
    """Tell whether the same word stands behind what is counted, and no other verb before the numbers."""
    verb, verb_there = _verb_behind(*one), _verb_behind(*other)
    act, act_there = _act_before(*one), _act_before(*other)
    return verb != "" and verb == verb_there and (not act or not act_there or act == act_there)


def is_one_agent(one: Counted, other: Counted) -> bool:
    """Tell whether the words before the verbs before the numbers have one in common, where both sentences have such:
    the police and the county did two things."""
    if not (_act_before(*one) and _act_before(*other)):
        return True
    agents = [_LAST.sub("", _before(*counted)) for counted in (one, other)]
    words, words_there = map(telling_words, agents)
    return not words or not words_there or not words.isdisjoint(words_there)


def _verb_behind(text: str, quantity: Quantity) -> str:
    """Return the first telling word behind what is counted: "killed", "tested"."""
    clause = text[quantity.end + quantity.behind :].split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]
    return next((plain_wording(stem(w)) for w in tokens(clause) if w not in FUNCTION_WORDS), "")


def _before(text: str, quantity: Quantity) -> str:
    return _HEDGE.sub("", text[max(0, quantity.start - _NEAR) : quantity.start])


def _act_before(text: str, quantity: Quantity) -> str:
    """Return the verb right before a number: a word without a capital there is hardly ever anything else ("owns 1,200
    works"); "" where another word stands there."""
    match = _LAST.search(_before(text, quantity))
    if match is None or match[1] in FUNCTION_WORDS or match[1].endswith("ly"):
        return ""
    return plain_wording(stem(match[1]))


@lru_cache(maxsize=_MOST_KEPT)
def telling_words(text: str, *, with_speaker: bool = False) -> frozenset[str]:
    """Return the keys of a sentence's telling words but the numbers in it, and but who says it unless wanted."""
    claim = text if with_speaker else claim_of(text)
    return frozenset(
        plain_wording(stem(word)) for word in content_words(claim) if not word[0].isdigit() and word not in NUMERALS
    )
