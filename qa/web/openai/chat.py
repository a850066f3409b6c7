"""An answer in the shape of OpenAI's chat completions, whole or in chunks. Pure translation.

Knows nothing of HTTP. ``usage`` is zero: no language model's tokens are spent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qa.records import Answer
from qa.web.openai.content import MODEL, Annotation, Content, vendor

USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def completion(answer: Answer, content: Content, *, completion_id: str, created: int) -> dict[str, Any]:
    """Return the whole completion. ``created`` is in seconds."""
    message = {
        "role": "assistant",
        "content": content.text,
        "refusal": None,
        "annotations": _annotations(content),
    }
    return {
        "id": completion_id,
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": USAGE,
        "x_qa": vendor(answer),
    }


class Chunks:
    """The chunks of one streamed completion; all have the same id and time."""

    def __init__(self, completion_id: str, created: int, *, with_usage: bool) -> None:
        """Stream under this id. ``with_usage``: the client asked for a chunk that holds the usage."""
        usage: dict[str, Any] = {"usage": None} if with_usage else {}
        self._frame = {
            "id": completion_id,
            "object": "chat.completion.chunk",
            "created": created,
            "model": MODEL,
            **usage,
        }
        self._with_usage = with_usage

    def opening(self) -> dict[str, Any]:
        """Return the first chunk, which can be sent before anything is known."""
        return self._chunk({"role": "assistant", "content": ""})

    def answer(self, answer: Answer, content: Content) -> Iterator[dict[str, Any]]:
        """Return the content piece by piece, its annotations, the end, and the usage where it was asked for."""
        for piece in content.pieces:
            yield self._chunk({"content": piece})
        yield self._chunk({"annotations": _annotations(content)}) | {"x_qa": vendor(answer)}
        yield self._chunk({}, finish_reason="stop")
        if self._with_usage:
            yield self._frame | {"choices": [], "usage": USAGE}

    def _chunk(self, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._frame | {"choices": [choice]}


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
