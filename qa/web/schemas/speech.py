"""The speech ledger as it stands on the wire; only described, and a test holds the two equal."""

from __future__ import annotations

from qa.records import Citation, Occurrence, Speech
from qa.speech import SpeakerCount
from qa.web.schemas.responses import Shape


class SaidLineOut(Shape):
    """One thing that somebody said; ``published`` is the day of the first article that has it."""

    text: str
    speaker: str
    speech: Speech
    published: str | None
    citation: Citation
    occurrences: list[Occurrence]


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
