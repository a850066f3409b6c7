"""The routes of the speech ledger: who speaks in the articles, and what one of them said."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import HTMLResponse, Response

from index.records import Filters
from qa.web.http.browsers import is_opened, up_from
from qa.web.http.json_bodies import json_response
from qa.web.routes.pages import OpenedRoute
from qa.web.routes.speaker_page import ledger_page, speakers_page
from qa.web.schemas.requests import AsOf
from qa.web.schemas.responses import EVERYWHERE, below, problems
from qa.web.schemas.speech import LedgerOut, SpeakersOut
from qa.web.service.container import Served

_PROBLEMS = problems(_422="The name names nobody")
_AsOf = Annotated[AsOf | None, Query(description="What was known at the end of this day, YYYY-MM-DD, or at this time")]
_Words = Annotated[str, Path(min_length=1, max_length=200)]

routes = APIRouter(route_class=OpenedRoute, tags=["Speakers"], responses=EVERYWHERE)


@routes.get("/speakers", response_model=SpeakersOut, responses=problems(_422="The moment looked back to is no date"))
async def speakers(request: Request, service: Served, as_of: _AsOf = None) -> Response:
    """Count who speaks in the newest articles, who says most first: JSON, or for browsers a page."""
    people, is_complete = await service.reading.call(service.engine.speakers, as_of=as_of)
    if is_opened(request.headers):
        return HTMLResponse(speakers_page(people, is_complete, as_of=as_of, up=up_from(request.scope)))
    return json_response({"speakers": [asdict(one) for one in people], "is_complete": is_complete})


@routes.get("/speakers/{name:path}", response_model=LedgerOut, responses=_PROBLEMS)
async def said(
    name: _Words,
    request: Request,
    service: Served,
    about: Annotated[str | None, Query(min_length=1, max_length=500)] = None,
    as_of: _AsOf = None,
) -> Response:
    """Collect what somebody said, the earliest first, reprints folded; all of it, or what is about a topic: JSON, or
    for browsers a page."""
    ledger = await service.reading.call(lambda: service.engine.said(name, about=about, filters=_moment(as_of)))
    if is_opened(request.headers):
        return HTMLResponse(ledger_page(ledger, as_of=as_of, up=up_from(request.scope)))
    return json_response(below(str(request.base_url), ledger.to_dict()))


def _moment(as_of: str | None) -> Filters | None:
    return None if as_of is None else Filters(as_of=as_of)
