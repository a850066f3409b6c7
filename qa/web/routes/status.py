"""The routes that tell the server's state: what there is to ask, health, metrics, and the API's description."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from index.errors import IndexingError
from qa.web.http.json_bodies import json_response
from qa.web.http.problems import problem
from qa.web.schemas.description import described
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import KeyedRoute, Served
from qa.web.service.metrics import CONTENT_TYPE

routes = APIRouter(route_class=KeyedRoute, tags=["State"], responses=EVERYWHERE)
health = APIRouter(tags=["State"], responses=problems(503))  # asked by machines that know no key


@routes.get("/about")
async def about(service: Served) -> Response:
    """Tell what there is to ask: counts, sources, dates, and questions to begin with."""
    contents = await service.reading.call(service.contents)
    return json_response({**contents.to_dict(), "suggestions": list(service.suggestions)})


@health.get("/livez")
async def livez() -> Response:
    """Say that the process lives."""
    return json_response({"status": "alive"})


@health.get("/readyz")
async def readyz(service: Served) -> Response:
    """Say whether questions can be answered: 200, or 503."""
    try:
        counts = await service.reading.call(service.counts)
    except IndexingError:
        return problem(503, "The articles cannot be searched at the moment.")
    return json_response(
        {
            "status": "ready",
            "generation": counts.generation,
            "encoder": service.engine.corpus.stats()["encoder"],
            "calibration": "shipped" if service.engine.models.calibration is None else "own",
        }
    )


@routes.get("/metrics")
async def metrics(service: Served) -> Response:
    """Write the counters in the Prometheus text format."""
    counts = await service.reading.call(service.counts)
    body = service.metrics.render(**counts._asdict())
    return Response(body, headers={"Content-Type": CONTENT_TYPE})


@routes.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Return the API's description."""
    return json_response(described(request.app))
