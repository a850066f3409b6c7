"""What OpenAI clients send, as far as it matters here. Fields without meaning for quoting are ignored; fields that
would change the shape of the reply in a way that is not supported are refused.

Limits on the fields that everyone knows are OpenAI's own.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from index.records import misfit
from qa.engine import AskOptions
from qa.web.openai.content import MODEL
from qa.web.openai.refusals import no_conversation, no_form, not_required, prose, text_alone
from qa.web.schemas.requests import FiltersIn, Limit, MaxError, Text
from qa.web.schemas.requests import Spoken as SpokenBy

MOST_MESSAGES = 2_048
MOST_PROMPTS = 20  # as many as LangChain sends at a time
_LONGEST_TEXT = 100_000
_TEXT_PARTS = frozenset({"text", "input_text", "output_text"})
_CONTENT_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}, {"type": "null"}],
    "description": "Text, or parts, of which those of text are read and others, such as images, passed over",
}
_PROMPT_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Spoken(NamedTuple):
    """The text of a message, and whether it had parts that are no text."""

    text: str
    has_other: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether there is neither text nor anything else."""
        return not (self.text.strip() or self.has_other)


def _spoken(content: Any) -> Spoken:
    """Read a message's content with one error at most, however many parts it has."""
    if isinstance(content, Spoken):
        return content
    parts = [] if content is None else content if isinstance(content, list) else [content]
    if any(not isinstance(part, str | dict) for part in parts):
        raise PydanticCustomError("not_content", "The content must be text, or a list of parts with a type")
    texts = [part if isinstance(part, str) else _text_of(part) for part in parts]
    text = "\n".join(one for one in texts if one is not None)
    if len(text) > _LONGEST_TEXT:
        raise PydanticCustomError("too_long", "The content has more than 100,000 characters")
    if misfit(text):
        raise PydanticCustomError("not_text", "Text must hold no NUL and no lone surrogate")
    return Spoken(text, None in texts)


def _text_of(part: dict[str, Any]) -> str | None:
    text = part.get("text")
    if isinstance(text, dict):  # as a message of OpenAI's assistants holds it
        text = text.get("value")
    return text if part.get("type", "text") in _TEXT_PARTS and isinstance(text, str) else None


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
    speaker: SpokenBy | None = None

    def options(self) -> AskOptions:
        """Return the options as the engine takes them."""
        filters = None if self.filters is None else self.filters.to_filters()
        return AskOptions(limit=self.limit, filters=filters, max_error=self.max_error, speaker=self.speaker)


_Form = Annotated[Any, BeforeValidator(prose)]
_Demand = Annotated[Any, BeforeValidator(no_form)]
_Choice = Annotated[Any, BeforeValidator(not_required)]


class _Asking(_Lenient):
    model: Annotated[Text | None, Field(description="There is one model; it answers to any name")] = MODEL
    stream: bool | None = False
    tool_choice: _Choice = None
    # Forms of the reply, as vLLM, llama.cpp and SGLang take them.
    response_format: _Form = None
    guided_json: _Demand = None
    guided_regex: _Demand = None
    guided_choice: _Demand = None
    guided_grammar: _Demand = None
    structured_outputs: _Demand = None
    grammar: _Demand = None
    json_schema: _Demand = None
    regex: _Demand = None
    ebnf: _Demand = None
    x_qa: Options = Options()


class StreamOptions(_Lenient):
    """Options of a stream."""

    include_usage: bool | None = False


_Choices = Annotated[
    Annotated[int, Field(ge=1, le=128)] | None, Field(description="So many choices, which are all the same")
]


class ChatIn(_Asking):
    """The body of POST /v1/chat/completions. Fields that steer how a model writes, such as temperature, change
    nothing."""

    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    n: _Choices = 1
    function_call: _Choice = None
    modalities: Annotated[Any, BeforeValidator(text_alone)] = None
    format: _Form = None
    stream_options: StreamOptions | None = None


def _prompts(prompt: Any) -> Any:
    prompts = [prompt] if isinstance(prompt, str) else prompt
    if not isinstance(prompts, list) or any(not isinstance(one, str) for one in prompts):
        raise PydanticCustomError("not_text", "A prompt must be text, or a list of texts: token numbers are not read")
    return prompts


class CompletionIn(_Asking):
    """The body of POST /v1/completions, the older door: each prompt is a question."""

    prompt: Annotated[
        list[Annotated[Text, Field(max_length=_LONGEST_TEXT)]],
        Field(min_length=1, max_length=MOST_PROMPTS),  # before the validators: what is too long makes one error
        BeforeValidator(_prompts),
        WithJsonSchema(_PROMPT_SCHEMA),
    ]
    n: _Choices = 1
    stream_options: StreamOptions | None = None

    @property
    def asked(self) -> list[list[Message]]:
        """Return each prompt as the messages of a conversation."""
        return [[Message(role="user", content=Spoken(prompt))] for prompt in self.prompt]


class InputItem(_Lenient):
    """One item of a response's input; only messages are read."""

    type: Text = "message"
    role: Role | None = None
    content: Content = Spoken("")


class TextOptions(_Lenient):
    """How the text of a response is to be written."""

    format: _Form = None


_INPUT_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": InputItem.model_json_schema()}]}


def _items(items: Any) -> Any:
    return [{"role": "user", "content": items}] if isinstance(items, str) else items


class ResponsesIn(_Asking):
    """The body of POST /v1/responses."""

    input: Annotated[
        list[InputItem],
        Field(min_length=1, max_length=MOST_MESSAGES),
        BeforeValidator(_items),
        WithJsonSchema(_INPUT_SCHEMA),
    ]
    text: TextOptions | None = None
    conversation: Annotated[Any, BeforeValidator(no_conversation)] = None
    previous_response_id: Annotated[Text, Field(max_length=200)] | None = None
    store: bool | None = True

    @property
    def messages(self) -> list[Message]:
        """Return the input as messages."""
        messages = [item for item in self.input if item.type == "message"]
        return [Message(role=item.role, content=item.content) for item in messages if item.role is not None]


class FaultOut(BaseModel):
    """What went wrong, as OpenAI tells it."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorOut(BaseModel):
    """The body of every error under /v1."""

    error: FaultOut
