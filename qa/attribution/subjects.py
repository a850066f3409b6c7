"""Whom a sentence is about that begins with "she" or "his": a person named in one of the sentences before it.

Owns what such a beginning is, and whom it means; in doubt nobody. English alone. Who is named, and of which gender, is
known to ``qa.attribution.person_names``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Sentence
from qa.attribution.person_mentions import PersonMention
from qa.attribution.person_names import Persons, persons_of
from qa.text.english import is_english
from qa.text.names import Gender

#: How many sentences back a pronoun is followed.
FURTHEST = 12
# A longer text is not read whole for who is named in it, only those sentences.
_LONGEST = 50_000
# "She died", "Her papers"; "Born in Harl in 1931, she was": what is named before the comma may be anybody.
_BEGINNING = re.compile(r"(?:[A-Z][^,.;:“”\"]{0,60}, )?(he|she|his|her)\b", re.IGNORECASE)
_GENDERS: dict[str, Gender] = {"he": "he", "his": "he", "she": "she", "her": "she"}


def pronoun_of(sentence: Sentence) -> Gender | None:
    """Return the pronoun that a sentence of the article's own text begins with, as "he" or "she"."""
    beginning = _BEGINNING.match(sentence.text) if sentence.role == "body" else None
    return None if beginning is None else _GENDERS[beginning[1].lower()]


def subject_of(text: str, sentence: Sentence, *, before: Sequence[Sentence]) -> str:
    """Return the full name of the person whom the pronoun means that a sentence begins with: the one person of that
    gender in the nearest sentence ``before`` it (in order, of the same article, whose text is given) that names any. A
    sentence that begins with the same pronoun names others. "" in doubt, and where nobody is meant."""
    pronoun = pronoun_of(sentence)
    if pronoun is None or not before or not is_english(text):
        return ""
    start, end = (0, len(text)) if len(text) <= _LONGEST else (before[0].start, sentence.start)
    persons = persons_of(text[start:end])
    for earlier in reversed(before):
        if earlier.role != "body" or pronoun_of(earlier) == pronoun:
            continue
        fitting = _fitting(persons, (earlier.start - start, earlier.end - start), pronoun)
        if fitting:
            return _meant(fitting, earlier.start - start, pronoun)
    return ""


def _fitting(persons: Persons, span: tuple[int, int], pronoun: Gender) -> list[tuple[int, PersonMention]]:
    """Return who is named in a sentence and where, each once, and can be meant by the pronoun."""
    fitting: dict[tuple[str, str], tuple[int, PersonMention]] = {}
    for at, person in persons.between(*span):
        if person.gender == pronoun or (person.gender is None and person.sure):
            fitting.setdefault((person.first, person.surname), (at, person))
    return list(fitting.values())


def _meant(fitting: Sequence[tuple[int, PersonMention]], start: int, pronoun: Gender) -> str:
    """Return the one who can be meant; of several the one whom the sentence begins with, where the pronoun is theirs
    for sure."""
    if len(fitting) == 1:
        return fitting[0][1].name
    at, first = fitting[0]
    return first.name if at == start and first.gender == pronoun else ""
