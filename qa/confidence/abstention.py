"""Abstention: whether to answer, with how many of the sentences, and if not at all, why.

Owns the order of the reasons. Knows nothing of ranking or of how sureness is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.confidence.features import QuestionFeatures
from qa.records import Reason

# From this share of a question's weight on, words that stand nowhere are why there is no answer.
_TELLING_UNKNOWN = 0.34


@dataclass(frozen=True, slots=True)
class Verdict:
    """Each statement's confidence, how many of the first are sure enough to be quoted, and the reason to abstain."""

    confidences: tuple[float, ...]
    sure: int
    reason: Reason | None


def judge(
    asked: QuestionFeatures, confidences: Sequence[float], *, threshold: float, is_question: bool, sentences: int
) -> Verdict:
    """Decide on statements in ranked order: answer when the first is sure enough, with all that are sure in a row.

    ``sentences`` is how many the corpus has; none is a reason of its own.
    """
    sure = next((place for place, c in enumerate(confidences) if c < threshold), len(confidences))
    if is_question and sure:
        return Verdict(tuple(confidences), sure, None)
    return Verdict(tuple(confidences), 0, _reason(asked, is_question=is_question, sentences=sentences))


def _reason(asked: QuestionFeatures, *, is_question: bool, sentences: int) -> Reason:
    if sentences == 0:
        return "empty_corpus"
    if not is_question:
        return "not_a_question"
    return "unknown_terms" if _turns_on_unknown(asked) else "below_threshold"


def _turns_on_unknown(asked: QuestionFeatures) -> bool:
    unknown_name = any(word in asked.names for word in asked.unknown)
    return unknown_name or asked.oov_share >= _TELLING_UNKNOWN
