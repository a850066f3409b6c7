"""HEAD, addresses that cannot be meant, and the path that a proxy puts before ours. Pure ASGI.

Knows nothing of routes.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.problems import DETAILS, problem

_NO_TEXT = "The address holds bytes that are not UTF-8; write its text as UTF-8, percent-encoded."


class HeadAsGet:
    """Answer HEAD as GET without the body, wherever there is GET (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as GET; keep the head of its response and drop the rest."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self._app({**scope, "method": "GET"}, receive, send_head)


class TextualAddress:
    """Refuse an address whose path or parameters are not UTF-8, and one whose path holds a line end. "OPTIONS *" asks
    for no address, but whether the server is there, and what it can do.

    What reads them would put U+FFFD in place of each such byte, without a word: another question would be answered,
    another title stored, other articles deleted than were named. And the pattern of a route takes a path with a line
    end behind it for the path without."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it: 400 or 404, and 204 to "OPTIONS *"."""
        if scope["type"] == "http":
            if scope["method"] == "OPTIONS" and scope.get("raw_path") == b"*":
                return await Response(None, 204, {"Allow": "DELETE, GET, HEAD, OPTIONS, POST"})(scope, receive, send)
            if not (_is_text(scope.get("raw_path")) and _is_text(scope.get("query_string"))):
                return await problem(400, _NO_TEXT)(scope, receive, send)
            if "\n" in scope["path"]:
                return await problem(404, DETAILS[404])(scope, receive, send)
        return await self._app(scope, receive, send)


def _is_text(escaped: bytes | None) -> bool:
    """Say whether a part of an address is UTF-8 once its escapes are undone; overlong forms and halves of a surrogate
    pair are not."""
    if escaped is None or (b"%" not in escaped and escaped.isascii()):
        return True
    try:
        unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Prefixed:
    """Serve below a path, such as "/qa", that a proxy puts before ours, whether it takes it off again or not.

    Addresses of our own that are written in full carry it then.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = path_before(prefix)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path after the prefix."""
        if scope["type"] == "http" and self._prefix:
            scope, send = below(self._prefix, scope, send=send)
            scope["path"] = scope["path"] or "/"
            scope["raw_path"] = scope["raw_path"] or b"/"
        return await self._app(scope, receive, send)


def path_before(prefix: str) -> str:
    """Return the path that a proxy puts before ours as it stands in an address: "" or "/qa"."""
    return "/" + prefix.strip("/") if prefix.strip("/") else ""


def below(prefix: str, scope: Scope, *, send: Send) -> tuple[Scope, Send]:
    """Return a request as it is below a path, where it is, and a ``send`` that puts the path before a Location."""
    scope = {**scope, "app_root_path": scope.get("app_root_path", "") + prefix}
    raw = scope.get("raw_path") or b""
    if (scope["path"] + "/").startswith(prefix + "/"):
        scope["path"], raw = scope["path"][len(prefix) :], raw[len(prefix) :]
    scope["raw_path"] = raw

    async def send_below(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("location", "").startswith("/"):
                headers["location"] = prefix + headers["location"]
        await send(message)

    return scope, send_below
