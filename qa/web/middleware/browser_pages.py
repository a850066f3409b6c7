"""Errors for people: what a browser opens and cannot have is told on a page, in place of a problem document. Pure ASGI.

Knows nothing of what went wrong beyond the problem document.
"""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.http.browsers import is_opened, up_from
from qa.web.http.rewriting import rewriting

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
        """Pass the request on; put a page in place of a problem document that a person opened."""
        if scope["type"] != "http" or scope["method"] != "GET" or not is_opened(Headers(scope=scope)):
            return await self._app(scope, receive, send)

        def page(problem: dict[str, Any]) -> tuple[int, bytes]:
            words = {name: escape(problem[name]) for name in ("title", "detail")}
            return problem["status"], _PAGE.format(**words, up=up_from(scope)).encode()

        return await self._app(scope, receive, rewriting(send, page, media_type="text/html; charset=utf-8"))
