"""Builds the HTTP application of one engine: routes, errors, guards. The only place where they meet."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.engine import Engine
from qa.settings import Settings
from qa.web.http import problems
from qa.web.middleware.guards import LOOPBACK_HOSTS, BodyLimit, HostGuard, SecurityHeaders
from qa.web.middleware.rate_limit import RateLimit
from qa.web.openai import routes as openai
from qa.web.openai.errors import OpenAIErrors
from qa.web.routes import articles, ask, feedback, pages, status, stream
from qa.web.service.access import Gate, KeyCheck
from qa.web.service.container import Service
from qa.web.service.metrics import Metrics

VERSION = version("grounded-qa")
_WAITING_PER_RUNNING = 16
_LARGEST_QUESTION = 1 << 20
_ASKING = ("/ask", "/ask/stream", "/v1/chat/completions", "/v1/responses", "/feedback")


def create_app(
    engine: Engine, settings: Settings, *, suggestions: Sequence[str] = (), hosts: Collection[str] = ()
) -> ASGIApp:
    """Build the application.

    Without a key only requests for loopback hosts and ``hosts`` are let in; with one any host, or, where ``hosts`` are
    given, those and loopback hosts. ``suggestions`` are questions that the page offers.
    """
    running = settings.max_concurrent_questions
    service = Service(
        engine=engine,
        key=KeyCheck(settings.api_key),
        questions=Gate(running=running, waiting=running * _WAITING_PER_RUNNING),
        changes=Gate(running=1, waiting=_WAITING_PER_RUNNING),
        reading=Gate(running=running, waiting=running * _WAITING_PER_RUNNING),
        suggestions=tuple(suggestions),
    )
    service.metrics.built(version=VERSION, encoder=engine.encoder.name)
    served = {*hosts, *LOOPBACK_HOSTS} if hosts or settings.api_key is None else None
    limited = BodyLimit(
        create_api(service, a_minute=settings.max_requests_a_minute),
        settings.max_body_bytes,
        lower=dict.fromkeys(_ASKING, _LARGEST_QUESTION),
    )
    return SecurityHeaders(OpenAIErrors(HostGuard(limited, served)))


def create_api(service: Service, *, a_minute: int = 0) -> FastAPI:
    """Build the routes and the handling of errors, without the guards around them; ``a_minute`` as of ``RateLimit``."""
    api = FastAPI(
        title="Ask the articles",
        version=VERSION,
        description="Answers questions over articles with the sentences that answer them, each with a citation.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    api.state.service = service
    problems.install(api)
    for router in (
        ask.routes,
        stream.routes,
        openai.routes,
        articles.routes,
        articles.pages_or_data,
        feedback.routes,
        status.routes,
        status.health,
        pages.routes,
    ):
        api.include_router(router)
    api.add_middleware(RateLimit, a_minute=a_minute)  # within the timing: what is refused is counted too
    api.add_middleware(_Timing, metrics=service.metrics)
    return api


class _Timing:
    """Time every request, by the pattern of its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.requested(time.perf_counter() - started, route=route, method=method, status=status)
        return None


_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})
