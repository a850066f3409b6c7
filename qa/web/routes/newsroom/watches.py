"""The route of a watch's feed. Watches are made and removed in the shell; reading the feed asks again what is due."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from qa.watching.feed import atom
from qa.watching.watches import Watches
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import KeyedRoute, Served

_FEED: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Atom feed", "content": {"application/atom+xml": {"schema": {"type": "string"}}}},
    **problems(_404="There is no watch with this id", _503="Too many questions at once"),
}
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]

routes = APIRouter(route_class=KeyedRoute, tags=["Watches"], responses=EVERYWHERE)


@routes.get("/watches/{watch_id}.atom", response_class=Response, responses=_FEED)
async def feed(watch_id: _Id, request: Request, service: Served) -> Response:
    """Tell what is new, changed or gone in the evidence of a watched question, the latest first."""
    base = str(request.base_url)

    def told() -> str:
        watches = Watches(service.engine.corpus.folder)
        watches.run(service.engine, watch_id)
        return atom(*watches.events(service.engine, watch_id), base_url=base)

    return Response(await service.questions.call(told), media_type="application/atom+xml; charset=utf-8")
