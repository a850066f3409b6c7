"""What is said of those who are counted: killed, hurt, missing, arrested, displaced, burnt. Pure.

Owns the closed list of these states, by which counts of an event are known again though each report words them its own
way; and the words that tell of an earlier event, or of what is only foreseen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.disagreement.quantities import Quantity
from qa.text.synonyms import plain_wording
from qa.text.words import stem

_STATES = {
    "killed": r"killed|killing|kills|dead|died|dies",
    "hurt": r"injured|injuring|injures|wounded|wounding|hurt|hospitali[sz]ed",
    "missing": r"missing|unaccounted",
    "arrested": r"arrested|arresting|detained|detaining",
    "displaced": r"evacuated|displaced|fled",
    "burnt": r"burned|burnt|scorched|charred|burning",
    "destroyed": r"destroyed|destroying",
    "rescued": r"rescued|rescuing",
}
_STATE = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _STATES.items()), re.IGNORECASE)
# Those badly hurt are a part of those hurt.
_DEGREE = re.compile(
    r"\b(?:badly|seriously|severely|critically|gravely|slightly|lightly|mildly|critical condition"
    r"|(?:serious|severe|minor|light|slight|critical) (?:injuries|wounds|burns))\b",
    re.IGNORECASE,
)
_NOUNS = {"death": "killed", "die": "killed", "fatal": "killed", "injuri": "hurt", "arrest": "arrested"}
_PEOPLE = plain_wording(stem("people"))
_FAR = 40
# Behind one of these the state is of others.
_OTHERS = re.compile(r"\d|[,;:]|\b(?:and|who|after|when|while|but|as)\b")
_EARLIER = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:weeks|months|years)\s(?:after|before)|earlier|since|last (?!week[’']s\b)\w+|previous\w*"
    r"|(?<!this )past|ago|history|deadliest|once|anniversary|january|"
    r"february|april|june|july|august|september|october|november|december|(?:in|since|last|by|until) (?:march|may))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)

# What is told beforehand is no count: a forecast, a plan, a poll.
_FORESEEN = re.compile(
    r"\b(?:will|would|could|may|might|(?:is|are|was|were)\s+to|expect\w*|foresee\w*|forecasts?|predict\w*|project(?:s|ed|ions?)"
    r"|anticipat\w+|plan(?:s|ned|ning)?|aim(?:s|ed|ing)?|intend\w*|target(?:s|ed)?|hop(?:es?|ed)|fear(?:s|ed)?|poll(?:s|ed)?|wants?|wanted|seeks?|sought|propos\w+|consider\w*|demand\w*|promis\w+|vow(?:s|ed)?"
    r"|pledg\w+|agree[sd]?\s+to|offer(?:s|ed)?)\b",
    re.IGNORECASE,
)
_FORECAST = re.compile(r"\b(?:a|an|the|its|their) (?:\w+ )?(?:poll|survey|forecast|projection)\b", re.IGNORECASE)
# Behind one of these, another clause begins.
_CLAUSE = re.compile(r"[,;:]\s|\b(?:and|but|who|which|when|where|while|because|after|before)\b")


@lru_cache(maxsize=2048)
def is_foreseen(text: str, quantity: Quantity) -> bool:
    """Tell whether a sentence gives a number as a forecast, a plan or a poll, in the clause before it or by naming the
    forecast behind it."""
    before = text[: quantity.start]
    begins = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    return bool(_FORESEEN.search(before, begins) or _FORECAST.search(text, quantity.end))


@lru_cache(maxsize=2048)  # as quantities: every number found is compared with every one shown
def state_of(text: str, quantity: Quantity) -> str | None:
    """Return what a sentence says of those whom a number counts: a state beside it, None where none is plain."""
    end = quantity.end + quantity.behind
    behind, before = text[end : end + _FAR], text[max(0, quantity.start - _FAR) : quantity.start]
    match = _STATE.search(behind)
    if match and not _OTHERS.search(behind[: match.start()]):
        return match.lastgroup
    last = next(reversed(list(_STATE.finditer(before))), None)
    if last and not _OTHERS.search(before[last.end() :]):
        return last.lastgroup
    return _NOUNS.get(quantity.noun)


@lru_cache(maxsize=2048)
def counted_in(text: str, quantity: Quantity) -> tuple[object, ...]:
    """Return what two quantities must have in common to be of the same thing: "12 people died" and "12 deaths" have
    their state, all others what is counted."""
    if len(quantity.thing) == 1 and (quantity.noun in _NOUNS or quantity.noun == _PEOPLE):
        return quantity.kind, state_of(text, quantity) or quantity.thing, quantity.unit
    return quantity.counted


@lru_cache(maxsize=2048)
def names_degree(text: str) -> bool:
    """Tell whether a sentence says how badly somebody was hurt."""
    return _DEGREE.search(text) is not None


@lru_cache(maxsize=2048)
def tells_of_earlier(text: str) -> bool:
    """Tell whether a sentence names a year, a month or an earlier time: then it may count another event."""
    return bool(_EARLIER.search(text))


def tell_of_earlier(one: str, other: str) -> bool:
    """Tell whether one of two sentences does; both may count since something that began ("since the war began")."""
    if _SINCE.search(one) and _SINCE.search(other):
        one, other = _SINCE.sub("", one), _SINCE.sub("", other)
    return tells_of_earlier(one) or tells_of_earlier(other)
