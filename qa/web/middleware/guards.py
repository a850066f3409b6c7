"""What stands before the routes: headers on every response, which Host and Origin are let in, how much. Pure ASGI.

It wraps the whole application, its error handling too, so that no response leaves without the headers. Knows nothing of
routes.
"""

from __future__ import annotations

import ipaddress
import re
import uuid
from collections.abc import Collection, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.problems import DETAILS, Overloaded, problem
from qa.web.http.request_ids import current, id_of

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_DATA_POLICY = "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; sandbox"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
# A name or an address, and a port (RFC 3986, 3.2.2).
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'*+,;=()-]|%[0-9A-Fa-f]{2})+)(?::[0-9]*)?")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SecurityHeaders:
    """Set the security headers on every HTTP response, and give every request an id: its own, where it brings one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add what is missing to the head of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        mark = id_of(Headers(scope=scope))
        scope["request_id"] = mark
        current.set(mark)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # What a 304 says takes the place of what the client has kept: a page would lose its own policy.
                if message["status"] != 304:
                    _restrict(headers)
                _complete(headers, mark, tls=scope.get("scheme") == "https")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def guarded(response: Response) -> Response:
    """Set the headers on a response that does not pass through ``SecurityHeaders``."""
    _restrict(response.headers)
    _complete(response.headers, str(uuid.uuid4()), tls=False)
    return response


def _restrict(headers: MutableHeaders) -> None:
    is_page = headers.get("content-type", "").startswith("text/html")
    headers["Content-Security-Policy"] = _PAGE_POLICY if is_page else _DATA_POLICY


def _complete(headers: MutableHeaders, mark: str, *, tls: bool) -> None:
    headers["X-Request-ID"] = mark
    headers.setdefault("Cache-Control", "no-store")
    for name, value in _ALWAYS.items():
        headers[name] = value
    if tls:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


class HostGuard:
    """Refuse requests for a host that is not ours (DNS rebinding), and what another site's page asks for.

    ``hosts`` names the hosts served, without ports, beside every loopback address; None lets any host in, for servers
    that demand a key. Pages of ``origins`` may ask and change as our own may; "*" stands for every page. A link on
    another site may be followed here: that shows a page to a person, and tells the other site nothing.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None, *, origins: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(h.lower() for h in hosts)
        self._origins = frozenset(origin.lower() for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 400 (no host, or none that is one), 421 (host) or 403 (origin)."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not _names_one_host(scope, headers):
                response = problem(400, "A request names the host that it is for, once and whole, in the field Host.")
                return await response(scope, receive, send)
            if not self._is_ours(headers):
                response = problem(421, "This server does not answer for that host (qa serve --allow-host).")
                return await response(scope, receive, send)
            if not self._is_welcome(headers, changes=scope["method"] not in _SAFE_METHODS):
                response = problem(403, "Only this server's own pages and programs may ask this (see --allow-origin).")
                return await response(scope, receive, send)
        return await self._app(scope, receive, send)

    def _is_welcome(self, headers: Headers, *, changes: bool) -> bool:
        origins = headers.getlist("origin")
        if len(origins) > 1:
            return False
        if origins and ("*" in self._origins or origins[0].lower() in self._origins):
            return True
        return _is_same_origin(headers) if changes else not _is_read_by_another_site(headers)

    def _is_ours(self, headers: Headers) -> bool:
        if self._hosts is None:
            return True
        host = _without_port(headers.get("host", ""))
        return host in self._hosts or (self._hosts >= LOOPBACK_HOSTS and _is_loopback_address(host))


class BodyLimit:
    """Refuse bodies larger than ``most`` bytes, told by their length or found out while they come in pieces.

    ``lower`` gives addresses with a limit of their own. All bodies in hand together have at most ``together`` times
    ``most`` bytes: what goes beyond is refused as too much at once.
    """

    def __init__(self, app: ASGIApp, most: int, *, lower: Mapping[str, int], together: int = 16) -> None:
        self._app = app
        self._most = most
        self._lower = lower
        self._most_together = most * together
        self.in_hand = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most = min(self._most, self._lower.get(scope["path"], self._most))
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            return await problem(413, DETAILS[413])(scope, receive, send)
        came = 0

        async def receive_limited() -> Message:
            nonlocal came
            message = await receive()
            size = len(message.get("body", b""))
            came += size
            self.in_hand += size
            if came > most:
                raise HTTPException(413)
            if self.in_hand > self._most_together:
                raise Overloaded
            return message

        try:
            return await self._app(scope, receive_limited, send)
        finally:
            self.in_hand -= came


def _names_one_host(scope: Scope, headers: Headers) -> bool:
    """Say whether the field Host is as RFC 9112, 3.2 demands; before version 1.1 a request may have none."""
    named = headers.getlist("host")
    if not named and scope.get("http_version", "1.1") == "1.0":
        return True
    return len(named) == 1 and _HOST.fullmatch(named[0]) is not None


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _is_loopback_address(host: str) -> bool:
    """No name resolves to such a host, so no page elsewhere can make a browser send it by rebinding."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def _is_read_by_another_site(headers: Headers) -> bool:
    """Say whether a page of another site asks in its own behalf, as by an image; a link that a person follows is none.

    Programs other than browsers do not send these fields."""
    if headers.get("sec-fetch-site", "none") in {"none", "same-origin", "same-site"}:
        return False
    return (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) != ("navigate", "document")


def _is_same_origin(headers: Headers) -> bool:
    """Say whether the request comes from our own page, or from no page at all (then there is no Origin)."""
    if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    scheme, separator, host = origin.lower().partition("://")
    return scheme in ("http", "https") and bool(separator) and host == headers.get("host", "").lower()
