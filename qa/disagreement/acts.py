"""Whether two sentences tell one act: what is done to those who are counted, or what happened on a day. Pure.

Owns the verbs beside a number ("acquitted 40 protesters" is not "convicted 12 protesters"), and those of what happens
only once. A day is of one event where one of the sentences says nothing of it that the other lacks but who says so: a
trial and an appeal, an opening for guests and one to the public have two days.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.words.irregular import PLAIN
from qa.disagreement.quantities import NUMERALS, Quantity
from qa.text.synonyms import plain_wording
from qa.text.words import FUNCTION_WORDS, content_words, listed, stem, tokens

# Verbs, in past forms, for what happens only once; others can be true of many days ("was photographed").
_ONCE = listed(
    """
    opened died born founded launched began started ended signed elected sworn killed arrested resigned married
    announced sank crashed exploded struck collapsed closed reopened landed convicted sentenced"""
)
# ", said its miller Brandt", ", engineers of Brevik said on Monday,": who says it differs from report to report.
_SAYING = re.compile(
    r",\s[^,]*\b(?:said|says|told|announced|reported)\b[^,]*(?=,|$)|,?\s\baccording to\b[^,]*(?=,|$)", re.IGNORECASE
)
# "BREVIK (CPA) — "
_DATELINE = re.compile(r"^[A-Z][A-Z .]+(?:,[\w .]+)?(?:\([\w ]+\)\s)?[—–-]\s")
_AUXILIARIES = listed("will would shall should can could may might must to did not")
_HEDGE = re.compile(
    r"\b(?:at least|more than|fewer than|less than|up to|about|around|some|nearly|almost|over)\s+$", re.I
)
_MOST_KEPT = 512

Counted = tuple[str, Quantity]


def is_one_event(one: str, other: str) -> bool:
    """Tell whether two sentences have one word of what happened once, for what goes on has many days, and one of them
    nothing that the other lacks."""
    verbs = [{plain_wording(stem(word)) for word in _ONCE.intersection(tokens(text))} for text in (one, other)]
    mine, theirs = (telling_words(text) for text in (one, other))
    return not verbs[0].isdisjoint(verbs[1]) and (mine <= theirs or theirs <= mine)


def is_one_act(one: Counted, other: Counted) -> bool:
    """Tell whether the same word stands behind what is counted, and no other verb before the numbers."""
    verb, verb_there = _verb_behind(*one), _verb_behind(*other)
    act, act_there = _act_before(*one), _act_before(*other)
    return verb != "" and verb == verb_there and (not act or not act_there or act == act_there)


def _verb_behind(text: str, quantity: Quantity) -> str:
    """Return the first telling word behind what is counted: "killed", "tested"."""
    clause = text[quantity.end + quantity.behind :].split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]
    return next((plain_wording(stem(w)) for w in tokens(clause) if w not in FUNCTION_WORDS), "")


def _act_before(text: str, quantity: Quantity) -> str:
    """Return the verb right before a number, in a past form or behind an auxiliary; "" where another word stands
    there."""
    words = tokens(_HEDGE.sub("", text[: quantity.start]))
    if not words or words[-1] in FUNCTION_WORDS:
        return ""
    is_verb = words[-1].endswith("ed") or words[-1] in PLAIN or (len(words) > 1 and words[-2] in _AUXILIARIES)
    return plain_wording(stem(words[-1])) if is_verb else ""


@lru_cache(maxsize=_MOST_KEPT)
def telling_words(text: str, *, with_speaker: bool = False) -> frozenset[str]:
    """Return the keys of a sentence's telling words but the numbers in it, and but who says it unless wanted."""
    claim = text if with_speaker else _SAYING.sub("", _DATELINE.sub("", text))
    return frozenset(
        plain_wording(stem(word)) for word in content_words(claim) if not word[0].isdigit() and word not in NUMERALS
    )
