"""Whether what a sentence tells of a weekday is over or still to come: "on Friday" is the last one or the next one.

Owns the verb that governs a weekday: the nearest before it, or else the first behind it. English, and pure. In doubt
neither: a day that cannot be told is left out.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from index.words.irregular import PLAIN

Tense = Literal["past", "future"]

_PART = r"(?:\s+(?:also|again|now|only|then|not|\w+ly))*"
_INTENDED = r"bound|due|expected|forecast|going|hoped|intended|likely|planned|poised|scheduled|set|slated|supposed"
# "will be opened", "is to speak", "was due to be named", "a hearing scheduled for": with the verb that follows.
_FUTURE = (
    r"(?:will|shall|would|[’']ll|won[’']t)\b"
    rf"|(?:is|are|was|were)\s+to\b|(?:{_INTENDED})\s+to\b|(?:due|expected|planned|scheduled|set|slated)(?=\s+for\b)"
    r"|(?:due|expected|planned|scheduled|slated)(?=\s+(?:at|before|by|in|late|on|until|[A-Z])\b)"
)
_GROUP = rf"{_PART}(?:\s+(?:to|be|been|have|get))*{_PART}(?:\s+[a-z]+)?"
# What somebody could do, or was refused, may be over or to come.
_OPEN = r"(?:can|cannot|could|may|might|must|should|would(?:\s+not|n[’']t)|(?:has|have)\s+to|be)\b"
_OPEN += (
    r"|(?:is|are|am)\s+(?:\w+ly\s+)?[a-z]+ing\b"
    r"|(?:agrees?|aims?|expects?|hopes?|intends?|needs?|plans?|promises?|vows?|wants?)\s+to\b"
)
_VERB = re.compile(rf"\b(?:(?P<open>{_OPEN}{_GROUP})|(?P<future>(?:{_FUTURE}){_GROUP})|(?P<word>[a-z][a-z’']*))")
# Who comments or not does it on the day, whatever is said of it.
_REFUSED = re.compile(r"\b(?:would|could|did)(?:\s+not|n[’']t)\s+(?:comment|confirm|say)\b")
_NO_VERBS = re.compile(
    r"(?:dead|deaths?|growth|loss(?:es)?|sales?|feet|geese|hal(?:f|ves)|knives|mice|people|teeth|wolves|children|men|women"
    r"|forecast|thieves|wives|dying|bed|bleed|breed|creed|deed|embed|exceed|feed|greed|hundred|indeed|naked|need|proceed|sacred"
    r"|seed|shed|speed|succeed|weed|wicked|wretched)"
)
_PASTS = re.compile(
    r"(?:was|were|did|(?:was|were|did)n[’']t|been|had|got|gave|went|made|said|told|came|beat|bet|burst|cast|cost|cut|hit"
    r"|hurt|put|quit|shut|split|spread)"
)
#: Verbs of what is wanted of somebody: "agreed to meet on Friday", "told to leave by Monday".
_WANTED = re.compile(
    r"(?:agreed|asked|called|decided|forced|hoped|intended|invited|meant|needed|offered|ordered|planned|pledged|"
    r"prepared|promised|threatened|told|urged|voted|vowed|wanted|warned)\b"
)
_BOUNDARY = re.compile(r"[,;:—–]|\b(?:that|who|which|when|while|after|before|because|if|where)\b")
# What is the case ("is closed on Fridays"), not what happened.
_PRESENT = re.compile(r"\b(?:is|are|being)(?:n[’']t)?(?:\s+(?:not|\w+ly))?\s+$")
_SINCE = re.compile(r"\bsince\s+$", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:beginning|by|from|starting|till|until)\s+(?:[\d:.]+\s(?:[ap]\.?m\.?\s)?(?:[a-z]{2,4}\s)?)?"
    r"(?:(?:early|late|next|on|this)\s+)?$",
    re.IGNORECASE,
)
# "Monday's attack": what nobody tells of beforehand.
_HAPPENED = re.compile(
    r"[’']s\s+(?:[a-z]+\s+)?(?:ambush|attacks?|blasts?|bombings?|collapse|crash|deaths?|earthquake|explosions?|incidents?"
    r"|killings?|massacre|murders?|quake|raids?|shootings?|stabbings?)\b"
)
# "The club announced that", "the club announced Hilda Brock": no participle, as in "the plan announced on Friday".
_HAS_OBJECT = re.compile(r"\s+(?:that|it|he|she|they|(?!(?:\w+day|By|On)\b)[A-Z])")
# "When he meets Tuesday", "polls open on Sunday" are of the present; no list tells these from nouns.
_MAY_BE_PRESENT = re.compile(r"\b[a-z]+s\s+(?:on\s+)?$")
_OWNS = re.compile(r"[’']s\b")
# "Ahead of Sunday's vote, police closed roads": the vote may be over or to come.
_AHEAD = re.compile(r"\b(?:ahead\s+of|before|for|until)\s+$", re.IGNORECASE)
_REPORTING = re.compile(r"(?:added|announced|believed|claimed|confirmed|insisted|promised|reported|said|told|warned)")


class _Verb(NamedTuple):
    start: int
    end: int
    tense: Tense | None


def tense_at(sentence: str, *, start: int, end: int) -> Tense | None:
    """Tell whether what happens on the day named at ``start``:``end`` of a sentence is over or to come; None where
    that is not sure."""
    before = sentence[:start]
    if _SINCE.search(before) or _HAPPENED.match(sentence, end):
        return "past"
    verb = _governing(sentence, start, end)
    tense = None if verb is None else verb.tense
    if _LIMIT.search(before):  # "was told to leave by Friday"
        return None if tense == "past" else "future"
    if tense == "past" and _OWNS.match(sentence, end) and _AHEAD.search(before):
        return None
    if verb is not None and tense == "past" and _may_be_to_come(sentence, verb, start):
        return None
    return tense


def _governing(sentence: str, start: int, end: int) -> _Verb | None:
    verbs = list(_verbs(sentence))
    before = [verb for verb in verbs if verb.end <= start]
    if before and _OWNS.match(sentence, end) and _REPORTING.match(sentence, before[-1].start):
        # "said Friday's vote will be close", and not "said after Friday's vote that he will go"
        behind = next((verb for verb in verbs if verb.start >= end), None)
        if behind is not None and not _BOUNDARY.search(sentence, before[-1].end, behind.start):
            return behind
    if before:
        return next((verb for verb in reversed(before) if not _is_aside(sentence, verb, start)), before[-1])
    if _MAY_BE_PRESENT.search(sentence, 0, start):
        return None
    return next((verb for verb in verbs if verb.start >= end), None)


def _verbs(sentence: str) -> list[_Verb]:
    refused = [match.span() for match in _REFUSED.finditer(sentence)]
    verbs = [_Verb(first, last, "past") for first, last in refused]
    for match in _VERB.finditer(sentence):
        if any(first <= match.start() < last for first, last in refused):
            continue
        if match["word"] is None:
            verbs.append(_Verb(*match.span(), None if match["open"] else "future"))
        elif _is_past(match["word"]):
            is_present = _PRESENT.search(sentence, max(0, match.start() - 30), match.start()) is not None
            verbs.append(_Verb(*match.span(), None if is_present else "past"))
    return sorted(verbs, key=lambda verb: verb.start)


def _is_past(word: str) -> bool:
    if _PASTS.fullmatch(word):
        return True
    if _NO_VERBS.fullmatch(word) or word.endswith(("ing", "s")):
        return False
    return word in PLAIN or (len(word) > 3 and word.endswith("ed"))


def _is_aside(sentence: str, verb: _Verb, start: int) -> bool:
    """Tell whether a verb begins an aside that ends before the day: "will open it, damaged in May, on Friday"."""
    return sentence[: verb.start].endswith(", ") and "," in sentence[verb.end : start]


def _may_be_to_come(sentence: str, verb: _Verb, start: int) -> bool:
    """Tell whether a form of the past may not be the verb: "the man accused of it will appear", "agreed to meet"."""
    if (
        verb.start < start
        and _WANTED.match(sentence, verb.start)
        and re.search(r"\bto\s+[a-z]", sentence[verb.end : start])
    ):
        return True
    if not sentence[verb.start : verb.end].endswith("ed") or _HAS_OBJECT.match(sentence, verb.end):
        return False
    edges = [0, *(m.end() for m in _BOUNDARY.finditer(sentence)), len(sentence)]
    left = max(edge for edge in edges if edge <= verb.start)
    right = min(edge for edge in edges if edge > verb.start)
    return any(one.tense == "future" and left <= one.start < right for one in _verbs(sentence))
