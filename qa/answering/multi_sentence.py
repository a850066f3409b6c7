"""Joining: when one sentence does not answer, the fewest that do, read and judged like any other evidence.

Owns when sentences are joined: a list with the line that announces it, a cause with its effect, and for a question
about several names the surest sentence for each, where all are sure enough and surer than one sentence is of the whole.
Knows nothing of how an answer is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index import View
from index.records import Sentence
from qa.answering.decomposition import Part, parts_of
from qa.answering.evidence import Evidence
from qa.answering.evidence_sets import LONGEST_LIST, Cover, announced, fewest, leaves_cause_to
from qa.confidence.abstention import Verdict
from qa.retrieval.hybrid import ANSWERING
from qa.text.near_duplicates import spelt_alike
from qa.text.words import stems

#: Reads a question over given sentences, or over all that might answer it: the evidence, and how sure each is.
Reading = Callable[[str, Sequence[Sentence] | None], tuple[list[Evidence], list[float]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Evidence in the order to quote it, the verdict on it, and how many of the first only together make the answer."""

    evidence: list[Evidence]
    verdict: Verdict
    joined: int = 0


def join(view: View, question: str, *, judged: Judged, threshold: float, read: Reading) -> Judged:
    """Return the evidence with the sentences that answer together in front, or as it is where none need to.

    Costs a reading a name for a question that joins names, and next to nothing for any other.
    """
    if judged.verdict.reason is None:
        behind = _behind(view, question, judged.evidence[0])
        together = _with(behind, question, judged=judged, read=read) if behind else None
        if together is not None:
            return together
    if judged.verdict.reason in (None, "below_threshold", "unknown_terms"):
        return _for_each(parts_of(question), judged=judged, threshold=threshold, read=read) or judged
    return judged


def _behind(view: View, question: str, top: Evidence) -> list[Sentence]:
    """Return the sentences behind the best one without which it does not answer."""
    told, text = top.found.sentence, top.surroundings.article.text
    if told.text.endswith(":"):
        return announced(text, told, behind=view.neighbours(told.number, before=0, after=LONGEST_LIST))
    after = top.surroundings.after
    if after is None or after.role not in ANSWERING or "\n" in text[told.end : after.start]:
        return []
    return [after] if leaves_cause_to(question, told, behind=after.text) else []


def _with(behind: Sequence[Sentence], question: str, *, judged: Judged, read: Reading) -> Judged | None:
    """Join the best sentence and those behind it; they are as sure together as the best is."""
    known = {e.found.sentence.number: e for e in judged.evidence}
    unread = [sentence for sentence in behind if sentence.number not in known]
    known |= {e.found.sentence.number: e for e in (read(question, unread)[0] if unread else ())}
    if any(sentence.number not in known for sentence in behind):
        return None
    members = [judged.evidence[0], *(known[sentence.number] for sentence in behind)]
    return _in_front(members, [judged.verdict.confidences[0]] * len(members), judged=judged)


def _for_each(parts: Sequence[Part], *, judged: Judged, threshold: float, read: Reading) -> Judged | None:
    answered = judged.verdict.reason is None
    if answered and all(_names(part.name, judged.evidence[0]) for part in parts):
        return None  # one sentence speaks of all: "Rohm and Haas" may be one firm
    choices: list[list[Cover]] = []
    known: dict[int, Evidence] = {}
    for part in parts:
        evidence, confidences = read(part.question, None)
        sure = [(e, c) for e, c in zip(evidence, confidences, strict=True) if c >= threshold and _names(part.name, e)]
        known = {e.found.sentence.number: e for e, _ in sure} | known
        choices.append(
            sorted((Cover(e.found.sentence.number, c) for e, c in sure), key=lambda cover: -cover.confidence)
        )
    chosen = fewest(choices)
    if not chosen:
        return None
    surer = min(c.confidence for c in chosen) > judged.verdict.confidences[0]
    if answered and (len(chosen) == 1 or not surer):
        return None
    return _in_front([known[c.number] for c in chosen], [c.confidence for c in chosen], judged=judged)


def _names(name: str, evidence: Evidence) -> bool:
    """Tell whether a sentence, its title or its section holds a name, in any of its spellings."""
    sentence = evidence.found.sentence
    held = stems(sentence.text) | stems(evidence.surroundings.article.title) | stems(sentence.section)
    return all(word in held or any(spelt_alike(word, other) for other in held) for word in stems(name))


def _in_front(members: list[Evidence], confidences: list[float], *, judged: Judged) -> Judged:
    numbers = {e.found.sentence.number for e in members}
    sure = zip(judged.evidence[: judged.verdict.sure], judged.verdict.confidences, strict=False)
    support = [(e, c) for e, c in sure if numbers.isdisjoint(_places(e))]
    evidence = [*members, *(e for e, _ in support)]
    verdict = Verdict((*confidences, *(c for _, c in support)), len(evidence), None)
    return Judged(evidence, verdict, len(members) if len(members) > 1 else 0)


def _places(evidence: Evidence) -> set[int]:
    return {evidence.found.sentence.number, *(s.number for s in evidence.others)}
