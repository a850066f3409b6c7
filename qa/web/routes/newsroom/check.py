"""The routes that check a draft, and a citation. They know nothing of how a verdict is found."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from qa.limits import CHECK_SECONDS
from qa.web.http.json_bodies import json_response
from qa.web.schemas.drafts import CheckOut, CitedIn, DraftIn, VerifiedOut
from qa.web.schemas.responses import EVERYWHERE, below, problems
from qa.web.service.container import KeyedRoute, Served, needs

_PROBLEMS = problems(
    415,
    _422="The draft is empty or too long, or takes too long",
    _503="Too many questions at once; Retry-After says when to come back",
)

routes = APIRouter(route_class=KeyedRoute, tags=["Drafts"], responses=EVERYWHERE)


@routes.post("/check", response_model=CheckOut, responses=_PROBLEMS)
@needs("read")
async def check(body: DraftIn, request: Request, service: Served) -> Response:
    """Hold every quotation, name and number of a draft against the articles."""
    checked = await service.questions.call(service.engine.check, body.text, as_of=body.as_of, seconds=CHECK_SECONDS)
    return json_response(below(str(request.base_url), checked.to_dict()))


@routes.post("/verify", response_model=VerifiedOut, responses=problems(415, 422))
@needs("read")
async def verify(body: CitedIn, service: Served) -> Response:
    """Tell whether what a citation cites still stands: unchanged, moved, changed, gone, or its article deleted."""
    verified = await service.reading.call(service.engine.verify, body.to_cited())
    return json_response(verified.to_dict())
