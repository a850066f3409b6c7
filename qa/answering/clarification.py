"""Asking back: for a question that says "he" or "this county", the names that it could mean, each with its place.

Owns when that is not needed, and which sentences are looked through: those that were read, then the likeliest of those
that were found. Knows nothing of how names are found in them, or of how thresholds are chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from index import View
from index.records import Sentence
from qa.answering.evidence import Evidence
from qa.answering.surroundings import Surroundings, surroundings
from qa.confidence.abstention import RIVAL
from qa.conversation.antecedents import SentenceInContext, antecedents_of
from qa.conversation.followups import is_bare
from qa.conversation.grammar.rewriting import without_about
from qa.conversation.operations import operation_of
from qa.conversation.references import pointer_of, resolved
from qa.conversation.understanding import Understood
from qa.records import Referent
from qa.retrieval.hybrid import Candidate
from qa.text.mentions import content_stems, pronouns

#: Found sentences that are looked through. A question that names nobody finds them nearly by chance.
_LOOKED_THROUGH = 24


def as_asked(understood: Understood) -> Understood | None:
    """Return a question as it was asked, where only a guess says "About" what before it; None where it is incomplete
    without."""
    question = understood.question
    is_led = understood.is_guess and without_about(understood.text)[0]
    return (
        None if not is_led or is_bare(question) or pronouns(question) else Understood(question, question, "standalone")
    )


def is_clear(question: str, evidence: Sequence[Evidence], *, articles: int, least: float) -> bool:
    """Tell whether a question that says "he" or "they" needs no asking back: it is put to one article, says something
    of whom it means, and of what is there one statement answers it, at least as surely as ``least``."""
    if articles != 1 or not evidence or not content_stems(question) or evidence[0].confidence < least:
        return False
    return all(other.confidence < RIVAL * evidence[0].confidence for other in evidence[1:])


def could_mean(
    view: View, question: str, *, evidence: Sequence[Evidence], among: Sequence[Candidate] = ()
) -> tuple[Referent, ...]:
    """Return what a question could mean by "he" or "this county", by the likeliest evidence and then by what else was
    found; none when it says neither.

    Names are looked for in each statement and in the sentence before it, where who is "she" in it often stands.
    """
    pointer, stems = pointer_of(question), content_stems(question)
    if pointer is None or operation_of(question) is not None or not (stems or pointer.human):
        return ()  # nothing in "why did they do it?" says which sentences to look through
    found_too = [c.sentence for c in among[:_LOOKED_THROUGH]]
    places = surroundings(view, found_too)
    rows = [(e.candidate.sentence, e.surroundings) for e in evidence]
    contexts = _looked_through([*rows, *((s, places[s.number]) for s in found_too)])
    antecedents = antecedents_of(pointer, list(contexts.values()), question_stems=stems)
    sentences = list(contexts)
    return tuple(_referent(question, sentences[n.sentence], span=(n.start, n.end)) for n in antecedents)


def _looked_through(rows: Sequence[tuple[Sentence, Surroundings]]) -> dict[Sentence, SentenceInContext]:
    contexts: dict[Sentence, SentenceInContext] = {}
    for own, place in rows:
        row = (place.before, own, place.after)
        for sentence, following in itertools.pairwise(row):
            if sentence is not None:
                contexts.setdefault(
                    sentence, SentenceInContext(sentence.text, "" if following is None else following.text)
                )
    return contexts


def _referent(question: str, sentence: Sentence, *, span: tuple[int, int]) -> Referent:
    name = sentence.text[span[0] : span[1]]
    start = sentence.start + span[0]
    return Referent(name, resolved(question, name)[0], sentence.article_id, start, start + len(name))
