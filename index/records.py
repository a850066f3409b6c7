"""The records that flow through the index: Article, Sentence, Hit, Filters. Frozen, slotted, standard library only.

Offsets are Unicode code points, 0-based and half-open: ``article.text[sentence.start:sentence.end] == sentence.text``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Role = Literal["headline", "highlight", "heading", "question_heading", "body", "quote", "caption", "boilerplate"]


_WEB = re.compile(r"(?i)https?://[^\x00-\x20\x7f-\x9f\s]+")


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that a link may lead to: http or https, with a host, and nothing that is not
    part of an address."""
    if not _WEB.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:  # as of a bracket that is never closed
        return False


def text_sha256(text: str) -> str:
    """Digest text: hexadecimal sha256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as stored. ``text`` is what citations index; it is never altered after loading.

    ``published`` is an ISO 8601 date or date-time, or None. ``revision`` starts at 1 and grows by one with each
    replacement; a loader leaves it at 1, the catalogue sets it.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    content_sha256: str = ""
    revision: int = 1

    def __post_init__(self) -> None:
        if not self.content_sha256:
            object.__setattr__(self, "content_sha256", text_sha256(self.text))


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence before it is stored: where it stands in the article's text, its role, and the heading it stands
    under."""

    start: int
    end: int
    role: Role
    section: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a stored article. ``number`` is unique in the corpus (int64) and never reused; ``position``
    counts from 0 within the article. ``section`` is the heading the sentence stands under, "" above the first."""

    number: int
    article_id: str
    position: int
    start: int
    end: int
    role: Role
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranker's opinion of one sentence. Scores are comparable only within that ranker; larger is better."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrict a search. Empty tuples and None mean no restriction; all given restrictions must hold.

    ``published_from`` and ``published_to`` are ISO dates (YYYY-MM-DD), both inclusive; an article without a date never
    passes a date restriction.
    """

    article_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None

    def __bool__(self) -> bool:
        return bool(self.article_ids or self.sources or self.published_from or self.published_to)
