"""The wire format of deleting many articles: by which filters, and which they were."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from index import ArticleSummary
from qa.web.schemas.requests import MOST_FILTERS, Date, Name, Text
from qa.web.schemas.responses import Shape


class DeleteQuery(BaseModel):
    """Which articles to delete: all that pass every filter. At least one is needed: nothing says "all"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: Annotated[list[Name], Field(max_length=MOST_FILTERS)] = []
    source: Annotated[list[Name], Field(max_length=MOST_FILTERS)] = []
    key: Annotated[list[Name], Field(max_length=MOST_FILTERS, description="Ids of keys: what was sent with them")] = []
    under: Annotated[Text, Field(min_length=1, max_length=2048, description="How their addresses begin")] | None = None
    published_from: Date | None = None
    published_to: Date | None = None
    dry_run: bool = False

    @model_validator(mode="after")
    def _says_which(self) -> DeleteQuery:
        if not (self.article or self.source or self.key or self.under or self.published_from or self.published_to):
            known = "article, source, key, under, published_from, published_to"
            raise PydanticCustomError("no_filter", "Say which articles to delete: {known}", {"known": known})
        return self

    def means(self, one: ArticleSummary) -> bool:
        """Tell whether an article is to go. One without a date passes no filter of dates."""
        day = (one.published or "")[:10]
        return (
            (not self.article or one.id in self.article)
            and (not self.source or one.source in self.source)
            and (self.under is None or (one.url or "").startswith(self.under))
            and (self.published_from is None or (day != "" and day >= self.published_from[:10]))
            and (self.published_to is None or (day != "" and day <= self.published_to[:10]))
        )


class DeletedOut(Shape):
    """Which articles went, or with ``dry_run`` would go."""

    dry_run: bool
    total: int
    ids: list[str]
