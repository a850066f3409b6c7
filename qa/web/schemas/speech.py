"""The speech ledger as it stands on the wire; only described, and a test holds the two equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qa.speech import SaidLine, SpeakerCount
from qa.web.schemas.responses import AS_IT_IS, Shape


@dataclass(frozen=True, slots=True)
class SaidLineOut(SaidLine):
    """One thing that somebody said; ``published`` is the day of the first article that has it."""

    __pydantic_config__: ClassVar = AS_IT_IS


class LedgerOut(Shape):
    """What somebody said, the earliest first. ``is_complete``: every article that names the person was read."""

    name: str
    about: str | None
    lines: list[SaidLineOut]
    articles_read: int
    is_complete: bool


class SpeakersOut(Shape):
    """Who speaks in the newest articles. ``is_complete``: those are all articles."""

    speakers: list[SpeakerCount]
    is_complete: bool
