"""A draft and a citation to check, and what was found, as they stand on the wire.

What comes is refused when it has another form; what goes is only described, and a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from qa.checking import Cited, Finding
from qa.checking.check import MOST_CHARS
from qa.checking.records import Difference
from qa.checking.standing import Standing
from qa.records import Citation
from qa.web.schemas.requests import AsOf, Name, Text
from qa.web.schemas.responses import AS_IT_IS, Shape

_AS_OF = "Hold it against what was known at the end of this day, YYYY-MM-DD, or at this time"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DraftIn(_Strict):
    """A draft to check: plain text or Markdown."""

    text: Annotated[Text, Field(min_length=1, max_length=MOST_CHARS)]
    as_of: Annotated[AsOf | None, Field(description=_AS_OF)] = None


class CitedIn(BaseModel):
    """A citation as an answer gave it, whole or as much of it as is named here; the ``quote`` shows what it became."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    article_id: Name
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    sentence_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    quote: Annotated[Text | None, Field(min_length=1, max_length=100_000)] = None

    @model_validator(mode="before")
    @classmethod
    def _without_the_rest(cls, data: Any) -> Any:
        """Refuse what no citation has: a misspelt ``quote`` would be passed over in silence."""
        known = {*cls.model_fields, *(one.name for one in fields(Citation))}
        if isinstance(data, dict) and (unknown := [name for name in data if name not in known]):
            raise PydanticCustomError("extra_forbidden", "No citation has {name}", {"name": repr(unknown[0][:60])})
        return data

    def to_cited(self) -> Cited:
        """Return it as the engine takes it."""
        return Cited(**self.model_dump())


@dataclass(frozen=True, slots=True)
class FindingOut(Finding):
    """A quotation, name or number of a draft and what the articles say of it. ``start`` and ``end`` index the draft:
    Unicode code points, 0-based, half-open; ``source`` is the article's own text that it was held against."""

    __pydantic_config__: ClassVar = AS_IT_IS


class CheckOut(Shape):
    """All findings of a draft, in its order. Clean: nothing altered, contradicted or said by another."""

    is_clean: bool
    counts: dict[str, int]
    findings: list[FindingOut]
    searched_articles: int
    searched_sentences: int


class VerifiedOut(Shape):
    """What happened to a citation: where it stands now and as it reads now; ``differences`` where its words are known.
    ``was`` is the text that was cited and ``revision`` the latest that holds it, where it has changed or gone and that
    is kept."""

    standing: Standing
    citation: Citation | None
    text: str | None
    differences: list[Difference]
    was: str | None
    revision: int | None
