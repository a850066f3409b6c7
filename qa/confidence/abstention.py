"""Abstention: whether to answer, and with how many of the sentences; if not, which sentences may answer, or why none
does.

Owns the three states, the doubts and the order of the reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.confidence.features import Features, QuestionFeatures
from qa.records import Doubt, Reason, Status

# When words that are in no article make up at least this share of the question's weight, they are the reason why there
# is no answer.
_TELLING_UNKNOWN = 0.34
#: Another answer whose confidence is at least this share of the first one's makes the first one doubtful.
RIVAL = 0.8


class Rated(Protocol):
    """A statement with its features and its confidence."""

    @property
    def features(self) -> Features:
        """Return what is known about it."""

    @property
    def confidence(self) -> float:
        """Return the probability that it answers."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence of an answer, and of a sentence that may answer."""

    answered: float
    related: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on a question."""

    status: Status
    #: The number of first statements that are sure enough to be quoted; 0 unless answered.
    sure: int = 0
    #: Why it is not answered.
    reason: Reason | None = None
    #: Why the related sentences are not sure to answer.
    doubts: tuple[Doubt, ...] = ()


def judge(
    question: QuestionFeatures, ranked: Sequence[Rated], *, thresholds: Thresholds, is_question: bool, sentences: int
) -> Verdict:
    """Decide on statements in ranked order: answer when the first is sure enough, with all that are sure in a row.

    ``sentences`` is how many the corpus has; none is a reason of its own.
    """
    if sentences == 0:
        return Verdict("abstained", reason="empty_corpus")
    if not is_question:
        return Verdict("abstained", reason="not_a_question")
    sure = next((place for place, one in enumerate(ranked) if one.confidence < thresholds.answered), len(ranked))
    if sure:
        return Verdict("answered", sure)
    if ranked and ranked[0].confidence >= thresholds.related:
        return Verdict("related", reason="unsure", doubts=_doubts(question, ranked))
    return Verdict("abstained", reason="unknown_terms" if _turns_on_unknown(question) else "below_threshold")


def _doubts(question: QuestionFeatures, ranked: Sequence[Rated]) -> tuple[Doubt, ...]:
    """Return why the first statement is not sure to answer; without another reason, that the reader's score is low."""
    first = ranked[0]
    doubts: list[Doubt] = []
    if first.features.unmatched_entities > 0:
        doubts.append("names_missing")
    if first.features.missing_answer_type > 0:
        doubts.append("kind_missing")
    if _turns_on_unknown(question):
        doubts.append("unknown_terms")
    if first.features.vagueness > 0:
        doubts.append("vague")
    if any(one.confidence >= RIVAL * first.confidence for one in ranked[1:]):
        doubts.append("rivals")
    return tuple(doubts) or ("weak_match",)


def _turns_on_unknown(question: QuestionFeatures) -> bool:
    unknown_name = any(word in question.names for word in question.unknown)
    return unknown_name or question.oov_share >= _TELLING_UNKNOWN
