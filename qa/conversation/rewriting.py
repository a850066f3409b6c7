"""Rewriting: a question and the mentions it carries -> one readable text in which the carried parts are marked. Pure.

Owns where a carried mention is written: in the place of a pronoun where there is one, else in brackets at the end.
Knows nothing of how mentions are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.text.mentions import HUMAN, content_stems, pronouns
from qa.text.words import listed

_POSSESSIVE = listed("its their his")
_POINTING = listed("this that these those")
_REPLACEABLE = listed("it he she him they them its their his her this that these those")
_NEXT_WORD = re.compile(r"\s+(\w[\w-]*)")


@dataclass(frozen=True, slots=True)
class Carried:
    """A part ``text[start:end]`` of the text as understood that the question did not say."""

    text: str
    start: int
    end: int


def write(question: str, carried: Sequence[str], *, is_person: bool = False) -> tuple[str, tuple[Carried, ...]]:
    """Write the mentions into the question: the first in the place of the first pronoun that it can replace.

    Only what may be a person (``is_person``) replaces "he" or "she".
    """
    slot = _slot(question, is_person=is_person)
    if slot is None:
        return appended(question, carried)
    start, end, ending = slot
    written = question[:start] + carried[0] + ending + question[end:]
    first = Carried(carried[0], start, start + len(carried[0]))
    return _appended(written, (first,), carried[1:])


def appended(question: str, carried: Sequence[str]) -> tuple[str, tuple[Carried, ...]]:
    """Write the mentions behind a question, in brackets."""
    return _appended(question, (), carried)


def _appended(text: str, marked: tuple[Carried, ...], rest: Sequence[str]) -> tuple[str, tuple[Carried, ...]]:
    if not rest:
        return text, marked
    parts = list(marked)
    text += " ("
    for place, mention in enumerate(rest):
        text += ", " if place else ""
        parts.append(Carried(mention, len(text), len(text) + len(mention)))
        text += mention
    return text + ")", tuple(parts)


def _slot(question: str, *, is_person: bool) -> tuple[int, int, str] | None:
    """Return where a mention can take a pronoun's place, and the ending it needs there."""
    for match in pronouns(question):
        word = re.split(r"['’]", match.group().lower())[0]
        following = _NEXT_WORD.match(question, match.end())
        before_noun = following is not None and bool(content_stems(following.group(1)))
        if word not in _REPLACEABLE or (word in _POINTING and following is not None):
            continue
        if word in HUMAN and not is_person:
            continue
        owns = word in _POSSESSIVE or (word == "her" and before_noun)
        return match.start(), match.start() + len(word), "’s" if owns else ""
    return None
