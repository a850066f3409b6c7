"""Several corpora behind one set of guards: which one an address means, and who may know that it exists. Pure ASGI.

Without a key every name gets the same response; with a key, a corpus that the key does not open gets the same response
as one that does not exist. Knows nothing of routes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.settings import NAME
from qa.web.http.problems import problem
from qa.web.middleware.addressing import below
from qa.web.service.access import KeyCheck

_ADDRESS = re.compile(rf"/c/({NAME.pattern})(?=/|$)")


class Named:
    """Take /c/NAME off an address and remember the name, so that all that follows sees the addresses of one corpus."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the path after the name."""
        address = _ADDRESS.match(scope["path"]) if scope["type"] == "http" else None
        came = (scope.get("raw_path") or scope.get("path", "").encode()).partition(b"?")[0]
        # an escaped name has another length in the raw path
        if address is None or not (came + b"/").startswith(address[0].encode() + b"/"):
            return await self._app(scope, receive, send)
        inner, send = below(address[0], scope, send=send)
        return await self._app({**inner, "corpus": address[1]}, receive, send)


class Corpora:
    """Hands a request to the application of its corpus. ``further`` are those with a name, ``nothing`` stands for all
    that there are not; ``outside`` answers whoever has no key where keys are demanded: the page, which asks for one,
    and 401 for all else."""

    def __init__(
        self, first: ASGIApp, further: Mapping[str, ASGIApp], *, key: KeyCheck, outside: ASGIApp, nothing: ASGIApp
    ) -> None:
        self._first = first
        self._further = further
        self._key = key
        self._outside = outside
        self._nothing = nothing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the application of the corpus, or as if there were none."""
        name = str(scope.get("corpus", ""))
        if scope["type"] != "http" or not name:
            return await self._first(scope, receive, send)
        if not scope["path"]:  # its pages name what they need from within it
            return await Response(None, 308, {"Location": f"{name}/"})(scope, receive, send)
        try:
            app = self._for(name, HTTPConnection(scope))
        except HTTPException as refused:
            headers = dict(refused.headers or {})
            return await problem(refused.status_code, refused.detail, headers=headers)(scope, receive, send)
        return await app(scope, receive, send)

    def _for(self, name: str, request: HTTPConnection) -> ASGIApp:
        if self._key.is_demanded() and name not in (opened := self._key.opened_by(request)):
            return self._nothing if opened else self._outside
        return self._further.get(name, self._nothing)
