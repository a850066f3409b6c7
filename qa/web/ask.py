"""The routes that answer questions: POST /ask and GET /ask. Knows nothing of how an answer is found."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from qa.web.answers import AnswerOut, ProblemOut
from qa.web.asking import answered
from qa.web.bodies import json_response
from qa.web.schemas import AskIn, AskQuery
from qa.web.service import KeyedRoute, Served, Service

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: {"model": ProblemOut, "description": "The question or an option cannot be used"},
    503: {"model": ProblemOut, "description": "Too many questions at once; Retry-After says when to come back"},
}

_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The answer is still the same"}}

routes = APIRouter(route_class=KeyedRoute, tags=["Questions"])


@routes.post("/ask", response_model=AnswerOut, responses=_PROBLEMS)
async def ask(body: AskIn, service: Served) -> Response:
    """Answer a question with sentences from the articles, or abstain and say why."""
    return json_response((await answered(service, body.question, **body.options())).to_dict())


@routes.get(
    "/ask", response_model=AnswerOut, responses={304: {"description": "The answer is still the same"}, **_PROBLEMS}
)
async def ask_by_address(
    query: Annotated[AskQuery, Query()],
    service: Served,
    if_none_match: Annotated[str | None, Header(max_length=500)] = None,
) -> Response:
    """Answer a question given in the address; the ETag changes when the articles do."""
    headers = {"ETag": _etag(service, query), "Cache-Control": "private, no-cache"}
    if if_none_match is not None and headers["ETag"] in [tag.strip() for tag in if_none_match.split(",")]:
        return Response(None, 304, headers)
    answer = await answered(service, query.q, limit=query.k, filters=query.to_filters(), max_error=query.max_error)
    return json_response(answer.to_dict(), headers=headers)


def _etag(service: Service, query: AskQuery) -> str:
    """Tag the answer to be: the same corpus generation and the same question give the same answer, bar id and time."""
    state = f"{service.boot} {service.engine.corpus.generation} {query.model_dump_json()}"
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
