"""An answer as the content of a chat message, and back: quotes with markers, a list of sources, annotations. Pure.

Owns the wording. Offsets are Unicode code points into the content, half-open: ``content[start:end]`` is the quote.
Knows nothing of HTTP or of the two OpenAI shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from index.records import is_web_address
from qa.records import Answer, Citation, Quote, Reason

MODEL = "grounded-qa"

_NOTICES: dict[Reason | None, str] = {
    None: "The articles do not answer this question.",
    "not_a_question": "This is not a question that articles could answer.",
    "empty_corpus": "There are no articles to answer from yet.",
    "underspecified": "This question does not say who or what it is about. Name it, and ask again.",
    "unknown_speaker": "The articles do not say who said it.",
    "outside_filters": "Nothing within the filters answers this question.",
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
    """What a chat client shows: ``pieces`` joined are the text; annotations index the text."""

    pieces: tuple[str, ...]
    annotations: tuple[Annotation, ...]

    @property
    def text(self) -> str:
        """Return the whole content."""
        return "".join(self.pieces)


def content_of(answer: Answer, base_url: str) -> Content:
    """Write an answer as content. ``base_url`` makes permalinks absolute where an article has no address of its own."""
    if answer.status == "abstained":
        words = _NOTICES.get(answer.reason, _NOTICES[None])
        return Content((words + _left_out(answer) + _could_mean(answer),), ())
    pieces: list[str] = []
    annotations: list[Annotation] = []
    length = 0
    for number, quote in enumerate(answer.quotes, start=1):
        before = "“" if number == 1 else "\n\n“"
        start = length + len(before)
        pieces.append(f"{before}{quote.text}” [{number}]")
        annotations.append(_annotation(quote, start, base_url))
        length += len(pieces[-1])
    listed = [_source(number, quote, base_url) for number, quote in enumerate(answer.quotes, start=1)]
    return Content((*pieces, _SOURCES + "\n".join(listed)), tuple(annotations))


def _left_out(answer: Answer) -> str:
    return "".join(f" {notice[:1].upper()}{notice[1:]}." for notice in answer.notices)


def _could_mean(answer: Answer) -> str:
    if not answer.could_mean:
        return ""
    return "\n\nIt could mean:\n" + "\n".join(f"- {one.name}: {one.question}" for one in answer.could_mean)


def quotes_in(content: str) -> tuple[str, ...]:
    """Return the quotes of content that ``content_of`` wrote; none of any other content."""
    body, mark, _ = content.rpartition(_SOURCES)
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


def vendor(answer: Answer) -> dict[str, Any]:
    """Return what the OpenAI shapes have no place for: the answer itself, and whether and why it abstains."""
    return {"abstained": answer.status == "abstained", "reason": answer.reason, "answer": answer.to_dict()}


def link(citation: Citation, base_url: str) -> str:
    """Return an address for a citation, never empty: the sentence in the original, the original, or our own copy."""
    original = citation.url if citation.url and is_web_address(citation.url) else None
    return citation.fragment_url or original or urljoin(base_url, citation.permalink)


def _annotation(quote: Quote, start: int, base_url: str) -> Annotation:
    citation = quote.citation
    return Annotation(start, start + len(quote.text), citation.title or citation.article_id, link(citation, base_url))


def _source(number: int, quote: Quote, base_url: str) -> str:
    citation = quote.citation
    said_by = "" if quote.said_by is None else f"said by {quote.said_by.name}"
    told = [said_by, citation.title or citation.article_id, citation.source, (citation.published or "")[:10]]
    return f"[{number}] {', '.join(' '.join(part.split()) for part in told if part)}: {link(citation, base_url)}"
