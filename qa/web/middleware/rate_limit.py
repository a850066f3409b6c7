"""How often one key or address may ask: a limit a minute, held before anything of a request is read. Pure ASGI.

Knows nothing of how keys are checked, of routes or work.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.http.problems import problem
from qa.web.http.rate_limiter import RateLimiter, client_address
from qa.web.middleware.concurrency_limit import HEALTH


class RateLimit:
    """Refuse with 429 what the limiter does not let in; without a limiter nothing is refused.

    Whoever has a valid key is counted by it, wherever it is used; others by their address. An IPv6 address counts with
    its /64, which one customer has whole."""

    def __init__(
        self, app: ASGIApp, limiter: RateLimiter | None, *, whose: Callable[[HTTPConnection], str] | None = None
    ) -> None:
        self._app = app
        self._whose = whose or (lambda request: client_address(request.scope))
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429 with the seconds after which it would pass."""
        if scope["type"] == "http" and self._limiter is not None and scope["path"] not in HEALTH:
            wait = self._limiter.seconds_to_wait(self._whose(HTTPConnection(scope)))
            if wait > 0:
                headers = {"Retry-After": str(math.ceil(wait))}
                detail = "This key or address has asked too often; the Retry-After header says when to ask again."
                return await problem(429, detail, headers=headers)(scope, receive, send)
        return await self._app(scope, receive, send)
