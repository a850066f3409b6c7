"""Builds the HTTP application of an engine, or of several: routes, errors, guards. The only place where they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from threading import Event

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import CorpusDamaged
from index.fetching import OPEN_WEB, Policy
from qa.engine import Engine
from qa.settings import Settings
from qa.web.additional_corpora import AdditionalCorpus, CorpusReopener
from qa.web.commands import changes
from qa.web.http import problems
from qa.web.http.rate_limiter import RateLimiter
from qa.web.http.tracing import Tracing
from qa.web.jobs.queue import Jobs
from qa.web.middleware.addressing import HeadAsGet, Prefixed, TextualAddress, path_before
from qa.web.middleware.browser_pages import BrowserPages
from qa.web.middleware.concurrency_limit import ConcurrencyLimit, ShutdownReply
from qa.web.middleware.conditional import Conditional
from qa.web.middleware.corpora import Corpora, Named
from qa.web.middleware.guards import LOOPBACK_HOSTS, BodyLimit, HostGuard, SecurityHeaders
from qa.web.middleware.rate_limit import RateLimit
from qa.web.middleware.timing import Timing
from qa.web.openai import routes as openai
from qa.web.openai.errors import OpenAIErrors
from qa.web.refusals import Refusals
from qa.web.routes import articles, ask, feedback, jobs, mcp, pages, speakers, status, stream
from qa.web.routes.newsroom import check, gaps, watches
from qa.web.routes.originals import page_images
from qa.web.service.access import Gate, KeyCheck
from qa.web.service.container import Service
from qa.web.service.processes import Processes
from qa.web.service.watcher import Watcher

VERSION = version("grounded-qa")
_WAITING_PER_RUNNING = 16
# A question that would wait longer for its turn is refused with Retry-After: people ask again when a page shows
# "searching" for longer than this.
_PATIENCE_SECONDS = 5.0
_LARGEST_QUESTION = 1 << 20
# Request headers of clients of the Model Context Protocol.
_MCP_FIELDS = ("Mcp-Protocol-Version", "Mcp-Session-Id", "Mcp-Method", "Mcp-Name")
# Request headers of OpenAI's JavaScript library in a browser, and of similar programs.
_CLIENT_FIELDS = (
    *(f"X-Stainless-{name}" for name in ("Arch", "Async", "Helper-Method", "Lang", "OS", "Package-Version")),
    *(f"X-Stainless-{name}" for name in ("Retry-Count", "Runtime", "Runtime-Version", "Timeout")),
    *(
        "OpenAI-Organization",
        "OpenAI-Project",
        "OpenAI-Beta",
        "Idempotency-Key",
        "X-Title",
        "If-None-Match",
        "If-Match",
        "Prefer",
    ),
)
_ASKING = ("/ask", "/ask/stream", "/ask/evidence", "/v1/chat/completions", "/v1/responses", "/feedback", *mcp.ADDRESSES)


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the application is served. ``hosts`` are further hosts it answers for, ``origins`` the sites whose pages
    may use it from a browser, ``root_path`` the path that a proxy puts before its addresses. ``keys`` is the folder of
    the keys where that is not the corpus, ``frozen`` says that its articles are never changed from here. ``leaving`` is
    set once the server has been told to stop. ``processes`` answer in place of those that the settings ask for.
    ``further`` are the corpora that it has beside the first, ``tracing`` makes the spans of all; ``refusals`` is what
    the server counts."""

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    root_path: str = ""
    fetching: Policy = OPEN_WEB
    keys: Path | None = None
    frozen: bool = False
    leaving: Event | None = None
    processes: Processes | None = None
    further: tuple[AdditionalCorpus, ...] = ()
    tracing: Tracing | None = None
    refusals: Refusals | None = None


def create_app(
    engine: Engine, settings: Settings, *, suggestions: Sequence[str] = (), deployment: Deployment = Deployment()
) -> ASGIApp:
    """Build the application.

    Without a key only requests for loopback hosts and those named are let in; with one any host, or, where hosts are
    named, those and loopback hosts. ``suggestions`` are questions that the page offers.
    """
    deployment = replace(deployment, leaving=deployment.leaving or Event(), refusals=deployment.refusals or Refusals())
    keys = {one.name: one.folder for one in deployment.further}
    key = KeyCheck(settings.api_key, deployment.keys or engine.corpus.folder, beside=keys)
    service = _service(engine, settings, key=key, deployment=deployment)
    service.suggestions = tuple(suggestions)
    served = {*deployment.hosts, *LOOPBACK_HOSTS} if deployment.hosts or not service.key.demands_key() else None
    limited = BodyLimit(
        BrowserPages(TextualAddress(_of_each_corpus(service, settings, deployment))),
        settings.max_body_bytes,
        lower=dict.fromkeys(_ASKING, _LARGEST_QUESTION),
    )
    ours = HostGuard(ConcurrencyLimit(ShutdownReply(limited)), served, origins=deployment.origins)
    guarded = HeadAsGet(SecurityHeaders(OpenAIErrors(_shared(ours, deployment.origins))))
    return Prefixed(Named(guarded) if deployment.further else guarded, deployment.root_path)


