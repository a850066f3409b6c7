"""The routes that tell the server's state: what there is to ask, health, metrics, and the API's description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from index.errors import IndexingError
from qa.doctor import Check, examine_further, examine_running
from qa.web.http.json_bodies import json_response
from qa.web.http.parameters import SingleRoute
from qa.web.http.problems import Overloaded, problem
from qa.web.schemas.description import described
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import KeyedRoute, Served, Service
from qa.web.service.metrics import CONTENT_TYPE

routes = APIRouter(route_class=KeyedRoute, tags=["State"], responses=EVERYWHERE)
health = APIRouter(
    route_class=SingleRoute, tags=["State"], responses=problems(401, 403, 503)
)  # asked by machines that know no key

_Verbose = Annotated[str | None, Query(max_length=10)]


@routes.get("/about")
async def about(service: Served) -> Response:
    """Tell what there is to ask: counts, sources, dates, questions to begin with; and whether addresses are fetched."""
    contents = await service.reading.call(service.contents)
    offered = {"suggestions": list(service.suggestions), "fetches": service.fetch == "on"}
    return json_response({**contents.to_dict(), **offered})


@health.get("/livez")
async def livez() -> Response:
    """Say that the process lives."""
    return json_response({"status": "alive"})


@health.get("/readyz")
async def readyz(request: Request, service: Served, verbose: _Verbose = None) -> Response:
    """Say whether questions can be answered, of any corpus that is served: 200, or 503. With ``?verbose`` and a key of
    scope "admin" also each check: machine, versions, threads, disk, models, keys, and each corpus that it opens."""
    if service.leaving.is_set():
        return problem(503, "The service has been told to stop; send new requests elsewhere.")
    wanted = verbose is not None and verbose.lower() not in ("0", "false", "no")
    if wanted:
        service.key.authenticate(request, needed="admin")
    state, others = await _state(service), await _others(service)
    if state is None and not any(others.values()):
        return problem(503, "The articles cannot be searched at the moment.")
    if others:
        ready = [state is not None, *others.values()]
        whole = {"status": "ready" if all(ready) else "ready in part"}
        state = {**(state or {}), **whole, "corpora": {"ready": sum(ready), "of": len(ready)}}
    if wanted:
        state = {**(state or {}), **await _details(service, request, others)}
    return json_response(state)


async def _state(service: Service) -> dict[str, Any] | None:
    """Tell of one corpus what it is ready with; None where it cannot be searched."""
    try:
        counts = await service.health.call(service.counts)
    except IndexingError:
        return None
    state: dict[str, Any] = {
        "status": "ready",
        "generation": counts.generation,
        "encoder": service.engine.corpus.stats()["encoder"],
        "calibration": "shipped" if service.engine.models.calibration is None else "own",
    }
    if service.processes is not None:
        state["workers"] = {"alive": len(service.processes.alive), "of": service.processes.number}
    return state


async def _others(service: Service) -> dict[str, bool]:
    """Say of each further corpus whether it can be searched."""
    return {name: one is not None and await _is_ready(one) for name, one in service.beside.items()}


async def _is_ready(service: Service) -> bool:
    try:
        return await _state(service) is not None
    except Overloaded:
        return False


async def _details(service: Service, request: Request, others: dict[str, bool]) -> dict[str, Any]:
    """Tell the checks, and, of the further corpora that the key of the request opens, which are ready and why not."""
    opened = service.key.opened_by(request) if others and service.key.is_demanded() else frozenset(others)
    named = {name: "ready" if ready else "not ready" for name, ready in others.items() if name in opened}
    checks = await service.reading.call(_checks, service, named)
    details: dict[str, Any] = {"checks": [check.to_dict() for check in checks]}
    return {**details, "named": named} if others else details


def _checks(service: Service, named: Iterable[str]) -> list[Check]:
    try:
        checks = examine_running(service.engine)
    except IndexingError as error:
        checks = [Check("corpus", "fault", str(error), "Do what the message says")]
    for name in named:
        beside = service.beside[name]
        checks += examine_further(name, None if beside is None else beside.engine)
    return checks


@routes.get("/metrics")
async def metrics(service: Served) -> Response:
    """Write the counters in the Prometheus text format."""
    counts = await service.health.call(service.counts)
    body = service.metrics.render(**counts._asdict())
    return Response(body, headers={"Content-Type": CONTENT_TYPE})


@routes.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """Return the API's description."""
    return json_response(described(request.app))
