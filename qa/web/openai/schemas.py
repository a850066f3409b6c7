"""What OpenAI clients send, as far as it matters here. What means nothing to quoting is let pass; what would change the
shape of the reply, and is not given here, is refused.

Limits on the fields that everyone knows are OpenAI's own. Knows nothing of engines or answers.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.records import misfit
from qa.engine import AskOptions
from qa.web.openai.content import MODEL
from qa.web.schemas.requests import FiltersIn, Limit, MaxError, Text

MOST_MESSAGES = 500
_LONGEST_TEXT = 100_000
_TEXT_PARTS = frozenset({"text", "input_text", "output_text"})
_CONTENT_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}, {"type": "null"}],
    "description": "Text, or parts, of which those of text are read and others, such as images, passed over",
}


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Spoken(NamedTuple):
    """The text of a message, and whether it had parts that are no text."""

    text: str
    has_other: bool = False


def _spoken(content: Any) -> Spoken:
    """Read a message's content with one error at most, however many parts it has."""
    if isinstance(content, Spoken):
        return content
    parts = [content] if isinstance(content, str) else [] if content is None else content
    if not isinstance(parts, list):
        raise PydanticCustomError("not_content", "The content must be text, or a list of parts")
    texts = [part if isinstance(part, str) else _text_of(part) for part in parts]
    text = "\n".join(one for one in texts if one is not None)
    if len(text) > _LONGEST_TEXT:
        raise PydanticCustomError("too_long", "The content has more than 100,000 characters")
    if misfit(text):
        raise PydanticCustomError("not_text", "Text must hold no NUL and no lone surrogate")
    return Spoken(text, None in texts)


def _text_of(part: Any) -> str | None:
    if not isinstance(part, dict):
        raise PydanticCustomError("not_content", "A part of the content must be an object with a type")
    text = part.get("text")
    return text if part.get("type") in _TEXT_PARTS and isinstance(text, str) else None


Role = Literal["system", "developer", "user", "assistant", "tool", "function"]
Content = Annotated[
    Spoken,
    BeforeValidator(_spoken),
    PlainSerializer(lambda spoken: spoken.text, return_type=str),
    WithJsonSchema(_CONTENT_SCHEMA),
]


class Message(_Lenient):
    """One message of a conversation."""

    role: Role
    content: Content = Spoken("")

    @property
    def text(self) -> str:
        """Return the text of all parts."""
        return self.content.text


class Options(BaseModel):
    """Our own options, in the field ``x_qa``: the native ones of POST /ask."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Limit = 3
    filters: FiltersIn | None = None
    max_error: MaxError | None = None

    def options(self) -> AskOptions:
        """Return the options as the engine takes them."""
        filters = None if self.filters is None else self.filters.to_filters()
        return AskOptions(limit=self.limit, filters=filters, max_error=self.max_error)


def _is_given_here(choice: Any) -> Any:
    if choice not in (None, "none", "auto") and choice != {"type": "auto"} and choice != {"type": "none"}:
        raise PydanticCustomError(
            "unsupported_value", "Unsupported value: no tool is ever called here, so that none can be required"
        )
    return choice


def _is_prose(form: Any) -> Any:
    """Refuse forms such as json_schema; ``form`` is OpenAI's response_format, or the same within "text"."""
    if isinstance(form, dict) and form.get("type", "text") != "text":
        raise PydanticCustomError(
            "unsupported_value", "Unsupported value: an answer is quotes with their sources, and never given as JSON"
        )
    return form


_Form = Annotated[Any, BeforeValidator(_is_prose)]


class _Asking(_Lenient):
    model: Annotated[
        Annotated[Text, Field(max_length=200)] | None,
        Field(description="There is one model; it answers to any name"),
    ] = MODEL
    stream: bool | None = False
    tool_choice: Annotated[Any, BeforeValidator(_is_given_here)] = None
    x_qa: Options = Options()


class StreamOptions(_Lenient):
    """Options of a stream."""

    include_usage: bool | None = False


class ChatIn(_Asking):
    """The body of POST /v1/chat/completions. Fields that steer how a model writes, such as temperature, change
    nothing."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    n: Annotated[
        Annotated[int, Field(ge=1, le=128)] | None, Field(description="So many choices, which are all the same")
    ] = 1
    response_format: _Form = None
    stream_options: StreamOptions | None = None


class CompletionIn(_Asking):
    """The body of POST /v1/completions, the older door: the prompt is the question."""

    prompt: Annotated[Text, Field(max_length=_LONGEST_TEXT)] | Annotated[list[Text], Field(min_length=1, max_length=1)]
    stream_options: StreamOptions | None = None

    @property
    def messages(self) -> list[Message]:
        """Return the prompt as a message."""
        return [Message(role="user", content=self.prompt)]  # type: ignore[arg-type]


class InputItem(_Lenient):
    """One item of a response's input; only messages are read."""

    type: Text = "message"
    role: Role | None = None
    content: Content = Spoken("")


class TextOptions(_Lenient):
    """How the text of a response is to be written."""

    format: _Form = None


class ResponsesIn(_Asking):
    """The body of POST /v1/responses."""

    input: (
        Annotated[Text, Field(min_length=1, max_length=_LONGEST_TEXT)]
        | Annotated[list[InputItem], Field(min_length=1, max_length=MOST_MESSAGES)]
    )
    text: TextOptions | None = None
    previous_response_id: Annotated[Text, Field(max_length=200)] | None = None
    store: bool | None = True

    @property
    def messages(self) -> list[Message]:
        """Return the input as messages."""
        if isinstance(self.input, str):
            return [Message(role="user", content=self.input)]  # type: ignore[arg-type]
        said = [item for item in self.input if item.type == "message"]
        return [Message(role=item.role, content=item.content) for item in said if item.role is not None]


class FaultOut(BaseModel):
    """What went wrong, as OpenAI tells it."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorOut(BaseModel):
    """The body of every error under /v1."""

    error: FaultOut