def _of_each_corpus(service: Service, settings: Settings, deployment: Deployment) -> ASGIApp:
    """Build the routes of the first corpus, and of the others, which share what is counted for an address."""
    limiter = RateLimiter(settings.max_requests_a_minute) if settings.max_requests_a_minute else None
    first = create_api(service, limiter=limiter)
    if not deployment.further:
        return first
    alone = replace(deployment, keys=None, processes=None)
    further: dict[str, ASGIApp] = dict.fromkeys((one.name for one in deployment.further), _broken)
    service.beside = dict.fromkeys(further)

    def serve_too(one: AdditionalCorpus, engine: Engine) -> None:
        key = service.key.of(one.name)
        opened = _service(engine, settings, key=key, deployment=alone, corpus=one.name)
        further[one.name] = create_api(opened, limiter=limiter)
        service.beside[one.name] = opened

    for one in deployment.further:
        if one.engine is not None:
            serve_too(one, one.engine)
    if broken := [one for one in deployment.further if one.engine is None and one.reopen is not None]:
        service.engine.on_close(CorpusReopener(broken, serve_too).close)
    outside = _counted(_api(service, pages.routes, pages.outside), service, limiter)
    return Corpora(first, further, key=service.key, outside=outside, nothing=_counted(_api(service), service, limiter))


async def _broken(scope: Scope, receive: Receive, send: Send) -> None:
    await problems.failure(CorpusDamaged("this corpus could not be opened"))(scope, receive, send)


def _service(engine: Engine, settings: Settings, *, key: KeyCheck, deployment: Deployment, corpus: str = "") -> Service:
    processes = deployment.processes
    if processes is None and settings.workers > 1:
        processes = Processes(engine.settings, settings.workers)
    running = settings.max_concurrent_questions if processes is None else processes.number
    waiting = running * _WAITING_PER_RUNNING
    service = Service(
        engine=engine,
        key=key,
        questions=Gate(running=running, waiting=waiting, patience=_PATIENCE_SECONDS),
        changes=Gate(running=1, waiting=_WAITING_PER_RUNNING),
        reading=Gate(running=running, waiting=waiting, patience=_PATIENCE_SECONDS),
        corpus=corpus,
        logs_questions=settings.log_questions == "yes",
        fetch=settings.fetch,
        frozen=deployment.frozen,
        processes=processes,
        tracing=deployment.tracing,
    )
    assert deployment.leaving is not None
    service.leaving = deployment.leaving
    service.jobs = Jobs(engine.corpus.folder, jobs.works(service, policy=deployment.fetching), check=key.check)
    engine.on_close(service.jobs.close)
    if not deployment.frozen:
        named = f"/c/{corpus}" if corpus else ""
        service.watcher = Watcher(engine, base_path=path_before(deployment.root_path) + named)
        engine.on_close(service.watcher.close)
    if processes is not None:
        engine.on_close(processes.close)
    service.metrics.watch_questions(lambda: service.questions.inside)
    if not corpus and deployment.refusals is not None:  # a request that cannot be read is for none of several corpora
        service.metrics.watch_refusals(deployment.refusals.by_status)
    service.metrics.built(version=VERSION, encoder=engine.encoder.name, corpus=corpus)
    return service


def _shared(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """Let the pages of some other sites read what is answered (CORS); of none, unless some are named."""
    if not origins:
        return app
    fields = ["Authorization", "Content-Type", "X-Request-ID", *_MCP_FIELDS, *_CLIENT_FIELDS]
    headers = ["ETag", "Location", "Retry-After", "X-Request-ID"]
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=fields,
        expose_headers=headers,
    )


def create_api(service: Service, *, limiter: RateLimiter | None = None) -> FastAPI:
    """Build the routes and the handling of errors, without the guards around them; ``limiter`` as of ``RateLimit``."""
    api = _api(
        service,
        ask.routes,
        stream.routes,
        check.routes,
        speakers.routes,
        watches.routes,
        gaps.routes,
        openai.routes,
        jobs.routes,
        page_images.routes,
        articles.routes,
        articles.parts,
        articles.pages_or_data,
        changes.routes,
        feedback.routes,
        status.routes,
        status.health,
        pages.routes,
    )
    api.router.routes.extend(mcp.routes(service))
    return _counted(api, service, limiter)


def _api(service: Service, *routers: APIRouter) -> FastAPI:
    api = FastAPI(
        title="Ask the articles",
        version=VERSION,
        description="Answers questions over articles with the sentences that answer them, each with a citation.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # a redirect would go to whatever host the request names
    )
    api.state.service = service
    problems.install(api)
    for router in routers:
        # Not include_router, which makes each application build the checks of its routes once more, at its first
        # request.
        api.router.routes.extend(router.routes)
    return api


def _counted(api: FastAPI, service: Service, limiter: RateLimiter | None) -> FastAPI:
    # inside the timing, so that refused requests, and what need not be sent again, are counted too
    api.add_middleware(Conditional)
    api.add_middleware(RateLimit, limiter=limiter, whose=service.key.whose)
    api.add_middleware(Timing, metrics=service.metrics, tracing=service.tracing)
    return api
