"""The addresses of the Model Context Protocol: the key, then the protocol's own application.

Without the extra ``mcp`` they say what to install. Knows nothing of the protocol.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any, TypeVar

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.engine import AskOptions, Engine
from qa.mcp.source import Profile
from qa.records import Answer
from qa.web.http.disconnects import CLIENT_GONE
from qa.web.http.json_bodies import is_json, json_response, parse
from qa.web.http.problems import problem
from qa.web.service.ask_runner import answered
from qa.web.service.container import Service, unreadable

T = TypeVar("T")

#: Where each profile is served.
ADDRESSES: dict[str, Profile] = {"/mcp": "full", "/mcp/search": "search"}
#: A hundred turns of a conversation, the most that a call has, have 200.
_MOST_FIELDS = 2_000
_PARSE_ERROR, _INVALID_REQUEST = -32700, -32600  # of JSON-RPC 2.0
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
    """Demands the key before anything of the request is read, and holds its JSON to what any request has: each unknown
    field is a fault that the SDK writes out on the event loop.

    The protocol's application is made at the first request: to load the SDK and to describe the tools takes longer than
    to make the rest of the service, and many are never asked by this protocol."""

    def __init__(self, service: Service, profile: Profile) -> None:
        self._service = service
        self._profile: Profile = profile
        self._made: ASGIApp | None = None
        self._making = Lock()

    def _application(self) -> ASGIApp:
        with self._making:
            if self._made is None:
                self._made = _application(self._service, self._profile)
            return self._made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        scope["key_id"] = self._service.key.authenticate(request, needed="read").id
        if not is_json(request.headers.get("content-type", "")):
            raise unreadable("A message of the protocol is JSON, and says so: Content-Type: application/json.")
        try:
            body = await request.body()
            message = await anyio.to_thread.run_sync(partial(parse, body, most_fields=_MOST_FIELDS))
        except ClientDisconnect:
            raise HTTPException(CLIENT_GONE, "The request did not arrive whole.") from None
        except json.JSONDecodeError as error:
            return await _refusal(_PARSE_ERROR, f"Parse error: {error.msg}")(scope, receive, send)
        application = self._made
        if application is None:
            application = await anyio.to_thread.run_sync(self._application)
        if not isinstance(application, Response) and (fault := _fault_of(message)):  # a response: there is no SDK
            application = _refusal(_INVALID_REQUEST, f"Invalid Request: {fault}")
        return await application(scope, _again(body, receive), send)


def _fault_of(message: Any) -> str:
    """Say why some JSON is no message: the SDK takes a request with an id of another kind for one that wants no answer,
    and tells of all else by its own classes."""
    if isinstance(message, list):
        return "messages are sent one by one, and not as a batch"
    if not isinstance(message, dict):
        return "a message is an object"
    if message.get("jsonrpc") != "2.0":
        return 'a message says "jsonrpc": "2.0"'
    if not isinstance(message.get("params", {}), dict):
        return "params are an object"
    if not isinstance(message.get("method", ""), str):
        return "a method is named by a string"
    if "method" in message and "id" in message and type(message["id"]) not in (str, int):
        return "an id is a string or a whole number"
    return ""


def _refusal(code: int, fault: str) -> Response:
    error = {"code": code, "message": fault}
    return json_response({"jsonrpc": "2.0", "id": None, "error": error}, status=400)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read, and then what comes after it."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return rest.pop() if rest else await receive()

    return receive_again


def routes(service: Service) -> list[Route]:
    """Return the routes, one a profile.

    POST alone: a stream that a client may open with GET would bring nothing, and there is no session to DELETE."""
    return [
        Route(path, endpoint=_Keyed(service, profile), methods=["POST"], include_in_schema=False)
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
