"""Watches as they are sent and as they stand on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from qa.watching.watches import Failure
from qa.web.schemas.requests import Question, Spoken, Web
from qa.web.schemas.responses import Shape


class WatchIn(BaseModel):
    """A question to watch. ``webhook``: an address that the operator of the service allows, which is sent what is
    new."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    question: Question
    webhook: Web | None = None
    speaker: Spoken | None = None


class WatchOut(Shape):
    """A question that is watched. ``generation``: of the articles when it was asked last; ``webhook``: the host of the
    address that is sent what is new; ``unsent``: events that wait for it; ``failure``: why the last sending failed."""

    id: str
    question: str
    added: int
    generation: Annotated[int | None, Field(description="Null before it was asked")]
    evidence: int
    webhook: str | None
    unsent: int
    failure: Failure | None
    speaker: Annotated[str | None, Field(description="Whose words alone are watched; null for everybody's")]


class WatchesOut(Shape):
    """The questions that are watched, the first added first."""

    watches: list[WatchOut]
