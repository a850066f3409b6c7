"""What clients send: questions, filters, articles and feedback, with their limits. Unknown fields are refused.

Every string is whole Unicode text: no NUL, no lone surrogate. Knows nothing of engines or corpora.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from index.errors import InvalidFilter
from index.records import Filters, misfit
from qa.conversation.sessions import NEW
from qa.engine import AskOptions
from qa.feedback import Feedback
from qa.limits import MOST_QUOTES
from qa.records import Status, Turn
from qa.web.http.addresses import may_be_linked

MOST_FILTERS = 100
MOST_TURNS = 100
MOST_ARTICLES = 1000


def _is_whole(text: str) -> str:
    if misfit(text):
        raise PydanticCustomError("not_text", "Text must hold no NUL and no lone surrogate")
    return text


def _is_usable(text: str, info: ValidationInfo) -> str:
    """Let the record itself say what is wrong with a date, with the one before it, so that the fault has its place."""
    first = info.data.get("published_from") if info.field_name == "published_to" else None
    try:
        match info.field_name:
            case "published_to":
                Filters(published_from=first, published_to=text)
            case _:
                Filters(published_from=text)
    except InvalidFilter as error:
        raise PydanticCustomError("not_a_filter", "{reason}", {"reason": str(error)}) from None
    return text


def _is_looked_back_to(text: str) -> str:
    """Let the record say what is wrong, by its own name for it: as a query's parameter it has no other."""
    try:
        Filters(as_of=text)
    except InvalidFilter as error:
        raise PydanticCustomError("not_a_filter", "{reason}", {"reason": str(error)}) from None
    return text


def _is_moment(text: str) -> str:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("not_a_date", "A date must be in ISO 8601: YYYY-MM-DD, a time may follow") from None
    return text


def _is_address(text: str) -> str:
    if not may_be_linked(text):
        raise PydanticCustomError(
            "not_an_address", "An address must be one of http or https, with a host, no user and no hidden characters"
        )
    return text


