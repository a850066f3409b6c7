"""What the tools return, as models: their JSON schemas are the tools' output schemas.

``search`` and ``fetch`` have the shapes that ChatGPT's connectors and deep research ask of them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FoundArticle(_Shape):
    """An article in which the words or their meaning stand."""

    id: Annotated[str, Field(description="What fetch takes")]
    title: str
    url: Annotated[
        str, Field(description="To be cited: the sentence in the original, where the article has an address")
    ]


class SearchResults(_Shape):
    """Articles to look into, the best first. Empty: nothing was found."""

    results: list[FoundArticle]


class FetchedArticle(_Shape):
    """One article, whole."""

    id: str
    title: str
    text: Annotated[str, Field(description="The article's text, which offsets of citations index")]
    url: str
    metadata: Annotated[dict[str, str], Field(description="Source, author, date of publication, revision, sha256")]
