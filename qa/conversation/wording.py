"""Wording: carried mentions written as an English question takes them, with their articles and prepositions. Pure.

Owns how a mention is said again: "a fire" as "the fire", "Quetta" as "in Quetta" where it told a place, the people of
"how many were hurt?". Which mentions are carried is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation.carryover import CarriedCandidate
from qa.conversation.noun_phrases import Phrase, phrases_of
from qa.conversation.rewriting import Carried, has_slot, placed, write
from qa.records import Turn

_MOST_QUOTES = 10
_AUXILIARY = r"(?:was|were|are|have|had|did|do|will|would|could|can)"
_COUNTED = re.compile(
    rf"\bhow\s+many\s+(?!{_AUXILIARY}\b)(?P<noun>[\w-]+)\s+(?:{_AUXILIARY}|[\w-]+ed)\b", re.IGNORECASE
)
_UNCOUNTED = re.compile(rf"\bhow\s+many(?=\s+{_AUXILIARY}\b)", re.IGNORECASE)


def worded(question: str, chosen: Sequence[CarriedCandidate], turns: Sequence[Turn]) -> tuple[str, tuple[Carried, ...]]:
    """Write the chosen mentions into a question, with the parts written marked; the question itself if none fits."""
    phrases = [_phrase(entry, turns) for entry in chosen]
    mentions = [
        entry.text if phrase is None else phrase.definite for entry, phrase in zip(chosen, phrases, strict=True)
    ]
    is_person = chosen[0].is_named
    if has_slot(question, is_person=is_person):
        return write(question, mentions, is_person=is_person)
    placing = [p for p in phrases if p is not None and p.placed and not _says_where(question, p.placed)]
    if placing:
        ordered = sorted(placing, key=lambda phrase: phrase.start)
        return placed(question, [f"{phrase.placed} {phrase.definite}" for phrase in ordered])
    return write(question, mentions, is_person=is_person)


def counted(question: str, earlier: str) -> tuple[str, tuple[Carried, ...]]:
    """Write what is counted into "how many were hurt?", from the question before: "how many people were hurt?"."""
    gap, noun = _UNCOUNTED.search(question), _COUNTED.search(earlier)
    if gap is None or noun is None:
        return question, ()
    at, word = gap.end(), noun.group("noun")
    return f"{question[:at]} {word}{question[at:]}", (Carried(word, at + 1, at + 1 + len(word)),)


def _phrase(entry: CarriedCandidate, turns: Sequence[Turn]) -> Phrase | None:
    """Find the noun phrase in which a mention was said: in the last question that says it, else in a cited sentence."""
    stems = frozenset(entry.stems)
    latest_first = list(reversed(turns))
    quotes = [quote for turn in latest_first for quote in turn.quotes][:_MOST_QUOTES]
    for text in (*(turn.question for turn in latest_first), *quotes):
        said = [phrase for phrase in phrases_of(text) if stems & phrase.stems]
        best = max(said, key=lambda phrase: (len(stems & phrase.stems), -len(phrase.stems)), default=None)
        if best is not None and (stems <= best.stems or best.stems <= stems):
            return best
    return None


def _says_where(question: str, preposition: str) -> bool:
    return re.search(rf"\b{preposition}\s+\w", question, re.IGNORECASE) is not None
