"""Times every request by the pattern of its route, counts it, traces it and writes a line about it. Pure ASGI."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.tracing import Tracing
from qa.web.service.metrics import Metrics

log = logging.getLogger("qa.web.requests")

_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})


class Timing:
    """Time every request that reaches the routes. Neither the count nor the line holds an address or what was sent."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, tracing: Tracing | None = None) -> None:
        self._app = app
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; when it has ended, count it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500
        method = scope["method"] if scope["method"] in _METHODS else "other"
        span = None if self._tracing is None else self._tracing.begin(Headers(scope=scope), method=method)

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.requested(seconds, route=route, method=method, status=status)
            fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
            corpus = scope.get("corpus") or None
            if self._tracing is not None:
                facts = {"corpus": corpus, "request_id": scope.get("request_id")}
                self._tracing.end(span, method=method, route=route, status=status, facts=facts)
            log.info("request", extra={**fields, "corpus": corpus, "key": scope.get("key_id") or None})
        return None
