"""HEAD, and the path that a proxy puts before ours. Pure ASGI.

Knows nothing of routes.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


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


class Prefixed:
    """Serve below a path, such as "/qa", that a proxy puts before ours, whether it takes it off again or not.

    Addresses of our own that are written in full carry it then.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = "/" + prefix.strip("/") if prefix.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the path after the prefix."""
        if scope["type"] == "http" and self._prefix:
            scope = {**scope, "app_root_path": self._prefix}
            if (scope["path"] + "/").startswith(self._prefix + "/"):
                scope["path"] = scope["path"][len(self._prefix) :] or "/"
                raw = scope.get("raw_path") or b""
                scope["raw_path"] = raw[len(self._prefix) :] or b"/"
        return await self._app(scope, receive, send)
