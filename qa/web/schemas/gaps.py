"""Questions asked in vain as they stand on the wire; only described, and a test holds the two equal."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from qa.gaps import Kept
from qa.text.answer_type import Wanted


class GapOut(BaseModel):
    """Questions that ask for the same; ``names_missing`` and ``words_missing`` are what no article has now."""

    model_config = ConfigDict(extra="forbid")

    questions: list[Kept]
    times: int
    last: int
    wanted: Wanted
    names_missing: list[str]
    words_missing: list[str]


class GapsOut(BaseModel):
    """Everything that was asked in vain, asked most often first. ``is_kept``: new questions are kept."""

    model_config = ConfigDict(extra="forbid")

    gaps: list[GapOut]
    is_kept: bool
