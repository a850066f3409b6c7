"""Identity: "Which volcano was it?" after a question in which one took part -> that question, asked for the volcano.
Pure.

Owns where in the earlier question the thing stands that is to be named. Knows nothing of the sentences cited for it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.conversation.grammar.clauses import Clause, clause_of_question
from qa.conversation.grammar.noun_phrases import Phrase, phrases_of
from qa.conversation.grammar.verbs import past_of_plain


def which_one(noun: str, earlier: str, *, answer: str | None = None) -> str | None:
    """Ask which thing of a kind took part in what an earlier question says; None where no clause can be read there.

    ``answer`` is who the earlier question asked for, where that is known."""
    clause = clause_of_question(earlier, answer)
    if clause is None:
        return None
    whole = f"{clause.auxiliary} {clause.body}"  # the verb behind "did the volcano" is told by the "did"
    phrase = next((p for p in phrases_of(whole) if _is_called(p, noun)), None)
    if phrase is not None:
        by = len(whole) - len(clause.body)
        return _asked_for(noun, clause, replace(phrase, start=phrase.start - by, end=phrase.end - by))
    clause = clause if clause.subject else _with_subject(clause, whole)
    return None if not clause.subject or clause.is_indefinite else f"Which {noun} was it when {clause.told()}?"


def _with_subject(clause: Clause, whole: str) -> Clause:
    """Part "were" + "flights cancelled" behind the first phrase, where more follows."""
    first = next(iter(phrases_of(whole)), None)
    start = len(whole) - len(clause.body)
    if first is None or first.start != start or not whole[first.end :].strip():
        return clause
    return Clause(clause.auxiliary, first.text, whole[first.end :].strip())


def _is_called(phrase: Phrase, noun: str) -> bool:
    return re.split(r"[\s-]", phrase.text.split(" of ")[0])[-1].lower() == noun


def _asked_for(noun: str, clause: Clause, phrase: Phrase) -> str | None:
    rest = clause.body[phrase.end :].strip()
    if phrase.placed:
        return None
    if clause.subject or phrase.start:  # what something is done to
        before = " ".join(filter(None, (clause.subject, clause.body[: phrase.start].strip())))
        return " ".join(filter(None, (f"Which {noun}", clause.auxiliary, before, rest))) + "?"
    if clause.auxiliary != "did":
        return f"Which {noun} {clause.auxiliary} {rest}?" if rest else None
    verb, _, others = rest.partition(" ")
    return " ".join(filter(None, (f"Which {noun}", past_of_plain(verb), others))) + "?" if verb else None
