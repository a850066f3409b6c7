"""Revisions and what differs between them as they are asked for, and as they stand on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from index import Revision
from qa.revisions import SentenceChange
from qa.web.schemas.responses import Shape


class DiffQuery(BaseModel):
    """Which two revisions to compare: the newest with the one before it when absent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: Annotated[int | None, Field(ge=1, le=10**9, alias="from")] = None
    new: Annotated[int | None, Field(ge=1, le=10**9, alias="to")] = None


class RevisionsOut(Shape):
    """The revisions of an article that are kept, the newest first. ``known``: since when a revision counts as known."""

    article_id: str
    revisions: list[Revision]


class FieldChangeOut(Shape):
    """What is said of an article otherwise than before."""

    name: str
    before: str | None
    after: str | None


class DiffOut(Shape):
    """What differs between two revisions, in the order of the later one; removed sentences stand last."""

    article_id: str
    from_revision: int
    to_revision: int
    unchanged: int
    fields: list[FieldChangeOut]
    changes: list[SentenceChange]