Text = Annotated[str, AfterValidator(_is_whole)]
Name = Annotated[Text, Field(min_length=1, max_length=500)]
Date = Annotated[Text, Field(max_length=40), AfterValidator(_is_usable)]
AsOf = Annotated[Text, Field(max_length=40), AfterValidator(_is_looked_back_to)]
Moment = Annotated[Text, Field(max_length=40), AfterValidator(_is_moment)]
_TOGETHER = "Sentences that only together make the answer are not cut off from each other"
Limit = Annotated[int, Field(ge=1, le=MOST_QUOTES, description=f"Most quotes to return. {_TOGETHER}")]
# Longer questions are refused by the engine, whose limit is a setting; this one only bounds the work of parsing.
Question = Annotated[Text, Field(min_length=1, max_length=100_000, examples=["What happened at the harbour?"])]
MaxError = Annotated[float, Field(gt=0, lt=1, description="Share of wrong answers to accept, instead of the default")]
_SPEAKER = "Answer from this person's words alone, direct or indirect"
Spoken = Annotated[Text, Field(min_length=1, max_length=200, description=_SPEAKER)]
ConversationName = Annotated[Text, Field(min_length=1, max_length=100, examples=[NEW])]
Web = Annotated[Text, Field(max_length=2048, pattern=r"^https?://[^\s<>\"]+$"), AfterValidator(_is_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_AS_OF = "Answer from what was known at the end of this day, YYYY-MM-DD, or at this time"
_LANGUAGES = "Only articles in these languages, such as en or pt-BR"


class FiltersIn(_Strict):
    """Restrict the search; all that is given must hold. Dates are inclusive; an undated article passes no date."""

    article_ids: Annotated[list[Name], Field(max_length=MOST_FILTERS, description="Only these articles")] = []
    sources: Annotated[list[Name], Field(max_length=MOST_FILTERS, description="Only articles of these")] = []
    published_from: Annotated[Date | None, Field(description="First day, YYYY-MM-DD")] = None
    published_to: Annotated[Date | None, Field(description="Last day, YYYY-MM-DD")] = None
    as_of: Annotated[AsOf | None, Field(description=_AS_OF)] = None
    languages: Annotated[list[Name], Field(max_length=MOST_FILTERS, description=_LANGUAGES)] = []

    def to_filters(self) -> Filters:
        """Make the record that the engine takes."""
        return Filters(**self.model_dump())


class TurnIn(_Strict):
    """An earlier question of the conversation, with the sentences cited for it."""

    question: Annotated[Question, Field(description="What was asked")]
    quotes: Annotated[
        list[Annotated[Text, Field(max_length=100_000)]],
        Field(max_length=MOST_QUOTES, description="The sentences that were shown for it"),
    ] = []


class AskIn(_Strict):
    """A question, and the turns before it: as ``history``, oldest first, or as a ``conversation`` that is kept here.

    The conversation "new" begins one; its id comes back with the answer.
    """

    question: Annotated[Question, Field(description="What to answer, in words")]
    history: Annotated[list[TurnIn], Field(max_length=MOST_TURNS, description="The turns before, oldest first")] = []
    conversation: Annotated[
        ConversationName | None, Field(description='A conversation kept here, or "new"; in place of a history')
    ] = None
    limit: Limit = 3
    filters: Annotated[FiltersIn | None, Field(description="Which articles to search; all when absent")] = None
    max_error: Annotated[
        MaxError | None, Field(description="Share of wrong answers to accept, in place of the default threshold")
    ] = None
    speaker: Annotated[Spoken | None, Field(description=_SPEAKER)] = None

    @field_validator("conversation")
    @classmethod
    def _is_alone(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("history"):
            raise PydanticCustomError("two_histories", "Give the history or the conversation, not both")
        return value

    def options(self) -> AskOptions:
        """Return all but the question and the conversation as the engine takes it."""
        history = tuple(Turn(turn.question, tuple(turn.quotes)) for turn in self.history)
        filters = None if self.filters is None else self.filters.to_filters()
        return AskOptions(history, self.limit, filters, self.max_error, self.speaker)


class FeedbackIn(_Strict):
    """Whether an answer was right, with the quote that is meant; for an abstention none need be given."""

    question: Question
    understood_as: Question
    right: bool
    status: Status
    confidence: Annotated[float, Field(ge=0, le=1)]
    generation: Annotated[int, Field(ge=0, lt=2**53)]
    article_id: Name | None = None
    quote: Annotated[Text, Field(min_length=1, max_length=100_000)] | None = None
    start: Annotated[int, Field(ge=0, le=10**9)] | None = None
    end: Annotated[int, Field(ge=0, le=10**9)] | None = None

    @model_validator(mode="after")
    def _names_a_place_whole(self) -> FeedbackIn:
        parts = [part is not None for part in (self.article_id, self.quote, self.start, self.end)]
        if any(parts) != all(parts) or (self.status == "answered" and not all(parts)):
            raise PydanticCustomError("no_place", "An answer's quote needs article_id, quote, start and end")
        return self

    def to_feedback(self) -> Feedback:
        """Make the record that is kept."""
        return Feedback(**self.model_dump())


class AskQuery(BaseModel):
    """A question in the address: ``/ask?q=...``. It is asked in the light of a ``conversation``, and adds nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Question
    k: Limit = 3
    max_error: MaxError | None = None
    article: Annotated[list[Name], Field(max_length=MOST_FILTERS)] = []
    source: Annotated[list[Name], Field(max_length=MOST_FILTERS)] = []
    published_from: Date | None = None
    published_to: Date | None = None
    as_of: AsOf | None = None
    language: Annotated[list[Name], Field(max_length=MOST_FILTERS)] = []
    speaker: Spoken | None = None
    conversation: ConversationName | None = None

    @field_validator("conversation")
    @classmethod
    def _is_begun(cls, value: str | None) -> str | None:
        if value == NEW:
            raise PydanticCustomError("changes", "A conversation is begun with POST /ask: GET changes nothing")
        return value

    def options(self) -> AskOptions:
        """Return all but the question and the conversation as the engine takes it."""
        names = (tuple(self.article), tuple(self.source))
        filters = Filters(*names, self.published_from, self.published_to, self.as_of, tuple(self.language))
        return AskOptions(limit=self.k, filters=filters, max_error=self.max_error, speaker=self.speaker)


class PageQuery(BaseModel):
    """Which part of a list to return, and in which order: as last stored, by title, or by date."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[Text, Field(max_length=200, description="Words of title, source, author or address")] = ""
    sort: Literal["stored", "title", "newest", "oldest"] = "stored"
    offset: Annotated[int, Field(ge=0, le=10**9)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class ArticleIn(_Strict):
    """An article to add. Without an id the same text and address get the same id again."""

    text: Annotated[Text, Field(min_length=1)]
    id: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    title: Annotated[Text, Field(max_length=1000)] = ""
    url: Web | None = None
    source: Name | None = None
    author: Name | None = None
    published: Moment | None = None


class UploadQuery(BaseModel):
    """What is said in the address of the article in the body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filename: Annotated[Text, Field(max_length=255)] = ""
    title: Annotated[Text, Field(max_length=1000)] | None = None
    url: Web | None = None
    source: Name | None = None
    author: Name | None = None
    published: Moment | None = None


ArticlesIn = Annotated[list[ArticleIn], Field(min_length=1, max_length=MOST_ARTICLES)]
