"""Rewriting: a question and the mentions it carries -> one readable text in which the carried parts are marked. Pure.

Owns where a carried mention is written: in the place of a pronoun, where a sentence of English has room for it, or
before the question ("About lung cancer: ..."). So the text that is shown, searched and judged is proper English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation.grammar.verbs import is_participle
from qa.text.mentions import HUMAN, content_stems, pronouns
from qa.text.words import FUNCTION_WORDS, listed

_ABOUT = "About "
_POSSESSIVE = listed("its their his")
_POINTING = listed("this that these those")
# Behind "her" they begin what is hers, though they say nothing by themselves: "her first novel".
_COUNTING = listed("first second third last next own other few many one two three four five six seven eight nine ten")
_REPLACEABLE = listed("it he she him they them its their his her this that these those")
# "What are the symptoms?": a noun that is somebody's or something's.
_OPEN_NOUN = re.compile(
    r"(?:\A|[.!?]\s+|\b(?:and|but|so|then)\s+)(?:what|which|who|where)(?:['’]s|\s+(?:is|are|was|were))\s+(?:the|some)\s+"
    r"(?:[\w-]+\s+){0,2}(?P<noun>[\w-]+)\Z",
    re.IGNORECASE,
)
_GOING_ON = re.compile(r"\A\W*(?:and|but|so|or|then)\b\W+(?=\w)", re.IGNORECASE)
_NEXT_WORD = re.compile(r"\s+(\w[\w-]*)")


@dataclass(frozen=True, slots=True)
class Carried:
    """A part ``text[start:end]`` of the text as understood that the question did not say."""

    text: str
    start: int
    end: int


def write(question: str, carried: Sequence[str], *, is_person: bool = False) -> tuple[str, tuple[Carried, ...]]:
    """Write a mention into the question, in the place of the first pronoun that it can replace, or where a mention can
    be added to it; one that has no place is left out.

    Only what may be a person (``is_person``) replaces "he" or "she".
    """
    slot = _slot(question, is_person=is_person)
    if slot is None or not carried:
        return _added(question, (), carried)
    start, end, ending = slot
    first = _fitting(carried[0], ending, question[end:])
    written = question[:start] + first + question[end:]
    return _added(written, (Carried(carried[0], start, start + len(carried[0])),), carried[1:])


def has_slot(question: str, *, is_person: bool) -> bool:
    """Tell whether a pronoun of the question can be replaced by a mention."""
    return _slot(question, is_person=is_person) is not None


def placed(question: str, phrases: Sequence[str]) -> tuple[str, tuple[Carried, ...]]:
    """Write phrases of place, time or occasion ("at the market", "in Quetta") behind a question, as they stand."""
    return _inserted(question, len(question.rstrip(" ?.!")), " ".join(phrases))


def _added(question: str, marked: tuple[Carried, ...], rest: Sequence[str]) -> tuple[str, tuple[Carried, ...]]:
    """Say the mentions where English has a place for them: "the symptoms of lung cancer", or before the question."""
    if not rest:
        return question, marked
    end = len(question.rstrip(" ?.!"))
    noun = None if marked else _OPEN_NOUN.search(question[:end])
    if noun is not None and not is_participle(noun.group("noun").lower()) and content_stems(noun.group("noun")):
        text, (part,) = _inserted(question, end, "of " + rest[0])
        part = Carried(rest[0], part.end - len(rest[0]), part.end)
        return led(text, rest[1:], marked=(part,))
    return led(question, rest, marked=marked)


def led(question: str, mentions: Sequence[str], *, marked: tuple[Carried, ...]) -> tuple[str, tuple[Carried, ...]]:
    """Say before a question what it is about, and move the parts that are marked in it."""
    if not mentions:
        return question, marked
    text, parts = about(question, *mentions)
    by = len(text) - len(question)
    return text, (*parts, *(Carried(part.text, part.start + by, part.end + by) for part in marked))


def about(question: str, *mentions: str) -> tuple[str, tuple[Carried, ...]]:
    """Say before a question what it is about: "About lung cancer: what causes it?"; it then goes on from nothing, so
    that an "and" before it is left out."""
    question = _GOING_ON.sub("", question)
    first = "".join(question.split(maxsplit=1)[:1]).lower().rstrip("?.!,")
    is_lowered = first in FUNCTION_WORDS - {"i", "i'm"}
    text, parts = _ABOUT, []
    for place, mention in enumerate(mentions):
        text += " and " if place else ""
        parts.append(Carried(mention, len(text), len(text) + len(mention)))
        text += mention
    return f"{text}: " + (question[:1].lower() + question[1:] if is_lowered else question), tuple(parts)


def without_about(text: str) -> tuple[str, str]:
    """Return what a text is said to be about and the question without that; an empty part where nothing is said."""
    mention, _, question = text.removeprefix(_ABOUT).partition(": ") if text.startswith(_ABOUT) else ("", "", "")
    return (mention, question[:1].upper() + question[1:]) if question else ("", text)


def _inserted(question: str, at: int, part: str) -> tuple[str, tuple[Carried, ...]]:
    return f"{question[:at]} {part}{question[at:]}", (Carried(part, at + 1, at + 1 + len(part)),)


def _fitting(mention: str, ending: str, rest: str) -> str:
    """Return a mention with the ending of the pronoun it replaces; a name that ends in s takes the mark alone."""
    return mention + (ending[:1] if ending and mention.endswith("s") else ending) if rest or ending else mention


def _slot(question: str, *, is_person: bool) -> tuple[int, int, str] | None:
    """Return where a mention can take a pronoun's place, and the ending it needs there."""
    for match in pronouns(question):
        word = re.split(r"['’]", match.group().lower())[0]
        following = _NEXT_WORD.match(question, match.end())
        before_noun = following is not None and _begins_noun(following.group(1))
        if word not in _REPLACEABLE or (word in _POINTING and following is not None):
            continue
        if word in HUMAN and not is_person:
            continue
        owns = word in _POSSESSIVE or (word == "her" and before_noun)
        return match.start(), match.start() + len(word), "’s" if owns else ""
    return None


def _begins_noun(word: str) -> bool:
    return bool(content_stems(word)) or word.lower() in _COUNTING
