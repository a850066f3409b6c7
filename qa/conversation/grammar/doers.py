"""Doers: of the names in a sentence, those who do what a question's verb says, or to whom it is done. Pure.

Owns where the subject, the object and "by ..." of a verb stand in an English sentence, told by the words around it
alone. Knows nothing of turns, or of what makes a name a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from qa.conversation.grammar.verbs import is_participle, is_past, plain_of
from qa.text.words import stem

#: Where a name stands in a sentence: [start, end).
Place = tuple[int, int]

_BE = r"(?:is|are|was|were|be|been|being)"
_ADVERB = r"(?:\w+ly|also|later|then|once|first|now|never|not|ever|again)"
_WHO = re.compile(
    rf"\W*(?:and\s+)?whom?\s+(?P<helping>(?:(?:{_BE}|has|had|have|will|would|did|does|do|{_ADVERB})\s+)*)(?P<rest>\w.*)",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_NOT_A_VERB = re.compile(r"\b(?:the|an?|this|that|his|her|its|their|no|to|[\w]+['’]s)\s+$", re.IGNORECASE)
_PASSIVE = re.compile(rf"\b{_BE}\s+(?:{_ADVERB}\s+)*$", re.IGNORECASE)
_BY = re.compile(r"[^,;:.]{0,60}?\bby\b")
# What stands between a subject and its verb: "Nils Ek, who had later chaired".
_HELPING = re.compile(
    rf"\s*\b(?P<who>who\s+)?(?:(?:{_BE}|has|have|had|will|would|can|could|may|might|must|should|{_ADVERB})\s+)*$"
)
_RULED = re.compile(r"\b(?:of|from|for|with|against|by|than|at|in|to|after|before|like)\s+(?:\w+\s+){0,2}$", re.I)
# "Nora Quist beat Ada Marsh and won": one subject does both, in a clause without these.
_AND = re.compile(r"\b(?:and|but)\s*$")
_CLAUSE = re.compile(
    r"[;:]|,\s+(?:and|but|while|when|as)\b|\b(?:that|when|while|because|after|before|who|which|whose)\b"
)
_JOINED = re.compile(r",?\s+and\s+(?:[a-z]+\s+){0,3}")


class VerbOfQuestion(NamedTuple):
    """The verbs that a question's own may be, in their plain forms, and whether it asks who does it or to whom it is
    done."""

    plain: frozenset[str]
    of: Literal["agent", "patient"]


def verb_of(question: str) -> VerbOfQuestion | None:
    """Return the verb of "Who found it?", "Who was hurt?", "Who did Ilse Marrow hire?"; None for other questions."""
    match = _WHO.match(question)
    if match is None:
        return None
    helping = match["helping"].lower().split()
    if {"did", "does", "do"}.intersection(helping):
        return VerbOfQuestion(frozenset(map(_plain, _WORD.findall(match["rest"]))), "patient")
    first = re.match(r"[a-z]+", match["rest"])
    if first is None or first[0] in ("the", "a", "an"):
        return None
    verb = VerbOfQuestion(frozenset([_plain(first[0])]), "agent")
    if re.search(rf"\b{_BE}\b", match["helping"], re.IGNORECASE) and not first[0].endswith("ing"):
        return verb._replace(of="patient") if is_participle(first[0]) else None
    return verb


def doers(verb: VerbOfQuestion, sentence: str, *, names: Sequence[Place]) -> frozenset[Place]:
    """Return those of the names in a sentence, in order, whom a verb is said of there as the question asks for it."""
    return frozenset(
        place
        for match in _WORD.finditer(sentence)
        if _plain(match[0]) in verb.plain
        for place in _of_one(verb, sentence, names, at=match.span())
    )


def _of_one(verb: VerbOfQuestion, sentence: str, names: Sequence[Place], *, at: Place) -> Iterator[Place]:
    form, before = sentence[slice(*at)], sentence[: at[0]]
    by = _BY.match(sentence, at[1])
    is_passive = is_participle(form) and (bool(_PASSIVE.search(before)) or by is not None)
    if _NOT_A_VERB.search(before) or not (is_passive or is_past(form) or form.endswith("s") or form in verb.plain):
        return
    if is_passive == (verb.of == "patient"):
        yield from _subjects(sentence, names, before=at[0])
    elif not is_passive or by is not None:
        after = at[1] if by is None or not is_passive else by.end()
        yield from [place for place in names if place[0] >= after][:1]


def _subjects(sentence: str, names: Sequence[Place], *, before: int) -> list[Place]:
    """Return the names that are the subject of a verb: "Nora Quist, who ...", "Nora Quist, the judge, ..."."""
    helping = _HELPING.search(sentence, 0, before)
    end = before if helping is None else helping.start()
    is_relative = helping is not None and bool(helping["who"])
    clause = sentence[:end].rstrip()
    if clause.endswith(",") and not is_relative:  # behind "Nora Quist, the judge, "
        opening = clause.rfind(",", 0, len(clause) - 1)
        end = opening if any(place[1] <= opening for place in names) else end
    standing = [place for place in names if place[1] <= end]
    free = [place for place in standing if not _RULED.search(sentence, 0, place[0])]
    subjects = (standing if is_relative else free or standing)[-1:]
    if not is_relative and (joint := _AND.search(sentence, 0, end)):
        doing = [place for place in free if not _CLAUSE.search(sentence, place[1], joint.start())]
        subjects = _with_joined(sentence, doing)[-1:] or subjects
    while subjects and (earlier := [place for place in standing if place[1] <= subjects[0][0]]):
        if not _JOINED.fullmatch(sentence, earlier[-1][1], subjects[0][0]):
            break
        subjects.insert(0, earlier[-1])
    return subjects


def _with_joined(sentence: str, names: Sequence[Place]) -> list[Place]:
    """Return the first name, and those that "and" joins to it."""
    joined = list(names[:1])
    for place in names[1:]:
        if not _JOINED.fullmatch(sentence, joined[-1][1], place[0]):
            break
        joined.append(place)
    return joined


def _plain(word: str) -> str:
    return stem(plain_of(word))
