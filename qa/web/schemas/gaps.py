"""Questions asked in vain as they stand on the wire; only described, and a test holds the two equal."""

from __future__ import annotations

from qa.gaps import Kept
from qa.text.answer_type import Wanted
from qa.web.schemas.responses import Shape


class GapOut(Shape):
    """Questions that ask for the same; ``names_missing`` and ``words_missing`` are what no article has now."""

    questions: list[Kept]
    times: int
    last: int
    wanted: Wanted
    names_missing: list[str]
    words_missing: list[str]


class GapsOut(Shape):
    """Everything that was asked in vain, asked most often first. ``is_kept``: new questions are kept."""

    gaps: list[GapOut]
    is_kept: bool
