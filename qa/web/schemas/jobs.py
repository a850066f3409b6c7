"""The wire format of jobs: what is to be fetched, and how far it is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.web.schemas.requests import Moment, Name, Text


class AddressIn(BaseModel):
    """What to fetch. ``source`` and ``published`` win over what the page says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[Text, Field(min_length=1, max_length=2_048)]
    source: Name | None = None
    published: Moment | None = None


class JobLineOut(BaseModel):
    """The result of one source, or of one article of a source that holds several."""

    outcome: str
    path: str
    id: str | None = None
    reason: str | None = None


class JobOut(BaseModel):
    """A job. ``counts`` are all outcomes by kind; times are seconds since 1970."""

    id: str
    kind: Literal["address", "upload"]
    state: Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
    created: float
    ended: float | None
    starts: int
    counts: dict[str, int]
    outcomes: list[JobLineOut]
    reason: str | None


class JobsOut(BaseModel):
    """All jobs."""

    jobs: list[JobOut]
