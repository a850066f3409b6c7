"""The shapes of articles in answers, for the OpenAPI description: listed, in full, their pages, what happened to
them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from index import ArticleSummary
from index.originals.pages import Box
from qa.web.schemas.responses import Shape, SpanOut


class ListOut(Shape):
    """A part of the list of articles; ``total`` counts all."""

    total: int
    offset: int
    articles: list[ArticleSummary]


class SentenceOut(SpanOut):
    """A sentence of an article: ``text[start:end]``, and its anchor on the page, ``#s{position}``. ``place``: where in
    its source it begins, such as "page 3"; empty where the source has no such places."""

    position: int
    role: str
    section: str
    place: str


class ArticleOut(Shape):
    """An article in full."""

    id: str
    title: str
    text: str
    url: str | None
    source: str | None
    author: str | None
    published: str | None
    content_sha256: str
    revision: int
    updated: str | None
    language: str | None
    has_pages: Annotated[bool, Field(description="Whether the pages of its file can be shown")]
    sentences: list[SentenceOut]


class PagesOut(Shape):
    """A page of the file that an article was read from: its number of so many, its size in points, and the boxes of the
    sentence that was asked for, also those on the next page; none where it was not found."""

    pages: int
    page: int
    width: float
    height: float
    boxes: list[Box]


class OutcomeOut(Shape):
    """The result of adding one article; ``notices`` say what of it was left out."""

    id: str | None
    outcome: Literal["added", "replaced", "unchanged", "skipped"]
    reason: str | None
    notices: list[str]


class OutcomesOut(Shape):
    """The result of adding each article."""

    articles: list[OutcomeOut]
