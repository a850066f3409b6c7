"""The routes of jobs: fetch a page or feed, add a large upload, look at how far that is, call it off.

Owns what each kind of job does. Knows nothing of how jobs are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from index import Corpus
from index.errors import IndexingError, InvalidArticle, LoadError
from index.fetching import OPEN_WEB, Fetcher, Policy
from index.loaders import Loaded
from qa.adding.run import AddRun
from qa.adding.sent import SentWith
from qa.adding.source_reading import AddOptions
from qa.adding.sources import Source, behind
from qa.limits import check_storable
from qa.web.http.json_bodies import json_response
from qa.web.jobs.queue import Jobs, Work
from qa.web.jobs.records import Job, Sender
from qa.web.routes import uploads
from qa.web.schemas.jobs import AddressIn, JobOut, JobsOut
from qa.web.schemas.requests import UploadQuery
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import KeyedRoute, Served, Service

T = TypeVar("T")

# How often it is looked whether a job was called off while its body is read: a large PDF takes many seconds.
_STOP_SECONDS = 0.2

_PROBLEMS = problems(415, _404="There is no such job", _507="The job cannot be kept, as when the disk is full")

routes = APIRouter(route_class=KeyedRoute, tags=["Jobs"], responses=EVERYWHERE)


@routes.post("/articles/url", status_code=202, response_model=JobOut, responses=_PROBLEMS)
async def add_page(body: AddressIn, service: Served, request: Request) -> Response:
    """Fetch the page at an address of the open web and add its article, as a job. Where the operator allows it."""
    return await _fetching(body, service, request)


@routes.post("/feeds", status_code=202, response_model=JobOut, responses=_PROBLEMS)
async def add_feed(body: AddressIn, service: Served, request: Request) -> Response:
    """Fetch a feed or sitemap and add the article of every page that it leads to, as a job."""
    return await _fetching(body, service, request)


@routes.get("/jobs", response_model=JobsOut, responses=_PROBLEMS)
async def list_jobs(service: Served) -> Response:
    """List the jobs, the newest first, without their outcomes."""
    return json_response({"jobs": await service.reading.call(_jobs(service).all)})


@routes.get("/jobs/{job_id}", response_model=JobOut, responses=_PROBLEMS)
async def read_job(job_id: str, service: Served) -> Response:
    """Tell how far a job is: its state, counts, and what happened to each source, up to a thousand."""
    return json_response(await service.reading.call(_jobs(service).told, job_id))


@routes.delete("/jobs/{job_id}", status_code=204, responses=_PROBLEMS)
async def cancel_job(job_id: str, service: Served) -> Response:
    """Call a job off; what is in stays in. One that has ended is forgotten."""
    await service.reading.call(_jobs(service).cancel, job_id)
    return Response(None, 204)


async def _fetching(body: AddressIn, service: Service, request: Request) -> Response:
    if service.fetch != "on":
        raise HTTPException(403, "This server fetches nothing from the web; its keeper can allow it with QA_FETCH=on.")
    return await accepted(service, "address", request=request, details=body.model_dump(exclude_none=True))


async def accepted(
    service: Service, kind: str, *, request: Request, details: dict[str, Any], body: bytes = b""
) -> Response:
    """Have a job done that a request asks for, and answer where to look for it."""
    sender = Sender(request.scope["key_id"], service.key.whose(request))
    job = await service.reading.call(partial(_jobs(service).submit, kind, details, body=body, sender=sender))
    return json_response(job.described(), status=202, headers={"Location": f"/jobs/{job.id}"})


def _jobs(service: Service) -> Jobs:
    assert service.jobs is not None
    return service.jobs


def works(service: Service, *, policy: Policy = OPEN_WEB) -> dict[str, Work]:
    """Return what does a job of each kind."""
    fetcher = Fetcher(policy)
    return {"address": partial(_address, service, fetcher), "upload": partial(_upload, service, fetcher)}


def _address(service: Service, fetcher: Fetcher, job: Job, _body: bytes) -> None:
    details: dict[str, str] = {name: value for name, value in job.request.items() if name in ("source", "published")}
    options = AddOptions(details, most_chars=service.engine.settings.max_article_chars, retry_failed=True)
    _add(
        service,
        options,
        lambda adding: behind(job.request["url"], fetcher, known=adding.known),
        fetcher=fetcher,
        job=job,
    )


def _upload(service: Service, fetcher: Fetcher, job: Job, body: bytes) -> None:
    details = UploadQuery(**job.request["said"])
    most_chars = service.engine.settings.max_article_chars
    read = partial(uploads.read_any, body, job.request["type"], details=details, most_chars=most_chars)
    try:
        entries = _unless_stopped(read, job.stop)
    except RequestValidationError as error:
        raise LoadError(f"the body does not have the form of articles: {uploads.first_fault(error)}") from None
    if entries is None:
        return
    sources = [_loaded(one, details.filename, most_chars) for one in entries]
    _add(service, AddOptions(most_chars=most_chars), lambda _adding: sources, fetcher=fetcher, job=job)


def _unless_stopped(work: Callable[[], T], stop: threading.Event) -> T | None:
    """Return what some work makes; None as soon as ``stop`` is set: then it goes on to its own limits, for nobody."""
    making: Future[T] = Future()

    def make() -> None:
        try:
            making.set_result(work())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            making.set_exception(error)

    # Not of a pool: Python would wait for a pool's thread before it ends.
    threading.Thread(target=make, name="reading", daemon=True).start()
    while not stop.is_set():
        if wait([making], timeout=_STOP_SECONDS).done:
            return making.result()
    return None


def _add(service: Service, options: AddOptions, sources: Any, *, fetcher: Fetcher, job: Job) -> None:
    def run(corpus: Corpus) -> None:
        stop: threading.Event = job.stop
        adding = AddRun(SentWith(corpus, job.sender.key_id), options, fetcher=fetcher, tell=job.tell, stop=stop)
        coming: Iterable[Source | Loaded] = sources(adding)
        adding.run(coming)
        for outcome, count in adding.counts.items():
            service.metrics.ingested(outcome, count)

    service.change(run)


def _loaded(one: uploads.Uploaded | IndexingError, name: str, most_chars: int) -> Loaded:
    if not isinstance(one, uploads.Uploaded):
        return Loaded(name, error=str(one))
    try:
        check_storable(one.article, most_chars=most_chars)
    except InvalidArticle as error:
        return Loaded(name or one.article.id, error=str(error))
    return Loaded(name or one.article.id, articles=(one.article,), notices=one.notices)
