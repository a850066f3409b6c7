"""The route that streams an answer: POST /ask/stream, events ``understood``, ``candidates``, ``quote`` and ``done``.

``done`` carries the whole answer, equal to that of POST /ask; what comes before it is there to be shown early. What
goes wrong after the stream has begun is an event ``error`` with a problem document. Knows nothing of how an answer is
found.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterator
from functools import partial
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from qa.conversation.understanding import Understood
from qa.engine import Candidates, Stage
from qa.web.http.problems import failure
from qa.web.http.sse import event, stream
from qa.web.schemas.requests import AskIn
from qa.web.schemas.responses import EVERYWHERE, answer_json, problems
from qa.web.service.ask_runner import begun, options_of, staged
from qa.web.service.container import KeyedRoute, Served, needs

log = logging.getLogger("qa.web")
_MOST_NAMED_ARTICLES = 10

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Events, the last of them done or error", "content": {"text/event-stream": {}}},
    **problems(404, 415),
}

routes = APIRouter(route_class=KeyedRoute, tags=["Questions"], responses=EVERYWHERE)


@routes.post("/ask/stream", response_class=Response, responses=_STREAM)
@needs("read")
async def ask_stream(body: AskIn, request: Request, service: Served) -> Response:
    """Answer a question as server-sent events, each part as soon as it is known."""
    check = partial(service.key.check, request.scope["key_id"])
    stages = await begun(staged(service, body.question, options=options_of(body, service)), check=check)
    return stream(events(stages, str(request.base_url)))


async def events(stages: AsyncGenerator[Stage], base_url: str = "") -> AsyncGenerator[bytes]:
    """Write stages as events; ``base_url`` is what our own addresses are under."""
    try:
        async for stage in stages:
            for name, data in events_of(stage, base_url):
                yield event(data, name)
    except Exception as error:  # noqa: BLE001 - the stream has begun: whatever it is, the client learns it here
        yield event(orjson.loads(failure(error).body), "error")
    finally:
        await stages.aclose()


def events_of(stage: Stage, base_url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and describe the events that say what a stage came to."""
    if isinstance(stage, Understood):
        yield "understood", _understood(stage)
    elif isinstance(stage, Candidates):
        yield "candidates", {"sentences": stage.sentences, "article_ids": stage.article_ids[:_MOST_NAMED_ARTICLES]}
    else:
        yield from _answer(answer_json(stage, base_url))


def _understood(stage: Understood) -> dict[str, Any]:
    return {
        "question": stage.question,
        "understood_as": stage.text,
        "carried": [{"start": part.start, "end": part.end} for part in stage.carried],
        "operation": stage.operation,
    }


def _answer(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for index, quote in enumerate(whole["quotes"]):
        yield "quote", {"index": index, "quote": quote}
    yield "done", whole
