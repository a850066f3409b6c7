"""The doors for programs that speak OpenAI's API: models, chat completions, responses.

Owns the routes. What they say is translated elsewhere: openai_content, openai_chat, openai_responses, openai_errors.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator
from typing import Any, NamedTuple

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.engine import Stage
from qa.records import Answer
from qa.web.http.json_bodies import json_response
from qa.web.http.problems import failure, problem
from qa.web.http.sse import event, stream
from qa.web.openai.chat import Chunks, completion
from qa.web.openai.content import MODEL, Content, content_of
from qa.web.openai.errors import error_of
from qa.web.openai.responses import Reply
from qa.web.openai.schemas import ChatIn, Message, Options, ResponsesIn, conversation
from qa.web.service.ask_runner import answered, begun, staged
from qa.web.service.container import KeyedRoute, Served

# When the model was first offered, in seconds, as OpenAI tells of its own.
_OFFERED_SINCE = 1_767_225_600
_MODEL = {"id": MODEL, "object": "model", "created": _OFFERED_SINCE, "owned_by": "grounded-qa"}

routes = APIRouter(prefix="/v1", route_class=KeyedRoute, tags=["OpenAI"])


class _Asked(NamedTuple):
    question: str
    options: dict[str, Any]


@routes.get("/models")
async def list_models() -> Response:
    """List the one model there is."""
    return json_response({"object": "list", "data": [_MODEL]})


@routes.get("/models/{model_id:path}")
async def get_model(model_id: str) -> Response:
    """Describe the model."""
    return json_response(_MODEL) if model_id == MODEL else _no_model()


@routes.post("/chat/completions", response_class=Response)
async def chat_completions(body: ChatIn, request: Request, service: Served) -> Response:
    """Answer the last message of the user, in the light of the messages before it."""
    asked = _asked(body.model, body.messages, options=body.x_qa)
    if isinstance(asked, Response):
        return asked
    completion_id, created, base = f"chatcmpl-{uuid.uuid4().hex}", int(time.time()), str(request.base_url)
    if body.stream:
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        chunks = Chunks(completion_id, created, with_usage=with_usage)
        stages = await begun(staged(service, asked.question, **asked.options))
        return stream(_chat_events(chunks, stages, base=base))
    answer = await answered(service, asked.question, **asked.options)
    content = content_of(answer, base)
    return json_response(completion(answer, content, completion_id=completion_id, created=created))


@routes.post("/responses", response_class=Response)
async def responses(body: ResponsesIn, request: Request, service: Served) -> Response:
    """Answer the last message of the input, in the light of those before it."""
    if body.previous_response_id is not None:
        return _refused("No response is kept here: send the earlier messages in input.", "previous_response_id")
    asked = _asked(body.model, body.messages, options=body.x_qa)
    if isinstance(asked, Response):
        return asked
    reply, base = Reply(f"resp_{uuid.uuid4().hex}", int(time.time())), str(request.base_url)
    if body.stream:
        stages = await begun(staged(service, asked.question, **asked.options))
        return stream(_response_events(reply, stages, base=base))
    answer = await answered(service, asked.question, **asked.options)
    return json_response(reply.whole(answer, content_of(answer, base)))


async def _chat_events(chunks: Chunks, stages: AsyncGenerator[Stage], *, base: str) -> AsyncGenerator[bytes]:
    yield event(chunks.opening())
    try:
        answer, content = await _last(stages, base)
        for chunk in chunks.answer(answer, content):
            yield event(chunk)
        yield event("[DONE]")
    except Exception as error:  # noqa: BLE001 - the stream has begun: whatever it is, the client learns it here
        yield event(_error_of(error))


async def _response_events(reply: Reply, stages: AsyncGenerator[Stage], *, base: str) -> AsyncGenerator[bytes]:
    for name, data in reply.opening():
        yield event(data, name)
    try:
        answer, content = await _last(stages, base)
        for name, data in reply.answer(answer, content):
            yield event(data, name)
    except Exception as error:  # noqa: BLE001 - the stream has begun: whatever it is, the client learns it here
        name, data = reply.failure(_error_of(error)["error"]["message"])
        yield event(data, name)


async def _last(stages: AsyncGenerator[Stage], base: str) -> tuple[Answer, Content]:
    """Wait for the answer; when the wait is called off, the stages to come are spared."""
    try:
        async for stage in stages:
            if isinstance(stage, Answer):
                return stage, content_of(stage, base)
        raise RuntimeError("the engine gave no answer")
    finally:
        await stages.aclose()


def _asked(model: str, messages: list[Message], *, options: Options) -> _Asked | Response:
    """Read a question and its history out of messages, or say why there is none."""
    if model != MODEL:
        return _no_model()
    question, history = conversation(messages)
    if question is None:
        return _refused("There is no message of the user to answer.", "messages")
    return _Asked(question, options.to_dict() | {"history": history})


def _no_model() -> Response:
    return problem(404, f"There is no such model here; the one there is: {MODEL}.", code="model_not_found")


def _refused(detail: str, field: str) -> Response:
    return problem(400, detail, errors=[{"detail": "", "pointer": f"#/{field}"}])


def _error_of(error: Exception) -> dict[str, Any]:
    return error_of(orjson.loads(failure(error).body))[1]
