"""The content of the reply to one OpenAI request, whole or as a stream; its shape is written elsewhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import orjson

from qa.engine import AskOptions
from qa.records import Answer, Turn
from qa.web.http.problems import failure
from qa.web.http.sse import event
from qa.web.openai.content import Content, content_of
from qa.web.openai.errors import error_of
from qa.web.openai.message_parsing import AnsweredTask, ParsedQuestion
from qa.web.openai.responses import Reply
from qa.web.service.ask_runner import answered, begun, staged
from qa.web.service.container import Service


class ContentSource:
    """A question to be answered, or a task that is answered already. ``keep`` is called with the answer, ``history``
    are the turns before the question."""

    def __init__(
        self, service: Service, request: ParsedQuestion | AnsweredTask, *, options: AskOptions, base: str
    ) -> None:
        """Take what is to be answered, the options of the engine, and the address that our own pages are under."""
        self._service = service
        self._request = request
        self._options = options
        self._base = base
        self.history: tuple[Turn, ...] = request.history if isinstance(request, ParsedQuestion) else ()
        self.keep: Callable[[Answer], None] = _forget

    async def whole(self) -> Content:
        """Answer at once."""
        if isinstance(self._request, AnsweredTask):
            return self._request.content
        answer = await answered(
            self._service, self._request.question, options=replace(self._options, history=self.history)
        )
        self.keep(answer)
        return content_of(answer, self._base)

    async def begun(self, key_id: str) -> AsyncGenerator[Content]:
        """Begin to answer; what is wrong with the question is raised here, and the content is the one thing to come.

        ``key_id`` names the key of the request: once it is no longer valid, nothing more comes."""
        if isinstance(self._request, AnsweredTask):
            return _only(self._request.content)
        stages = staged(self._service, self._request.question, options=replace(self._options, history=self.history))
        return self._last(await begun(stages, check=partial(self._service.key.check, key_id)))

    async def _last(self, stages: AsyncGenerator[Any]) -> AsyncGenerator[Content]:
        """Wait for the answer; when the wait is cancelled, the remaining stages are skipped."""
        try:
            async for stage in stages:
                if isinstance(stage, Answer):
                    self.keep(stage)
                    yield content_of(stage, self._base)
        finally:
            await stages.aclose()


def _forget(_answer: Answer) -> None:
    pass


async def _only(content: Content) -> AsyncGenerator[Content]:
    yield content


class _Chunks(Protocol):
    def opening(self) -> Iterator[dict[str, Any]]: ...

    def answer(self, content: Content) -> Iterator[dict[str, Any]]: ...


async def chunk_events(chunks: _Chunks, contents: AsyncGenerator[Content]) -> AsyncGenerator[bytes]:
    """Write a completion as events."""
    for chunk in chunks.opening():
        yield event(chunk)
    try:
        async for content in contents:
            for chunk in chunks.answer(content):
                yield event(chunk)
        yield event("[DONE]")
    except Exception as error:  # noqa: BLE001 - the stream has begun: whatever it is, the client learns it here
        yield event(_error_of(error))
    finally:
        await contents.aclose()


async def response_events(reply: Reply, contents: AsyncGenerator[Content]) -> AsyncGenerator[bytes]:
    """Write a response as events."""
    for name, data in reply.opening():
        yield event(data, name)
    try:
        async for content in contents:
            for name, data in reply.answer(content):
                yield event(data, name)
    except Exception as error:  # noqa: BLE001 - the stream has begun: whatever it is, the client learns it here
        name, data = reply.failure(_error_of(error)["error"]["message"])
        yield event(data, name)
    finally:
        await contents.aclose()


def _error_of(error: Exception) -> dict[str, Any]:
    return error_of(orjson.loads(failure(error).body))[1]
