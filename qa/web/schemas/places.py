"""Which place of an article is to be shown, as the address says it. Knows nothing of how it is shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class CitedQuery(BaseModel):
    """The stretch of an article that is cited."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Annotated[int, Field(ge=0, le=10**9)] | None = None
    end: Annotated[int, Field(ge=0, le=10**9)] | None = None

    def span(self) -> tuple[int, int] | None:
        """Return the stretch, or None when none is given."""
        return None if self.start is None or self.end is None else (self.start, self.end)


class ReadQuery(CitedQuery):
    """The stretch of an article to mark on its page, and the revision of it to read, the newest when absent."""

    revision: Annotated[int, Field(ge=1, le=10**9)] | None = None


class PagePlaceQuery(CitedQuery):
    """The stretch to find on the pages of an article's file, and which page is meant instead of that one."""

    page: Annotated[int, Field(ge=1, le=10_000)] | None = None


class PictureQuery(CitedQuery):
    """How wide the picture of a page is to be, in pixels."""

    width: Annotated[int, Field(ge=100, le=2_400)] = 1_200
