"""Limits how many requests are served at once, and answers those that a stopping server does not finish. Pure ASGI.

Health checks are always let in.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.problems import problem

# Health checks come from machines that restart a server which does not answer, as often as they are configured to.
HEALTH = frozenset({"/livez", "/readyz", "/metrics"})


class ConcurrencyLimit:
    """Refuse with 503 what goes beyond ``most`` requests at once, or beyond ``of_one`` of one address.

    A request counts from its head on, so slow bodies count too, and cannot keep everybody else out.
    """

    def __init__(self, app: ASGIApp, *, most: int = 512, of_one: int = 256) -> None:
        self._app = app
        self._most = most
        self._of_one = of_one
        self.in_work: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 503."""
        if scope["type"] != "http" or scope["path"] in HEALTH:
            return await self._app(scope, receive, send)
        whose = scope["client"][0] if scope.get("client") else ""
        if self.in_work.total() >= self._most or self.in_work[whose] >= self._of_one:
            refusal = problem(
                503, "The server has as many requests as it can take; try again shortly.", headers={"Retry-After": "1"}
            )
            return await refusal(scope, receive, send)
        self.in_work[whose] += 1
        try:
            return await self._app(scope, receive, send)
        finally:
            self.in_work[whose] -= 1
            if not self.in_work[whose]:
                del self.in_work[whose]


class ShutdownReply:
    """Answer 503 to a request that the stopping server does not finish, instead of just closing the connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer 503 when it is cancelled."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            if begun:  # its head is sent; the closed connection shows that the body is incomplete
                return
            headers = {"Retry-After": "5", "Connection": "close"}
            detail = "The server is stopping and did not finish this request; ask for what became of it, then again."
            await problem(503, detail, headers=headers)(scope, receive, send)
