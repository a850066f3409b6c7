"""An answer as the doors write it, and its shape for the OpenAPI description, as models.

Records that stand on the wire as they are, such as ``Citation``, are described by themselves; only what
``to_dict`` puts together otherwise has a model here. Responses are not passed through these models (that would cost
time and could hide a difference); a test holds the two equal.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from qa.conversation.operations import Operation
from qa.records import Answer, Citation, Doubt, Occurrence, Reason, Referent, Scores, Side, Speaker, Speech, Status

Offset = Annotated[int, Field(ge=0, description="Unicode code points, 0-based, half-open")]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Shape(BaseModel):
    """What an answer of this service holds, and nothing else."""

    model_config = ConfigDict(extra="forbid")


#: How a record is described that stands on the wire as it is: it has all its fields, and no others.
AS_IT_IS = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class SpanOut(Shape):
    """A stretch of text."""

    start: Offset
    end: Offset


class ContextOut(Shape):
    """The sentences around a quote."""

    before: list[str]
    after: list[str]


class QuoteOut(Shape):
    """One sentence in the article's own words; ``answer_span`` indexes its ``text``. ``speech`` and ``said_by`` are
    absent where they are not known."""

    text: str
    role: str
    confidence: Confidence
    answer_span: SpanOut | None
    said_by: Speaker | None = None
    speech: Speech | None = None
    citation: Citation
    occurrences: list[Occurrence]
    articles: int
    origins: int
    context: ContextOut
    scores: Scores


class SearchedOut(Shape):
    """How much was searched."""

    articles: int
    sentences: int


class DisagreementOut(Shape):
    """What independent origins give differently; ``sides``: one for each value, the first reported first."""

    kind: Literal["number", "date"]
    about: str
    sides: list[Side]


class AnswerOut(Shape):
    """The answer. Abstained: no quotes, a reason, and in ``nearest`` what came closest, which is not an answer.
    ``evidence_set``: places in ``quotes`` of those that only together make the answer; absent where one suffices."""

    id: str
    object: Literal["qa.answer"]
    created: int
    question: str
    understood_as: str
    carried: list[SpanOut]
    operation: Operation | None
    status: Status
    reason: Reason | None
    confidence: Confidence
    quotes: list[QuoteOut]
    evidence_set: list[int] | None = None
    nearest: list[QuoteOut]
    searched: SearchedOut
    generation: int
    models: dict[str, str]
    disagreements: list[DisagreementOut]
    could_mean: Annotated[list[Referent], Field(description="Absent unless the reason is underspecified")] = []
    conversation: Annotated[str | None, Field(description="Absent outside a conversation")] = None
    notices: Annotated[list[str], Field(description="What the filters left out unexpectedly; absent when nothing")] = []
    doubts: Annotated[list[Doubt], Field(description="Why it is not sure, where related; absent when empty")] = []
    partial: Annotated[bool, Field(description="A part of the corpus did not answer; absent when all did")] = False
    missing: Annotated[list[str], Field(description="The parts that did not answer; absent when all did")] = []


class FeedbackOut(Shape):
    """Feedback as it is kept: whether the answer was right, with the quote that is meant."""

    question: str
    understood_as: str
    right: bool
    article_id: str | None
    quote: str | None
    start: Offset | None
    end: Offset | None
    confidence: Confidence
    status: Status
    generation: int
    created: str
    id: str


class ErrorOut(BaseModel):
    """One fault of a request: what is wrong, and where, as a JSON pointer."""

    detail: str
    pointer: str


class ProblemOut(BaseModel):
    """RFC 9457 problem document."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[ErrorOut] = []


_MEANING = {
    400: "The request cannot be read, or asks for what is not given here",
    401: "The server asks for a key",
    403: "Another site's page asks, the key's scope does not allow it, or the articles are served for reading only",
    404: "There is no such thing here",
    413: "The body is larger than this address takes",
    415: "A media type that cannot be read",
    422: "The request does not have the form that this address takes",
    429: "Asked too often; Retry-After says when to come back",
    503: "The server has as much to do as it can; Retry-After says when to come back",
}


def problems(*statuses: int, **words_for: str) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of a route for the OpenAPI description: problem documents under these statuses.

    ``words_for`` gives words in the place of the usual ones, as ``_404="There is no such article"``."""
    own = {int(name.strip("_")): text for name, text in words_for.items()}
    words = {status: _MEANING[status] for status in statuses} | own
    return {status: {"description": words[status], "model": ProblemOut} for status in sorted(words)}


#: What any address may answer that demands the key.
EVERYWHERE = problems(401, 403, 413, 422, 429, 503)


def answer_json(answer: Answer, base_url: str) -> dict[str, Any]:
    """Write an answer as ``to_dict`` does, its permalinks below ``base_url``."""
    return below(base_url, answer.to_dict())


def below(base_url: str, written: dict[str, Any]) -> dict[str, Any]:
    """Put the path of ``base_url`` before every permalink of what is written: below a proxy's path (--root-path), or in
    a corpus with a name, they would lead elsewhere without it. Returns what it was given, changed."""
    if prefix := urlsplit(base_url).path.rstrip("/"):
        _put_before(prefix, written)
    return written


def _put_before(prefix: str, part: Any) -> None:
    if isinstance(part, dict):
        if isinstance(part.get("permalink"), str):
            part["permalink"] = prefix + part["permalink"]
        part = part.values()
    elif not isinstance(part, list | tuple):
        return
    for one in part:
        _put_before(prefix, one)
