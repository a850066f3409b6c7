"""References: the part of a question that points at something it does not name ("he", "this county"), and a name in its
place.

Owns finding that part in a question that has nothing before it, writing a name in its place, and the place that a
question ends with. Pure. Knows nothing of where names come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.words.keys import is_capitalised
from qa.conversation.followups import QuestionForm, is_dangling
from qa.conversation.grammar.noun_phrases import phrases_of
from qa.conversation.grammar.rewriting import Carried, about, without_about, write
from qa.text.mentions import HUMAN, MALE, content_stems, mentions, named_from, plain, pronouns
from qa.text.word_lists import MONTHS, WEEKDAYS
from qa.text.words import AUXILIARIES, WH_WORDS, any_of, listed

_POINTED = re.compile(r"\b(?:this|these)\s+(?P<first>\w[\w’'-]*)(?:\s+(?P<second>\w[\w’'-]*))?", re.IGNORECASE)
_COMMANDS = listed("tell describe explain name give show list")
# Wherever they stand: so without what is another word too, as "may" is a month and "am" the morning.
_VERBS = AUXILIARIES - listed("am may might must shall should")
_ASKING = re.compile(rf"\b{any_of(WH_WORDS | _VERBS | _COMMANDS)}\b", re.IGNORECASE)
#: Words for a time: "this week" needs nothing said before it.
TIMES = (
    WEEKDAYS
    | MONTHS
    | listed(
        """year week month day night morning afternoon evening weekend century decade season preseason summer winter
        spring autumn fall holiday time date quarter term period era moment point hour minute past last coming next
        years weeks months days"""
    )
)
_YEAR = re.compile(r"\d{4}s?")
#: Before the name of a place; what stands behind "on" or "before" is as often none.
LOCATING = listed("at in near")
# "Which of these" is followed by what it means.
_CHOOSING = re.compile(r"\b(?:which|one|all|any|none|each|some|most) of\s+$", re.IGNORECASE)
_LONGEST_NAME = 6
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Pointer:
    """The part ``text[start:end]`` of a question that points outside it. ``noun`` holds the stems of what it is called
    there, none for a pronoun; ``human`` is "he" or "she" where only a person can be meant, else empty; ``is_apart``
    where a name can take its place as it stands."""

    start: int
    end: int
    noun: tuple[str, ...]
    human: Literal["he", "she", ""]
    is_apart: bool


def pointer_of(question: str) -> Pointer | None:
    """Find what a question points at outside itself: "this county" before a pronoun; None where it does neither."""
    noun = _pointed_noun(question)
    if noun is not None:
        return noun
    pointing = pronouns(question)
    if not pointing:
        return None
    first = next((m for m in pointing if plain(m.group()) in HUMAN), pointing[0])
    word = plain(first.group())
    human: Literal["he", "she", ""] = "" if word not in HUMAN else "he" if word in MALE else "she"
    return Pointer(first.start(), first.end(), (), human, True)


def asks_back(question: str) -> bool:
    """Tell whether a question with nothing before it cannot be meant as it stands."""
    return is_dangling(QuestionForm.of(question)) or _pointed_noun(question) is not None


def resolved(question: str, name: str) -> tuple[str, tuple[Carried, ...]]:
    """Write a name into a question in the place of what points at it, or before the question; the name is marked."""
    pointer = pointer_of(question)
    if pointer is None or not pointer.noun:
        return write(question, [name], is_person=pointer is not None and pointer.human != "")
    if not pointer.is_apart:
        return about(question, name)
    written = question[: pointer.start] + name + question[pointer.end :]
    return written, (Carried(name, pointer.start, pointer.start + len(name)),)


def is_name(text: str) -> bool:
    """Tell whether a text is a name and nothing else, as an answer to "who is meant?" is."""
    bare = text.strip(" ?.!").removeprefix("The ").removeprefix("the ")
    whole = [m for m in mentions("x " + bare) if m.is_named and (m.start, m.end) == (2, len(bare) + 2)]
    return bool(whole) and len(bare.split()) <= _LONGEST_NAME and not _ASKING.match(bare)


def _pointed_noun(question: str) -> Pointer | None:
    """Find "this county" where what asks stands before it and nothing before that could be what is meant.

    A capital ("in This England") begins a title; a question that says what it is about names it.
    """
    asking = _ASKING.search(question)
    if asking is None or content_stems(question[: asking.start()]) or without_about(question)[0]:
        return None
    for match in _POINTED.finditer(question, asking.end(), named_from(question)):
        first, second = match.group("first"), match.group("second")
        is_chosen_from = _CHOOSING.search(question[max(0, match.start() - _NEAR) : match.start()]) is not None
        if match.group()[0].islower() and plain(first) not in TIMES and content_stems(first) and not is_chosen_from:
            is_one = match.group().lower().startswith("this")
            is_apart = is_one and (second is None or not content_stems(second))
            return Pointer(match.start(), match.end("first"), content_stems(first), "", is_apart)
    return None


def tells_time(part: str) -> bool:
    """Tell whether what stands behind "in" or "on" is a time: "2019", "the spring"."""
    return any(word.lower() in TIMES or _YEAR.fullmatch(word) for word in part.split())


def named_place_at_end(question: str) -> int:
    """Return where the place begins that a question ends with, if it has a name: " at the railway halt at Dunvale";
    else where its words end."""
    start = end = len(question.rstrip(" ?.!"))
    is_named = False
    for phrase in reversed(phrases_of(question)):
        if phrase.end != start or phrase.placed not in LOCATING or tells_time(phrase.text):
            break
        start = phrase.start - len(phrase.placed) - 2
        is_named = is_named or any(map(is_capitalised, phrase.text.split()))
    return start if is_named else end
