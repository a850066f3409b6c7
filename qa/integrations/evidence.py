"""What an answer gives a framework that retrieves: its sentences, each with its citation as flat metadata.

Knows no framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from index.records import Filters
from qa.records import Answer, Quote, Turn


class Asks(Protocol):
    """What answers questions: an ``Engine``, or a ``Client`` of a service."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        limit: int = 3,
        filters: Filters | None = None,
        max_error: float | None = None,
    ) -> Answer:
        """Answer a question. Raises QuestionError."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence, how sure it is to answer (0 to 1), and where it stands: text, numbers and None alone."""

    id: str
    text: str
    confidence: float
    metadata: dict[str, Any]


def evidence_of(answer: Answer) -> list[Evidence]:
    """Return the sentences that answer, or those that may; none of an abstention, for what came nearest is no answer.

    ``metadata["status"]`` tells which, and ``doubts`` why one is not sure."""
    quotes = {"answered": answer.quotes, "related": answer.nearest}.get(answer.status, ())
    return [_evidence(answer, quote) for quote in quotes]


def _evidence(answer: Answer, quote: Quote) -> Evidence:
    cited = quote.citation
    since = cited.changed_since
    metadata = asdict(cited) | {
        "changed_since": None if since is None else since.status,
        "dates": ", ".join(day.first if day.first == day.last else f"{day.first}/{day.last}" for day in cited.dates),
        "status": answer.status,
        "confidence": quote.confidence,
        "said_by": None if quote.said_by is None else quote.said_by.name,
        "doubts": ", ".join(answer.doubts),
    }
    return Evidence(f"{cited.article_id}:{cited.start}-{cited.end}", quote.text, quote.confidence, metadata)
