"""The routes that answer questions, POST /ask and GET /ask, and the one that forgets what was asked.

Knows nothing of how an answer is found.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from qa.rendering.exports import FORMATS
from qa.web.http.problems import Overloaded
from qa.web.schemas.requests import AskIn, AskQuery
from qa.web.schemas.responses import EVERYWHERE, AnswerOut, answer_json, problems
from qa.web.service.ask_runner import answered, generation_of, key_of, options_of
from qa.web.service.conditions import is_held
from qa.web.service.container import KeyedRoute, Served, Service, admits, needs
from qa.web.service.content_negotiation import MEDIA, VARY, answer_response, media_of

_NO_CONVERSATION = problems(_404="There is no conversation with this id, or no longer")
_PROBLEMS = _NO_CONVERSATION | problems(
    415,
    _422="The question or an option cannot be used",
    _503="Too many questions at once; Retry-After says when to come back",
)
_EVIDENCE: dict[int | str, dict[str, Any]] = {
    200: {"description": "An evidence file", "content": {"text/html": {"schema": {"type": "string"}}}}
}
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The answer is still the same"}}
_FORMS: dict[int | str, dict[str, Any]] = {200: {"content": {media: {"schema": {"type": "string"}} for media in MEDIA}}}
# All lines of the field are read from the request; here it is described.
_Held = Annotated[str | None, Header(description="Tags of answers that the client has, or *")]

_PLAIN = AskQuery(q="?").options()

routes = APIRouter(route_class=KeyedRoute, tags=["Questions"], responses=EVERYWHERE)


@routes.post("/ask", response_model=AnswerOut, responses=_FORMS | _PROBLEMS)
@needs("read")
async def ask(body: AskIn, request: Request, service: Served) -> Response:
    """Answer a question with sentences from the articles, or abstain and say why.

    ``Accept`` may ask for Markdown, CSL-JSON, BibTeX or W3C annotations (``application/ld+json``) in place of JSON.
    """
    return answer_response(await answered(service, body.question, options=options_of(body, service)), request)


@routes.post("/ask/evidence", response_class=Response, responses=_EVIDENCE | _PROBLEMS)
@needs("read")
async def evidence(body: AskIn, request: Request, service: Served) -> Response:
    """Answer a question as POST /ask does, as one HTML file that checks itself: to keep, and to hand on."""
    answer = await answered(service, body.question, options=options_of(body, service))
    page = FORMATS["evidence"]([answer_json(answer, str(request.base_url))])
    headers = {"Content-Disposition": 'attachment; filename="evidence.html"'}
    return Response(page, 200, headers, media_type="text/html; charset=utf-8")


def _admit(service: Service, request: Request) -> None:
    """Refuse a question that is asked plainly, as nearly all are, at once where the service is full and has no answer:
    to look at all else that may stand in an address takes longer than the rest of a refusal."""
    parameters = request.query_params
    if list(parameters) != ["q"] or service.answers.may_give(key_of(parameters["q"], _PLAIN)):
        return
    try:
        service.questions.check()
    except Overloaded:
        service.metrics.failed()
        raise


@routes.get("/ask", response_model=AnswerOut, responses=_FORMS | _UNCHANGED | _PROBLEMS)
@admits(_admit)
async def ask_by_address(
    query: Annotated[AskQuery, Query()], request: Request, service: Served, if_none_match: _Held = None
) -> Response:
    """Answer a question given in the address; the ETag changes when the articles do.

    In a conversation, which can change without them, there is none.
    """
    options = query.options()
    if query.conversation is not None:
        options = replace(options, history=service.engine.conversations.named(query.conversation, is_kept=False))
        return answer_response(await answered(service, query.q, options=options), request)
    generation = None if if_none_match is None else await generation_of(service)
    if generation is not None:
        headers = _tagged(service, query, request, generation)
        if is_held(request.headers, headers["ETag"]):
            return Response(None, 304, {**headers, **VARY})
    answer = await answered(service, query.q, options=options, generation=generation)
    return answer_response(answer, request, headers=_tagged(service, query, request, answer.generation))


@routes.delete("/conversations/{conversation}", status_code=204, responses=_NO_CONVERSATION)
@needs("read")
async def delete_conversation(conversation: str, service: Served) -> Response:
    """Delete a conversation and everything that was asked in it."""
    await service.reading.call(service.engine.conversations.delete, conversation)
    return Response(None, 204)


def _tagged(service: Service, query: AskQuery, request: Request, generation: int) -> dict[str, str]:
    """Tag an answer: the same corpus generation, question and form give the same, bar id and time."""
    media = media_of(request.headers.get("accept", ""))
    day = datetime.now(UTC).date()  # "today" means another day tomorrow
    state = f"{service.boot} {generation} {day} {query.model_dump_json()} {media}"
    etag = f'W/"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
    return {"ETag": etag, "Cache-Control": "private, no-cache"}
