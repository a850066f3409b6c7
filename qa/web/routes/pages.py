"""The static pages: the question page, its scripts, styles and fonts, and the page that describes the API.

Every file is read once, when the module is imported, and named by its content in its ETag. Knows nothing of articles.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from qa.web.http.browsers import is_opened, up_from
from qa.web.service.access import missing_key
from qa.web.service.container import KeyedRoute

_FOLDER = Path(__file__).parents[1] / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    type: str
    etag: str


def _read(path: Path) -> _File:
    content = path.read_bytes()
    return _File(content, _TYPES[path.suffix], f'"{hashlib.sha256(content).hexdigest()[:32]}"')


_FILES = {p.relative_to(_FOLDER).as_posix(): _read(p) for p in sorted(_FOLDER.rglob("*")) if p.suffix in _TYPES}

routes = APIRouter(include_in_schema=False)
#: All else, where only a key leads further.
outside = APIRouter(include_in_schema=False)


@routes.get("/")
async def page(request: Request) -> Response:
    """Return the question page."""
    return _send(request, "index.html")


@routes.get("/docs")
async def docs(request: Request) -> Response:
    """Return the page that describes the API."""
    return _send(request, "docs.html")


@routes.get("/page/{name:path}")
async def part(request: Request, name: str) -> Response:
    """Return a script, a style sheet, a font or an image of the pages."""
    if name not in _FILES:
        raise HTTPException(404)
    return _send(request, name)


@outside.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def demand(request: Request) -> Response:
    """Demand a key: of a browser by the page that asks for one."""
    if request.method == "GET" and is_opened(request.headers):
        return shell(request, 401)
    raise missing_key()


class OpenedRoute(KeyedRoute):
    """A route that a browser may open: without a key it is given the page that asks for one."""

    def refusal(self, request: Request, refused: HTTPException) -> Response:
        """Answer a browser with the page, and a program with the problem."""
        return shell(request, 401) if is_opened(request.headers) else super().refusal(request, refused)


def shell(request: Request, status: int) -> Response:
    """Return the question page under another status: its script asks for the key and then opens what was asked for."""
    file = _FILES["index.html"]
    content = _from_here(file.content, request)
    return Response(content, status, {"WWW-Authenticate": "Bearer"}, media_type=file.type)


def _from_here(content: bytes, request: Request) -> bytes:
    up = up_from(request.scope)
    return content if up == "./" else content.replace(b'="./', f'="{up}'.encode())


def _send(request: Request, name: str) -> Response:
    file = _FILES[name]
    headers = {"ETag": file.etag, "Cache-Control": "no-cache", "Content-Type": file.type}
    return Response(_from_here(file.content, request) if name.endswith(".html") else file.content, 200, headers)
