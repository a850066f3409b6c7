"""The doors for programs that speak OpenAI's API: models, chat completions, the older completions, responses.

Owns the routes. What is asked is read in ``message_parsing``; the answer is written in ``content`` and put into the
shapes of the API in ``chat`` and ``responses``.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.records import Turn
from qa.web.http.json_bodies import json_response
from qa.web.http.problems import problem
from qa.web.http.sse import stream
from qa.web.openai.chat import Chunks, Frame, TextChunks, completion, text_completion
from qa.web.openai.content import MODEL
from qa.web.openai.content_source import ContentSource, chunk_events, response_events
from qa.web.openai.message_parsing import Unreadable, read
from qa.web.openai.responses import Reply
from qa.web.openai.schemas import ChatIn, CompletionIn, ErrorOut, ResponsesIn
from qa.web.service.container import KeyedRoute, Served, Service, needs

# When the model was first offered, in seconds, as OpenAI tells of its own.
_OFFERED_SINCE = 1_767_225_600
_MODEL = {"id": MODEL, "object": "model", "created": _OFFERED_SINCE, "owned_by": "grounded-qa"}

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "model": ErrorOut}
    for status, words in (
        (400, "The request cannot be read, or asks for what is not given here"),
        (401, "The server asks for a key"),
        (404, "There is no such model"),
        (413, "The body is larger than this address takes"),
        (415, "The body is not JSON"),
        (429, "Asked too often; Retry-After says when to come back"),
        (503, "Too many questions at once; Retry-After says when to come back"),
    )
}

routes = APIRouter(prefix="/v1", route_class=KeyedRoute, tags=["OpenAI"], responses=_ERRORS)


@routes.get("/models")
async def list_models() -> Response:
    """List the one model there is."""
    return json_response({"object": "list", "data": [_MODEL]})


@routes.get("/models/{model_id:path}")
async def get_model(model_id: str) -> Response:
    """Describe the model."""
    if not model_id:
        return json_response({"object": "list", "data": [_MODEL]})
    if model_id == MODEL:
        return json_response(_MODEL)
    return problem(404, f"There is no such model here; the one there is: {MODEL}.", code="model_not_found")


@routes.post("/chat/completions", response_class=Response)
@needs("read")
async def chat_completions(body: ChatIn, request: Request, service: Served) -> Response:
    """Answer the last message of the user, in the light of the messages before it.

    Any model name is served. A question may stand within a retrieval program's prompt. Background tasks of chat front
    ends, such as a title for the conversation, are answered shortly and with words of the conversation alone.
    """
    request_read = await service.reading.call(read, body.messages)  # a long conversation takes a while to read
    if isinstance(request_read, Unreadable):
        return _refused(request_read.detail, "messages")
    work = ContentSource(service, request_read, options=body.x_qa.options(), base=str(request.base_url))
    frame = _frame("chatcmpl-", body.model, tokens=request_read.tokens, choices=body.n or 1)
    if body.stream:
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        return stream(chunk_events(Chunks(frame, with_usage=with_usage), await work.begun(request.scope["key_id"])))
    return json_response(completion(await work.whole(), frame))


@routes.post("/completions", response_class=Response)
@needs("read")
async def completions(body: CompletionIn, request: Request, service: Served) -> Response:
    """Answer each prompt, for clients that know no chat. A stream takes one prompt."""
    every = [await service.reading.call(read, messages) for messages in body.asked]
    readable = [one for one in every if not isinstance(one, Unreadable)]
    if len(readable) < len(every):
        return _refused("There is a prompt without text.", "prompt")
    works = [ContentSource(service, one, options=body.x_qa.options(), base=str(request.base_url)) for one in readable]
    frame = _frame("cmpl-", body.model, tokens=sum(one.tokens for one in readable), choices=body.n or 1)
    if not body.stream:
        return json_response(text_completion([await work.whole() for work in works], frame))
    if len(works) > 1:
        return _refused("A stream takes one prompt.", "prompt")
    with_usage = bool(body.stream_options and body.stream_options.include_usage)
    return stream(chunk_events(TextChunks(frame, with_usage=with_usage), await works[0].begun(request.scope["key_id"])))


@routes.post("/responses", response_class=Response)
@needs("read")
async def responses(body: ResponsesIn, request: Request, service: Served) -> Response:
    """Answer the last message of the input, in the light of those before it, or of the response that it follows.

    The last thousand responses are kept in memory, unless ``store`` is false.
    """
    request_read = await service.reading.call(read, body.messages)  # a long conversation takes a while to read
    if isinstance(request_read, Unreadable):
        return _refused(request_read.detail, "input")
    frame = _frame("resp_", body.model, tokens=request_read.tokens)
    work = ContentSource(service, request_read, options=body.x_qa.options(), base=str(request.base_url))
    if body.previous_response_id is not None:
        turns = await service.reading.call(_turns, service, body.previous_response_id)
        if turns is None:
            detail = "The previous response is not found: it was not stored, or is no longer kept."
            return _refused(detail, "previous_response_id", code="previous_response_not_found")
        work.history = turns + work.history
    if body.store is not False:
        work.keep = lambda answer: service.responses.keep(frame.id, answer, after=body.previous_response_id)
    reply = Reply(frame, body.previous_response_id)
    if body.stream:
        return stream(response_events(reply, await work.begun(request.scope["key_id"])))
    return json_response(reply.whole(await work.whole()))


def _turns(service: Service, response_id: str) -> tuple[Turn, ...] | None:
    with service.engine.corpus.view() as view:
        return service.responses.turns(response_id, view)


def _frame(prefix: str, model: str | None, *, tokens: int, choices: int = 1) -> Frame:
    return Frame(prefix + uuid.uuid4().hex, int(time.time()), model or MODEL, choices, tokens)


def _refused(detail: str, field: str, *, code: str | None = None) -> Response:
    members: dict[str, Any] = {} if code is None else {"code": code}
    return problem(400, detail, errors=[{"detail": "", "pointer": f"#/{field}"}], **members)
