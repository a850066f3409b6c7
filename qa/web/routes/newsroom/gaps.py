"""The routes of what had no sure answer, for keys of scope admin: they show what others asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from qa.web.http.json_bodies import json_response
from qa.web.schemas.gaps import GapsOut
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import KeyedRoute, Served, needs

_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]

routes = APIRouter(route_class=KeyedRoute, tags=["Gaps"], responses=EVERYWHERE)


@routes.get("/gaps", response_model=GapsOut)
@needs("admin")
async def gaps(service: Served) -> Response:
    """Show the questions without a sure answer, asked most often first, with what the articles lack for it."""
    kept = await service.reading.call(service.engine.unanswered)
    is_kept = service.engine.settings.keep_gaps == "on"
    return json_response({"gaps": [one.to_dict() for one in kept], "is_kept": is_kept})


@routes.delete("/gaps", status_code=204)
@needs("admin")
async def forget_all(service: Served) -> Response:
    """Forget every question that had no sure answer."""
    await service.reading.call(service.engine.gaps.forget_all)
    return Response(None, 204)


@routes.delete("/gaps/{gap_id}", status_code=204, responses=problems(_404="There is no such question"))
@needs("admin")
async def forget(gap_id: _Id, service: Served) -> Response:
    """Forget one question that had no sure answer."""
    await service.reading.call(service.engine.gaps.forget, gap_id)
    return Response(None, 204)
