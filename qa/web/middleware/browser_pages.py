"""Errors for people: what a browser opens and cannot have is told on a page, in place of a problem document. Pure ASGI.

Knows nothing of what went wrong beyond the problem document.
"""

from __future__ import annotations

from html import escape

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.browsers import is_opened, up_from

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – Ask the articles</title>
<link rel="icon" href="{up}page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{up}page/page.css">
</head>
<body class="alone">
<header class="masthead"><p class="nameplate"><a href="{up}">Ask the articles</a></p></header>
<main>
<h1 class="page-title">{title}</h1>
<p class="byline">{detail}</p>
<p class="actions"><a href="{up}">Ask a question</a></p>
</main>
</body>
</html>
"""


class BrowserPages:
    """Turn the problem documents that a browser would show as they are into pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold back and rewrite a problem document that a person opened."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not is_opened(Headers(scope=scope)):
            return await self._app(scope, receive, send)
        held: Message | None = None
        body = b""

        async def as_page(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and _is_problem(message):
                held = message
            elif held is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await _send_page(send, held, body=body, up=up_from(scope))

        return await self._app(scope, receive, as_page)


def _is_problem(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/problem+json")


async def _send_page(send: Send, start: Message, *, body: bytes, up: str) -> None:
    if body:
        problem = orjson.loads(body)
        page = _PAGE.format(title=escape(problem["title"]), detail=escape(problem["detail"]), up=up).encode()
    else:  # of HEAD only the head is known
        page = b""
    headers = MutableHeaders(scope=start)
    headers["Content-Type"] = "text/html; charset=utf-8"
    if page:
        headers["Content-Length"] = str(len(page))
    await send(start)
    await send({"type": "http.response.body", "body": page})
