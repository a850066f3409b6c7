"""Errors for people: what a browser opens and cannot have is told on a page, in place of a problem document. Pure ASGI.

Knows nothing of what went wrong beyond the problem document.
"""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.browsers import is_opened, plain_page, up_from
from qa.web.http.rewriting import rewriting

_MAIN = """<h1 class="page-title">{title}</h1>
<p class="byline">{detail}</p>
<p class="actions"><a href="{up}">Ask a question</a></p>"""


class BrowserPages:
    """Turn the problem documents that a browser would show as they are into pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; put a page in place of a problem document that a person opened."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self._app(scope, receive, send)
        send = _saying_that_errors_vary(send)
        if not is_opened(Headers(scope=scope)):
            return await self._app(scope, receive, send)

        def page(problem: dict[str, Any]) -> tuple[int, bytes]:
            words = {name: escape(problem[name]) for name in ("title", "detail")}
            up = up_from(scope)
            written = plain_page(f"{words['title']} – Ask the articles", _MAIN.format(**words, up=up), up=up)
            return problem["status"], written.encode()

        return await self._app(scope, receive, rewriting(send, page, media_type="text/html; charset=utf-8"))


def _saying_that_errors_vary(send: Send) -> Send:
    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            MutableHeaders(scope=message).add_vary_header("Accept")
        await send(message)

    return send_varying
