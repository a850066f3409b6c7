"""The addresses of the Model Context Protocol: the key, then the protocol's own application.

Without the extra ``mcp`` they say what to install. Knows nothing of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.engine import AskOptions, Engine
from qa.mcp.source import Profile
from qa.records import Answer
from qa.web.http.problems import problem
from qa.web.service.ask_runner import answered
from qa.web.service.container import Service

T = TypeVar("T")

#: Where each profile is served.
ADDRESSES: dict[str, Profile] = {"/mcp": "full", "/mcp/search": "search"}
_MISSING = "This server was installed without the Model Context Protocol: pip install 'grounded-qa[mcp]'"


@dataclass(frozen=True, slots=True)
class _ServiceSource:
    """The service's engine, asked in turn with everybody else's questions."""

    service: Service

    async def ask(self, question: str, *, options: AskOptions) -> Answer:
        return await answered(self.service, question, options=options)

    async def compute(self, work: Callable[[Engine], T]) -> T:
        return await self.service.questions.call(work, self.service.engine)

    async def read(self, work: Callable[[Engine], T]) -> T:
        return await self.service.reading.call(work, self.service.engine)


class _Keyed:
    """Demands the key before anything of the request is read."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["key_id"] = self._service.key.authenticate(Request(scope), needed="read").id
        await self._app(scope, receive, send)


def routes(service: Service) -> list[Route]:
    """Return the routes, one a profile.

    POST alone: a stream that a client may open with GET would bring nothing, and there is no session to DELETE."""
    return [
        Route(path, endpoint=_Keyed(_application(service, profile), service), methods=["POST"], include_in_schema=False)
        for path, profile in ADDRESSES.items()
    ]


def _application(service: Service, profile: Profile) -> ASGIApp:
    try:
        from qa.mcp.http import application  # noqa: PLC0415 - an optional extra
        from qa.mcp.server import server_of  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        return problem(404, _MISSING)
    return application(server_of(_ServiceSource(service), profile))
