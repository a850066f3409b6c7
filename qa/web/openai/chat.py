"""An answer in the shape of OpenAI's chat completions and of its older completions, whole or in chunks. Pure
translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa.web.openai.content import Annotation, Content
from qa.web.openai.usage import chat_usage, tokens


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of one completion share: its id, its time in seconds, the name the client gave the model, how many
    equal choices it wants, and how many words and marks it sent."""

    id: str
    created: int
    model: str
    choices: int = 1
    prompt_tokens: int = 0

    def of(self, kind: str) -> dict[str, Any]:
        """Return the fields that every part has."""
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def usage(self, content: Content) -> dict[str, Any]:
        """Return how much was read and written."""
        return chat_usage(self.prompt_tokens, tokens([content.text]))


def completion(content: Content, frame: Frame) -> dict[str, Any]:
    """Return the whole chat completion."""
    message = {
        "role": "assistant",
        "content": content.text,
        "refusal": None,
        "annotations": _annotations(content),
    }
    choices = [
        {"index": index, "message": message, "logprobs": None, "finish_reason": "stop"}
        for index in range(frame.choices)
    ]
    return frame.of("chat.completion") | {"choices": choices, "usage": frame.usage(content), "x_qa": content.extension}


def text_completion(contents: Sequence[Content], frame: Frame) -> dict[str, Any]:
    """Return the whole completion of the older kind: the choices of each prompt, in order."""
    texts = [content.text for content in contents for _ in range(frame.choices)]
    choices = [
        {"index": index, "text": text, "logprobs": None, "finish_reason": "stop"} for index, text in enumerate(texts)
    ]
    usage = chat_usage(frame.prompt_tokens, tokens(content.text for content in contents))
    return frame.of("text_completion") | {"choices": choices, "usage": usage, "x_qa": contents[0].extension}


class Chunks:
    """The chunks of one streamed chat completion; all have the same id and time."""

    def __init__(self, frame: Frame, *, with_usage: bool) -> None:
        """Stream within a frame. ``with_usage``: the client asked for a chunk that holds the usage."""
        self._frame = frame
        self._with_usage = with_usage

    def opening(self) -> Iterator[dict[str, Any]]:
        """Return the first chunks, which can be sent before anything is known."""
        yield from self._chunks({"role": "assistant", "content": ""})

    def answer(self, content: Content) -> Iterator[dict[str, Any]]:
        """Return the content piece by piece, its annotations, the end, and the usage where it was asked for."""
        for piece in content.pieces:
            yield from self._chunks({"content": piece})
        for chunk in self._chunks({"annotations": _annotations(content)}):
            yield chunk | {"x_qa": content.extension}
        yield from self._chunks({}, finish_reason="stop")
        if self._with_usage:
            yield self._whole() | {"choices": [], "usage": self._frame.usage(content)}

    def _whole(self) -> dict[str, Any]:
        return self._frame.of("chat.completion.chunk") | ({"usage": None} if self._with_usage else {})

    def _chunks(self, delta: dict[str, Any], finish_reason: str | None = None) -> Iterator[dict[str, Any]]:
        for index in range(self._frame.choices):
            choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
            yield self._whole() | {"choices": [choice]}


class TextChunks:
    """The chunks of one streamed completion of the older kind."""

    def __init__(self, frame: Frame, *, with_usage: bool) -> None:
        """Stream within a frame, as ``Chunks`` does."""
        self._frame = frame
        self._with_usage = with_usage

    def opening(self) -> Iterator[dict[str, Any]]:
        """Return nothing: the first chunk of this kind has text."""
        yield from ()

    def answer(self, content: Content) -> Iterator[dict[str, Any]]:
        """Return the text piece by piece, the end, and the usage where it was asked for."""
        for piece, finish_reason in [*((piece, None) for piece in content.pieces), ("", "stop")]:
            for index in range(self._frame.choices):
                choice = {"index": index, "text": piece, "logprobs": None, "finish_reason": finish_reason}
                yield self._frame.of("text_completion") | {"choices": [choice]}
        if self._with_usage:
            yield self._frame.of("text_completion") | {"choices": [], "usage": self._frame.usage(content)}


def _annotations(content: Content) -> list[dict[str, Any]]:
    return [_annotation(annotation) for annotation in content.annotations]


def _annotation(annotation: Annotation) -> dict[str, Any]:
    cited = {
        "start_index": annotation.start,
        "end_index": annotation.end,
        "title": annotation.title,
        "url": annotation.url,
    }
    return {"type": "url_citation", "url_citation": cited}
