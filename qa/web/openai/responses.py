"""An answer in the shape of OpenAI's responses, whole or as a stream of events. Pure translation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from qa.web.openai.chat import Frame
from qa.web.openai.content import Annotation, Content
from qa.web.openai.usage import response_usage, tokens

Event = tuple[str, dict[str, Any]]


class Reply:
    """One response, under one id: the object, and the events that build it up."""

    def __init__(self, frame: Frame, previous: str | None = None) -> None:
        """Reply within a frame, whose id begins with "resp_", to what followed the response ``previous``."""
        self._frame = {"id": frame.id, "object": "response", "created_at": frame.created}
        self._model, self._previous, self._tokens = frame.model, previous, frame.prompt_tokens
        self._item_id = frame.id.replace("resp_", "msg_", 1)
        self._numbers = count()

    def whole(self, content: Content) -> dict[str, Any]:
        """Return the completed response."""
        return self._response("completed", [self._item("completed", [_part(content)])]) | {
            "usage": response_usage(self._tokens, tokens([content.text])),
            "x_qa": content.extension,
        }

    def opening(self) -> Iterator[Event]:
        """Return the events that can be sent before anything is known."""
        yield self._event("response.created", response=self._response("in_progress", []))
        yield self._event("response.in_progress", response=self._response("in_progress", []))
        yield self._event("response.output_item.added", output_index=0, item=self._item("in_progress", []))
        yield self._part_event("response.content_part.added", part=_part(Content(())))

    def answer(self, content: Content) -> Iterator[Event]:
        """Return the text piece by piece, its annotations, and the ends of all that was begun."""
        for piece in content.pieces:
            yield self._part_event("response.output_text.delta", delta=piece, logprobs=[])
        for index, annotation in enumerate(content.annotations):
            yield self._part_event(
                "response.output_text.annotation.added", annotation=_annotation(annotation), annotation_index=index
            )
        yield self._part_event("response.output_text.done", text=content.text, logprobs=[])
        yield self._part_event("response.content_part.done", part=_part(content))
        item = self._item("completed", [_part(content)])
        yield self._event("response.output_item.done", output_index=0, item=item)
        yield self._event("response.completed", response=self.whole(content))

    def failure(self, message: str) -> Event:
        """Return the event of a response that could not be completed."""
        error = {"code": "server_error", "message": message}
        return self._event("response.failed", response=self._response("failed", []) | {"error": error})

    def _event(self, kind: str, **members: Any) -> Event:
        return kind, {"type": kind, "sequence_number": next(self._numbers), **members}

    def _part_event(self, kind: str, **members: Any) -> Event:
        return self._event(kind, item_id=self._item_id, output_index=0, content_index=0, **members)

    def _response(self, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
        return self._frame | {
            "status": status,
            "model": self._model,
            "output": output,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "previous_response_id": self._previous,
            "parallel_tool_calls": False,
            "tool_choice": "none",
            "tools": [],
            "usage": None,
        }

    def _item(self, status: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        return {"type": "message", "id": self._item_id, "role": "assistant", "status": status, "content": parts}


def _part(content: Content) -> dict[str, Any]:
    return {
        "type": "output_text",
        "text": content.text,
        "annotations": [_annotation(annotation) for annotation in content.annotations],
        "logprobs": [],
    }


def _annotation(annotation: Annotation) -> dict[str, Any]:
    return {
        "type": "url_citation",
        "start_index": annotation.start,
        "end_index": annotation.end,
        "title": annotation.title,
        "url": annotation.url,
    }
