"""The routes of the speech ledger: who speaks in the articles, and what one of them said."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from qa.web.http.json_bodies import json_response
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.schemas.speech import LedgerOut, SpeakersOut
from qa.web.service.container import KeyedRoute, Served

_PROBLEMS = problems(_422="The name names nobody")
_Words = Annotated[str, Path(min_length=1, max_length=200)]

routes = APIRouter(route_class=KeyedRoute, tags=["Speakers"], responses=EVERYWHERE)


@routes.get("/speakers", response_model=SpeakersOut)
async def speakers(service: Served) -> Response:
    """Count who speaks in the newest articles, who says most first."""
    people, is_complete = await service.reading.call(service.engine.speakers)
    return json_response({"speakers": [asdict(one) for one in people], "is_complete": is_complete})


@routes.get("/speakers/{name}", response_model=LedgerOut, responses=_PROBLEMS)
async def said(
    name: _Words, service: Served, about: Annotated[str | None, Query(min_length=1, max_length=500)] = None
) -> Response:
    """Collect what somebody said, the earliest first, reprints folded; all of it, or what is about a topic."""
    ledger = await service.reading.call(lambda: service.engine.said(name, about=about))
    return json_response(ledger.to_dict())
