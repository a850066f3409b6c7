"""What OpenAI clients send, as far as it matters here. Fields that mean nothing to quoting are let pass.

Limits on the fields that everyone knows are OpenAI's own. Knows nothing of engines or answers.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.records import Turn
from qa.web.openai.content import quotes_in
from qa.web.schemas.requests import FiltersIn, Limit, MaxError, Text

MOST_MESSAGES = 500


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class TextPart(_Lenient):
    """A part of a message. Only text can be read."""

    type: Literal["text", "input_text", "output_text"]
    text: Annotated[Text, Field(max_length=100_000)]


Role = Literal["system", "developer", "user", "assistant", "tool", "function"]
Parts = Annotated[Text, Field(max_length=100_000)] | Annotated[list[TextPart], Field(max_length=100)] | None


class Message(_Lenient):
    """One message of a conversation."""

    role: Role
    content: Parts = None

    @property
    def text(self) -> str:
        """Return the text of all parts."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class Options(BaseModel):
    """Our own options, in the field ``x_qa``: the native ones of POST /ask."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Limit = 3
    filters: FiltersIn | None = None
    max_error: MaxError | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the options as the engine takes them."""
        filters = None if self.filters is None else self.filters.to_filters()
        return {"limit": self.limit, "filters": filters, "max_error": self.max_error}


class _Sampling(_Lenient):
    model: Annotated[Text, Field(min_length=1, max_length=200)]
    stream: bool | None = False
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    x_qa: Options = Options()


class StreamOptions(_Lenient):
    """Options of a stream."""

    include_usage: bool | None = False


class ChatIn(_Sampling):
    """The body of POST /v1/chat/completions."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    n: Annotated[int, Field(ge=1, le=1)] | None = 1
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2)] | None = None
    stream_options: StreamOptions | None = None


class InputItem(_Lenient):
    """One item of a response's input; only messages are read."""

    type: Text = "message"
    role: Role | None = None
    content: Parts = None


class ResponsesIn(_Sampling):
    """The body of POST /v1/responses."""

    input: (
        Annotated[Text, Field(min_length=1, max_length=100_000)]
        | Annotated[list[InputItem], Field(min_length=1, max_length=MOST_MESSAGES)]
    )
    max_output_tokens: Annotated[int, Field(ge=1)] | None = None
    previous_response_id: Text | None = None

    @property
    def messages(self) -> list[Message]:
        """Return the input as messages."""
        if isinstance(self.input, str):
            return [Message(role="user", content=self.input)]
        said = [item for item in self.input if item.type == "message"]
        return [Message(role=item.role, content=item.content) for item in said if item.role is not None]


def conversation(messages: list[Message]) -> tuple[str | None, tuple[Turn, ...]]:
    """Split messages into the last question of the user (None: there is none) and the turns before it.

    The quotes of a turn are those that the assistant's message after it shows, where it is one of ours.
    """
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user" and message.text.strip():
            turns.append(Turn(message.text.strip()))
        elif message.role == "assistant" and turns:
            turns[-1] = Turn(turns[-1].question, turns[-1].quotes + quotes_in(message.text))
    return (turns[-1].question, tuple(turns[:-1])) if turns else (None, ())
