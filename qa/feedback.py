"""Feedback: what a reader thinks of an answer, kept as a labelled question beside the articles.

Owns the fields of such a line, which ``qa eval`` and ``qa calibrate`` read, and the check that what it quotes is in an
article. Knows nothing of HTTP. Where and how lines are kept is ``index.folder.notes``.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from index import Corpus, quote_stands
from qa.errors import MisquotedFeedback, UnknownFeedback
from qa.records import Status


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict. ``right`` False of an abstention means that the articles do hold an answer. A verdict on a sentence
    that "may answer" (status "related") is kept as one on an answer.

    ``quote`` is ``text[start:end]`` of the article; it, the article and the offsets are None where none is meant.
    """

    question: str
    understood_as: str
    right: bool
    article_id: str | None
    quote: str | None
    start: int | None
    end: int | None
    confidence: float
    status: Status
    generation: int


def leave(corpus: Corpus, feedback: Feedback) -> dict[str, Any]:
    """Keep a verdict, durably, and return its line: the fields given, ``created`` and an ``id``.

    The corpus may be open for reading only. Raises UnknownArticle, MisquotedFeedback, and what ``index.folder.notes``
    raises.
    """
    created = datetime.now(UTC).isoformat(timespec="seconds")
    line = {**asdict(feedback), "created": created, "id": f"fb_{uuid.uuid4().hex}"}
    if feedback.status == "related" and feedback.quote is not None:
        line["status"] = "answered"  # the verdict is about a sentence that was shown, and is a label like any other
    elif feedback.status == "related":
        line["status"] = "abstained"
    with corpus.notes.locked() as notes:  # so that no article is deleted between the check and the line about it
        if feedback.article_id is not None and not quote_stands(line, corpus.article(feedback.article_id).text):
            raise MisquotedFeedback(
                "the quote does not stand in the article at that place; ask again, the article may have changed"
            )
        notes.append(line)
    return line


def withdraw(corpus: Corpus, feedback_id: str) -> None:
    """Take a verdict back. Raises UnknownFeedback when there is none with this id, and what ``index.folder.notes``
    raises."""
    with corpus.notes.locked() as notes:
        if not notes.keep(lambda line: line.get("id") != feedback_id):
            raise UnknownFeedback(f"there is no feedback with the id {feedback_id!r}; it may have been withdrawn")
