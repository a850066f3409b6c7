"""The reader seam: how well does this sentence, read in its context, answer this question?

Owns the records that pass to and from a reader and the protocol. Knows nothing of corpora, thresholds or answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """A sentence to read, with its context: the article's title, its section heading, and the sentence before it."""

    text: str
    title: str = ""
    section: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's verdict on one candidate. ``score`` is a logit: larger answers better, 0 is undecided.
    ``answer_span`` is (start, end) in code points inside the candidate's text, or None when the reader marks none.
    ``span_margin`` is a logit: how much likelier the best span is than none; 0 of a reader that seeks no spans.
    ``second`` is the logit of a second reader, where there is one and it read this candidate or others of the same
    question."""

    score: float
    answer_span: tuple[int, int] | None = None
    span_margin: float = 0.0
    second: float | None = None


class Reader(Protocol):
    """Anything that can read candidates for a question. A candidate's reading must not depend on the others."""

    @property
    def name(self) -> str:
        """Name the model and its version, as shown in an answer."""

    @property
    def fitted(self) -> Mapping[str, Any] | None:
        """What was fitted for these weights, as ``qa.confidence.estimator`` reads it; None where nothing was."""

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        """Read every candidate; one reading each, in the same order."""

    def close(self) -> None:
        """Give back what reading holds: threads, memory. It is not used afterwards; closing again does nothing."""
