"""Adverbials: how a question asks when, where, why or for how long, and one that asks only that of what came before:
"When was that?", "For how long?", "Which town was it?". Pure.

Owns these forms. Knows nothing of what happened, or of how it is asked again.
"""

from __future__ import annotations

import re

from qa.text.words import any_of, listed

#: What may stand before a question that goes on from another.
LEAD = r"\W*(?:(?:and|but|so|then|ok|okay)\W+)?"
_DURATION = r"(?:(?:for|since|until|till)\s+(?:how\s+long|when)|how\s+(?:long|often))"
#: The adverbials that a question may begin with.
ADVERBIAL = (
    rf"(?:(?:{_DURATION}|when|where|why|how(?:\s+(?:far|soon|quickly))?|(?:what|which)\s+(?:time|day|date|month|year)"
    r"|(?:in|on|at|by|during|for|from|to|with)\s+(?:what|which)\s+[\w-]+)(?:\s+exactly)?)"
)
_POINTER = r"(?:that|this|it)"
_TIMES = "time day date month year week hour minute season"
_PLACES = "town city village country county province state region district place street harbour port building"
# "Which town was it?" asks where it was.
_PLACE = any_of(listed(_PLACES))
_POINTED = (
    rf"(?:(?:was|is)\s+{_POINTER}|(?:did|has|had)\s+{_POINTER}\s+(?:happen(?:ed)?|occur(?:red)?|take\s+place|taken\s+place)"
    rf"|(?:did|have|has|do|does)\s+(?:they|he|she|it)\s+(?:do|done)\s+(?:{_POINTER}|so))"
)
# "With how many seats?", "For how much?"
_HOW_MANY = r"(?:with|by|for|in|at|after|from|to|against)\s+how\s+(?:many|much)(?:\s+[\w-]+){0,2}"
_STATE = re.compile(r"\W*how\s+(?!many\b|much\b)[\w-]+\s+(?:is|was|are|were)\b", re.IGNORECASE)
_ANEW = re.compile(
    rf"{LEAD}(?P<asking>(?:why\s+not|who\s+else|(?:by|for|to|with|against)\s+whom|{_HOW_MANY}|(?:when|where|why|how|(?:at|on|in)?\s*"
    rf"(?:what|which)\s+(?:{any_of(listed(_TIMES))}|{_PLACE}))(?:\s+exactly|\s+else)?))"
    rf"(?:\s+(?:exactly\s+)?{_POINTED})?(?:\s+exactly)?\W*",
    re.IGNORECASE,
)
# "How long was it?" may ask for the length of a thing.
_HOW_LONG = re.compile(rf"{LEAD}(?P<asking>{_DURATION}(?:\s+exactly)?)\W*", re.IGNORECASE)
_BARE_PLACE = re.compile(rf"which\s+{_PLACE}\b", re.IGNORECASE)
_EVENT = re.compile(r"\b(?:happen(?:ed)?|occur(?:red)?|tak(?:e|en)\s+place)\b", re.IGNORECASE)
_WHO = re.compile(
    rf"{LEAD}who\s+(?:did|has\s+done|caused|committed|carried\s+out|(?:was|is)\s+(?:behind|responsible\s+for))\s+{_POINTER}\W*",
    re.IGNORECASE,
)
_COMING = re.compile(rf"{LEAD}when\s+(?:exactly\s+)?(?:is|will)\b", re.IGNORECASE)
_WHICH_IT = re.compile(rf"{LEAD}(?:which|what)\s+(?P<noun>[\w-]+)\s+(?:was|is|were|are)\s+(?:it|that|this)\W*", re.I)
# No question that one clause can be read out of is longer.
LONGEST = 300


def asks_anew(question: str) -> str | None:
    """Return how a question asks about what happened without saying what: "When", "Why", "Who"; None if it does not."""
    if len(question) > LONGEST:
        return None
    if _WHO.fullmatch(question):
        return "Who"
    anew = _ANEW.fullmatch(question) or _HOW_LONG.fullmatch(question)
    if anew is None:
        return None
    asking = anew.group("asking").lower()
    asking = f"in {asking}" if _BARE_PLACE.match(asking) else asking
    return asking[:1].upper() + asking[1:]


def asks_how_long(asking: str) -> bool:
    """Tell whether it is asked for how long, since or until when: also of how something is, not of what happened."""
    return _HOW_LONG.fullmatch(asking) is not None


def asks_which(question: str) -> str | None:
    """Return what a question asks to be named that came before: "volcano" of "Which volcano was it?"; else None."""
    match = _WHICH_IT.fullmatch(question) if len(question) <= LONGEST else None
    return None if match is None else match["noun"].lower()


def looks_back(question: str, earlier: str) -> bool:
    """Tell whether a question is of an event that may stand before the last question: it says so ("Where did it
    happen?"), or the last one only asks how somebody is ("How old was he?")."""
    return _EVENT.search(question) is not None or _STATE.match(earlier) is not None


def asks_of_coming(question: str) -> bool:
    """Tell whether a question asks for the time of what is still to come: "When is it?"."""
    return _COMING.match(question) is not None
