"""What is asked for under a condition (RFC 9110, 13): 304 for what the client has, 412 for what it does not expect.

Pure ASGI. Knows nothing of what is sent beyond its ETag.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.problems import DETAILS, problem
from qa.web.service.conditions import is_expected, is_held

# Of the head of the whole answer, 304 repeats these (RFC 9110, 15.4.5); the others describe a body.
_REPEATED = frozenset({b"cache-control", b"content-location", b"date", b"etag", b"expires", b"vary"})


class Conditional:
    """Hold a successful answer to GET to the conditions of its request. HEAD comes here as GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; send a 304 or 412 in place of what the client has, or does not expect."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self._app(scope, receive, send)
        asking = Headers(scope=scope)
        if "if-none-match" not in asking and "if-match" not in asking:
            return await self._app(scope, receive, send)
        replaced = False

        async def send_if_wanted(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 200:
                etag = MutableHeaders(scope=message).get("etag")
                if not is_expected(asking, etag):
                    replaced = True
                    return await problem(412, DETAILS[412])(scope, receive, send)
                if is_held(asking, etag):
                    replaced = True
                    await send({**message, "status": 304, "headers": _repeated(message)})
                    return await send({"type": "http.response.body", "body": b""})
            return None if replaced else await send(message)

        return await self._app(scope, receive, send_if_wanted)


def _repeated(start: Message) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in start["headers"] if name.lower() in _REPEATED]
