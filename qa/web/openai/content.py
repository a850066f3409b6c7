"""An answer as the content of a chat message, and back: quotes with markers, a list of sources, annotations. Pure.

Owns the wording. Offsets are Unicode code points into the content, half-open: ``content[start:end]`` is the quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.records import Answer, Citation, Doubt, Quote, Reason
from qa.web.http.addresses import may_be_linked
from qa.web.schemas.responses import answer_json

MODEL = "grounded-qa"

_NOTICES: dict[Reason | None, str] = {
    "not_a_question": "This is not a question that articles could answer.",
    "empty_corpus": "There are no articles to answer from yet.",
    "underspecified": "This question does not say who or what it is about. Name it, and ask again.",
    "unknown_speaker": "Who said it was not recognised in the articles.",
    "outside_filters": "Nothing within the filters was recognised as an answer.",
}
# With these the nearest sentence has nothing to do with what was asked.
_WITHOUT_NEAREST = frozenset({"not_a_question", "empty_corpus", "underspecified"})
_UNSURE = "Not sure. This may answer it:\n\n"
_WHY = "\n\nWhy it is not sure: "
_NEAREST = "\n\nThe nearest sentence, which was not recognised as an answer:\n\n"
_DOUBTS: dict[Doubt, str] = {
    "names_missing": "a name or number of the question does not stand in it or near it",
    "kind_missing": "it holds no number, time or person as the question asks for",
    "unknown_terms": "some words of the question stand nowhere in the articles",
    "vague": "the question says too little to tell which article it means",
    "rivals": "other sentences are as likely",
    "weak_match": "it fits the question only in part",
}
_SOURCES = "\n\nSources:\n"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One cited stretch of the content, with what it is cited from."""

    start: int
    end: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a chat client shows: ``pieces`` joined are the text; annotations index the text. ``extension`` is what
    the OpenAI shapes have no place for."""

    pieces: tuple[str, ...]
    annotations: tuple[Annotation, ...] = ()
    extension: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the whole content."""
        return "".join(self.pieces)


def content_of(answer: Answer, base_url: str) -> Content:
    """Write an answer as content. ``base_url`` makes permalinks absolute where an article has no address of its own."""
    extension = vendor(answer, base_url)
    if answer.status == "answered":
        return Content(*_quoted(answer.quotes, base_url), extension)
    if answer.status == "related":
        return Content(*_quoted(answer.nearest[:1], base_url, before=_UNSURE, after=_doubted(answer)), extension)
    words = (_NOTICES.get(answer.reason) or _not_recognised(answer)) + _left_out(answer) + _could_mean(answer)
    if not answer.nearest or answer.reason in _WITHOUT_NEAREST:
        return Content((words,), (), extension)
    pieces, _ = _quoted(answer.nearest[:1], base_url, before=words + _NEAREST)
    return Content(pieces, (), extension)  # no annotations: they would present it as the answer


def _quoted(
    quotes: Sequence[Quote], base_url: str, *, before: str = "", after: str = ""
) -> tuple[tuple[str, ...], tuple[Annotation, ...]]:
    """Write quotes with their numbers, and below them what they are quoted from."""
    pieces: list[str] = [before] if before else []
    annotations: list[Annotation] = []
    length = len(before)
    for number, quote in enumerate(quotes, start=1):
        opening = "“" if number == 1 else "\n\n“"
        start = length + len(opening)
        pieces.append(f"{opening}{quote.text}” [{number}]")
        annotations.append(_annotation(quote, start, base_url))
        length += len(pieces[-1])
    listed = [_source(number, quote, base_url) for number, quote in enumerate(quotes, start=1)]
    return (*pieces, after + _SOURCES + "\n".join(listed)), tuple(annotations)


def _not_recognised(answer: Answer) -> str:
    count = answer.searched_articles
    where = "the one article" if count == 1 else f"these {count:,} articles"
    return f"No sentence in {where} was recognised as an answer."


def _doubted(answer: Answer) -> str:
    doubts = "; ".join(_DOUBTS[doubt] for doubt in answer.doubts if doubt in _DOUBTS)
    return f"{_WHY}{doubts}." if doubts else ""


def _left_out(answer: Answer) -> str:
    return "".join(f" {notice[:1].upper()}{notice[1:]}." for notice in answer.notices)


def _could_mean(answer: Answer) -> str:
    if not answer.could_mean:
        return ""
    return "\n\nIt could mean:\n" + "\n".join(f"- {one.name}: {one.question}" for one in answer.could_mean)


def quotes_in(content: str) -> tuple[str, ...]:
    """Return the quotes of content that ``content_of`` wrote; none of any other content."""
    body, mark, _ = content.rpartition(_SOURCES)
    if body.startswith(_UNSURE):  # the user saw that sentence, and may ask about it
        body = body.removeprefix(_UNSURE)
        body = body.rpartition(_WHY)[0] or body
    quotes: list[str] = []
    at = 0
    while mark and body.startswith("“", at):
        ending = f"” [{len(quotes) + 1}]"
        end = body.find(f"{ending}\n\n“", at + 1)
        if end < 0:
            last = body[at + 1 :].removesuffix(ending)
            return (*quotes, last) if last and body.endswith(ending) else ()
        quotes.append(body[at + 1 : end])
        at = end + len(ending) + 2
    return ()


def vendor(answer: Answer, base_url: str) -> dict[str, Any]:
    """Return what the OpenAI shapes have no place for: the answer itself, and whether and why it abstains."""
    return {
        "status": answer.status,
        "abstained": answer.status == "abstained",
        "reason": answer.reason,
        "answer": answer_json(answer, base_url),
    }


def link(citation: Citation, base_url: str) -> str:
    """Return an address for a citation, never empty: the sentence in the original, the original, or our own copy."""
    if citation.url and may_be_linked(citation.url):
        return citation.fragment_url or citation.url
    return base_url.rstrip("/") + citation.permalink


def _annotation(quote: Quote, start: int, base_url: str) -> Annotation:
    citation = quote.citation
    return Annotation(start, start + len(quote.text), _title(citation), link(citation, base_url))


def _source(number: int, quote: Quote, base_url: str) -> str:
    citation = quote.citation
    said_by = "" if quote.said_by is None else f"said by {quote.said_by.name}"
    parts = [said_by, _title(citation), citation.source, (citation.published or "")[:10], citation.place]
    return f"[{number}] {', '.join(' '.join(part.split()) for part in parts if part)}: {link(citation, base_url)}"


def _title(citation: Citation) -> str:
    """Name an article for people, to whom its id means nothing."""
    return citation.title or citation.source or "An article without a title"
