"""Questions without a sure answer as they stand on the wire; only described, and a test holds the two equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qa.gaps import Gap
from qa.web.schemas.responses import AS_IT_IS, Shape


@dataclass(frozen=True, slots=True)
class GapOut(Gap):
    """Questions that ask for the same; ``names_missing`` and ``words_missing`` are what no article has now."""

    __pydantic_config__: ClassVar = AS_IT_IS


class GapsOut(Shape):
    """Everything that had no sure answer, asked most often first. ``is_kept``: new questions are kept."""

    gaps: list[GapOut]
    is_kept: bool
