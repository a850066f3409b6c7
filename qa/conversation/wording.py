"""Wording: carried mentions in the form that fits the new question, with articles and prepositions. Pure.

Owns how a mention is said again: "a fire" as "the fire", "Quetta" as "in Quetta" where it told a place, the people of
"how many were hurt?". Which mentions are carried is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words.keys import is_capitalised
from qa.conversation.carryover import CarriedCandidate
from qa.conversation.grammar.noun_phrases import Phrase, phrases_of
from qa.conversation.grammar.rewriting import Carried, has_slot, led, placed, without_about, write
from qa.records import Turn
from qa.text.mentions import PLURAL, is_plural, plain, pronouns
from qa.text.word_lists import word_list
from qa.text.words import AUXILIARIES, any_of, listed

# Behind "how many" they are in the plural.
_AUXILIARY = any_of(AUXILIARIES - listed("am is has does"))
_COUNTED = re.compile(
    rf"\bhow\s+many\s+(?!{_AUXILIARY}\b)(?P<noun>[\w-]+)\s+(?:{_AUXILIARY}|[\w-]+ed)\b", re.IGNORECASE
)
_SEVERAL = word_list("collectives") | word_list("crowds")
_UNCOUNTED = re.compile(rf"\bhow\s+many(?=\s+{_AUXILIARY}\b)", re.IGNORECASE)


def worded(
    question: str, chosen: Sequence[CarriedCandidate], *, turns: Sequence[Turn]
) -> tuple[str, tuple[Carried, ...]]:
    """Write the chosen mentions into a question, with the parts written marked."""
    phrases = [_phrase(entry, turns) for entry in chosen]
    is_no_place = phrases[0] is not None and bool(phrases[0].placed) and _points_at_several(question)
    if is_no_place:  # "they" are the miners, and not Chile
        chosen = sorted(chosen, key=lambda entry: not is_plural(entry.text))
        phrases = [_phrase(entry, turns) for entry in chosen]
    mentions = [e.text if phrase is None else phrase.definite for e, phrase in zip(chosen, phrases, strict=True)]
    is_person = chosen[0].is_named
    if _points_at_several(question) and _is_one_thing(chosen[0], phrases[0]):
        return led(question, mentions, marked=())
    placing = {p: f"{p.placed} {p.definite}" for p in phrases if p is not None and p.placed}
    has_room = has_slot(question, is_person=is_person) and not (is_no_place and phrases[0] in placing)
    if has_room or not placing or any(_says(question, p.placed) for p in placing):
        written, parts = write(question, mentions, is_person=is_person)
        if is_person and len(mentions) > 1 and not any(entry.is_named for entry in chosen[1:]):
            return _without_lead(question, mentions[0], (written, parts), is_person=is_person)
        return written, parts
    rest = [mention for mention, phrase in zip(mentions, phrases, strict=True) if phrase not in placing]
    text, parts = placed(question, [placing[phrase] for phrase in sorted(placing, key=lambda phrase: phrase.start)])
    return led(text, rest, marked=parts)


def _without_lead(
    question: str, name: str, written: tuple[str, tuple[Carried, ...]], *, is_person: bool
) -> tuple[str, tuple[Carried, ...]]:
    """Say a name alone where it has a place inside the question: "Who is the head of Lumat?", about whose jobs it was,
    is no question about jobs."""
    alone = write(question, [name], is_person=is_person)
    return written if without_about(alone[0])[0] else alone


def counted(question: str, earlier: str) -> tuple[str, tuple[Carried, ...]]:
    """Write what is counted into "how many were hurt?", from the question before: "how many people were hurt?"."""
    gap, noun = _UNCOUNTED.search(question), _COUNTED.search(earlier)
    if gap is None or noun is None:
        return question, ()
    at, word = gap.end(), noun.group("noun")
    return f"{question[:at]} {word}{question[at:]}", (Carried(word, at + 1, at + 1 + len(word)),)


def _phrase(entry: CarriedCandidate, turns: Sequence[Turn]) -> Phrase | None:
    """Find the phrase in which a mention was asked last, if it says no more than the mention or is a whole name."""
    stems = frozenset(entry.stems)
    for turn in reversed(turns):
        for phrase in phrases_of(turn.question):
            shared = stems & phrase.stems
            is_name = entry.is_named and all(map(is_capitalised, phrase.text.removeprefix("the ").split()))
            if shared and (phrase.stems <= stems or (stems <= phrase.stems and is_name)):
                return phrase
    return None


def _points_at_several(question: str) -> bool:
    return not {plain(m.group()) for m in pronouns(question)}.isdisjoint(PLURAL)


def _is_one_thing(entry: CarriedCandidate, phrase: Phrase | None) -> bool:
    """Tell whether "they" cannot be it: "the bank", but not "the police" or "Lumat"."""
    last = entry.text.split()[-1].lower()
    is_phrase = phrase is not None and phrase.text.lower().startswith(("the ", "a ", "an "))
    return is_phrase and not entry.is_named and not is_plural(entry.text) and last not in _SEVERAL


def _says(question: str, preposition: str) -> bool:
    return re.search(rf"\b{preposition}\s+\w", question, re.IGNORECASE) is not None
