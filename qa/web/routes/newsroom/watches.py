"""The routes of watches: made, listed, removed, and the feed of one, which asks again what is due."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from qa.watching.feed import atom
from qa.watching.watches import Watches
from qa.watching.webhooks import accepted_webhook, described
from qa.web.http.json_bodies import json_response
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.schemas.watches import WatchesOut, WatchIn, WatchOut
from qa.web.service.container import KeyedRoute, Served, Service

_FEED: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Atom feed", "content": {"application/atom+xml": {"schema": {"type": "string"}}}},
    **problems(_404="There is no watch with this id", _503="Too many questions at once"),
}
_UNKNOWN = problems(_404="There is no watch with this id")
_REFUSED = problems(415, _422="The question cannot be used, so many are watched already, or the webhook is not allowed")
_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]

routes = APIRouter(route_class=KeyedRoute, tags=["Watches"], responses=EVERYWHERE)


@routes.get("/watches", response_model=WatchesOut)
async def watches(service: Served) -> Response:
    """List the questions that are watched, the first added first."""
    kept = await service.reading.call(Watches(service.engine.corpus.folder).all)
    return json_response({"watches": described(kept)})


@routes.post("/watches", status_code=201, response_model=WatchOut, responses=_REFUSED)
async def add(body: WatchIn, service: Served) -> Response:
    """Watch a question: it is asked again after each change of the articles. One that is watched already stays so."""
    watch = await service.reading.call(_add, service, body)
    return json_response(watch, status=201, headers={"Location": f"/watches/{watch['id']}.atom"})


def _add(service: Service, body: WatchIn) -> dict[str, object]:
    settings = service.engine.settings
    webhook = accepted_webhook(body.webhook, settings)
    kept = Watches(service.engine.corpus.folder)
    most_chars = settings.max_question_chars
    watch = kept.add(body.question, most_chars=most_chars, webhook=webhook, speaker=body.speaker)
    if service.watcher is not None:
        service.watcher.changed()
    return described([watch])[0]


@routes.delete("/watches/{watch_id}", status_code=204, responses=_UNKNOWN)
async def remove(watch_id: _Id, service: Served) -> Response:
    """Watch a question no longer, and forget what its runs found."""
    await service.reading.call(Watches(service.engine.corpus.folder).remove, watch_id)
    return Response(None, 204)


@routes.get("/watches/{watch_id}.atom", response_class=Response, responses=_FEED)
async def feed(watch_id: _Id, request: Request, service: Served) -> Response:
    """Tell what is new, changed or gone in the evidence of a watched question, the latest first."""
    base = str(request.base_url)

    def told() -> str:
        watches = Watches(service.engine.corpus.folder)
        watches.run(service.engine, watch_id)
        return atom(*watches.events(service.engine, watch_id), base_url=base)

    return Response(await service.questions.call(told), media_type="application/atom+xml; charset=utf-8")
