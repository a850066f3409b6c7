"""Errors as RFC 9457 problem documents: the one table from error class to HTTP status, and the exception handlers.

A problem repeats nothing that the client sent, except the wrong id or date, cut short. Knows nothing of routes.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

import index.errors as indexing
from qa import errors
from qa.web.http.request_ids import as_uri

log = logging.getLogger("qa.web")

PHRASES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    421: "Misdirected Request",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "HTTP Version Not Supported",
    507: "Insufficient Storage",
}
DETAILS = {
    400: "The request could not be read.",
    404: "There is nothing at this address.",
    405: "This address does not take that method; the Allow header says which it takes.",
    412: "What is there now is not what the request expects (If-Match); nothing was done.",
    413: "The request body is larger than this address accepts.",
    414: "The address of the request is longer than this server reads.",
    431: "The head of the request, or what follows its body, is longer than this server reads.",
    501: "The request body has a transfer coding that this server does not know; send it as it is, or in chunks.",
    505: "This server speaks HTTP/1.1.",
}
_MOST_ERRORS = 20
# A checked text is a "Value" to Pydantic, and its characters are items; lists keep their own wording.
_LENGTH = re.compile(r"^Value should have at (most|least) (\d+) item(s?)(?: after validation)?\b")
# What Python, the system and ONNX Runtime say where there is no memory, in errors that are not MemoryError.
_NO_MEMORY = re.compile(r"can't start new thread|[Cc]annot allocate memory|[Ff]ailed to allocate memory|\bbad.alloc")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


class Overloaded(Exception):
    """As many requests are in work and waiting as the server allows; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Tally:
    """Counts events that would fill the log if each had a line of its own; a line with their number is due once a
    second."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._count = 0
        self._due = 0.0

    def add(self) -> int:
        """Count one. Return how many there were since the last line, where one is due, else 0."""
        self._count += 1
        if (now := self._clock()) < self._due:
            return 0
        count, self._count, self._due = self._count, 0, now + 1.0
        return count


_refused = Tally()


class _Verdict(NamedTuple):
    """What a client is told about a class of error. ``detail`` None: the error's own message is fit for clients."""

    status: int
    detail: str | None
    retry_after: int | None = None


VERDICTS: dict[type[Exception], _Verdict] = {
    indexing.UnknownArticle: _Verdict(404, "There is no article with this id."),
    indexing.UnknownPage: _Verdict(404, None),
    indexing.UnknownRevision: _Verdict(404, "There is no such revision of this article, or it is no longer kept."),
    indexing.InvalidArticle: _Verdict(422, None),
    indexing.FetchError: _Verdict(422, "Nothing could be fetched from this address."),
    indexing.LoadError: _Verdict(422, None),
    indexing.InvalidFilter: _Verdict(422, None),
    indexing.CorpusReadOnly: _Verdict(403, "These articles are served for reading only."),
    indexing.CorpusLocked: _Verdict(503, "Another process is changing the articles; try again shortly.", 5),
    indexing.CorpusFull: _Verdict(
        507,
        "The articles cannot be written, as when the disk is full; nothing was changed. Make room there, or delete"
        " articles, and send it again.",
    ),
    indexing.NotesFull: _Verdict(507, "The feedback has filled its file; move it away to leave more."),
    indexing.ShardsDown: _Verdict(503, "No part of the articles can be searched at the moment.", 5),
    indexing.ShardLost: _Verdict(503, "A part of the articles fell silent while it was read; ask again.", 1),
    indexing.IndexingError: _Verdict(
        503, "The articles cannot be searched at the moment; the server's log says why.", 30
    ),
    errors.QuestionError: _Verdict(422, None),
    errors.UnknownConversation: _Verdict(404, None),
    errors.ConversationError: _Verdict(
        503, "Conversations cannot be kept at the moment; send the earlier turns as history instead."
    ),
    errors.MisquotedFeedback: _Verdict(422, None),
    errors.UnknownJob: _Verdict(404, None),
    errors.UnknownWatch: _Verdict(404, "There is no watch with this id."),
    errors.UnknownGap: _Verdict(404, "There is no question without a sure answer with this id."),
    errors.UnknownFeedback: _Verdict(404, "There is no feedback with this id."),
    errors.ProcessEnded: _Verdict(503, "What answered this question ended before it had; ask again.", 1),
    errors.KeyEnded: _Verdict(401, None),
    errors.QAError: _Verdict(500, "The question could not be answered; the server's log says why."),
    MemoryError: _Verdict(503, "The server lacks the memory for this; send less at a time, or come back later.", 10),
    Overloaded: _Verdict(503, "The server has as many requests as it can take; Retry-After says when to come back."),
}


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> Response:
    """Build a problem document: ``type`` about:blank, the status's phrase as ``title``, and any extension members."""
    body = {
        "type": "about:blank",
        "title": PHRASES.get(status, "Error"),
        "status": status,
        "detail": detail,
        **members,
    }
    return Response(orjson.dumps(body), status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of ``app`` a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)
    for kind in VERDICTS:
        app.add_exception_handler(kind, _known)


async def _invalid(_request: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    every = exc.errors()
    faults = [fault_of(e) for e in every[:_MOST_ERRORS]]
    detail = "The request does not have the form that this address takes."
    if len(every) > _MOST_ERRORS:
        detail += f" {len(every):,} places are at fault, of which {_MOST_ERRORS} are named."
    return problem(422, detail, errors=faults)


def fault_of(error: dict[str, Any]) -> dict[str, str]:
    """Say what is wrong at one place of a request, and where that is."""
    return {"detail": _wording(error), "pointer": _pointer(error)}


def _wording(error: dict[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return "The body is not valid JSON: " + str(error.get("ctx", {}).get("error", "")) + "."
    return _LENGTH.sub(r"Text should have at \1 \2 character\3", str(error["msg"])) + "."


def _pointer(error: dict[str, Any]) -> str:
    """Point at a field as in RFC 6901. A name that the client made up is shown only where it looks like a name."""
    parts = [] if error["type"] == "json_invalid" else [str(part) for part in error["loc"][1:]]
    return "#" + "".join("/" + part if part.isdigit() or _NAME.fullmatch(part) else "/*" for part in parts)


async def _http(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if isinstance(exc.__cause__, MemoryError):  # FastAPI calls whatever fails while a body is read a bad request
        return await _known(request, exc.__cause__)
    headers = dict(exc.headers or {})
    if exc.status_code == 405 and (methods := _methods_at(request)):
        headers["Allow"] = ", ".join(methods)
    own = exc.detail if isinstance(exc.detail, str) and exc.status_code not in DETAILS else ""
    detail = own or DETAILS.get(exc.status_code, PHRASES.get(exc.status_code, "The request failed."))
    return problem(exc.status_code, detail, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """Return the methods that an address takes, of all its routes (RFC 9110, 10.2.1): Starlette names those of one."""
    routes: list[BaseRoute] = request.app.routes
    tried = [{**request.scope, "method": method} for method in ("DELETE", "GET", "PATCH", "POST", "PUT")]
    taken = [scope["method"] for scope in tried if any(route.matches(scope)[0] is Match.FULL for route in routes)]
    return sorted([*taken, "HEAD"]) if "GET" in taken else taken


async def _known(request: Request, exc: Exception) -> Response:
    return failure(exc, mark=request.scope.get("request_id", "-"))


def told(error: Exception) -> str:
    """Return what a client is told of an error of the table, in one or two sentences."""
    verdict = next(VERDICTS[kind] for kind in type(error).__mro__ if kind in VERDICTS)
    return verdict.detail or str(error)[:300]


def failure(exc: Exception, *, mark: str = "-") -> Response:
    """Build the problem document of an error; an error that is not in the table is logged, and the client gets no
    details.

    ``mark`` is the id of the request, for the log.
    """
    verdict = next((VERDICTS[kind] for kind in type(exc).__mro__ if kind in VERDICTS), None)
    if verdict is None and _NO_MEMORY.search(str(exc)):
        verdict = VERDICTS[MemoryError]
    if verdict is None:
        log.error("%s: unexpected error", mark, exc_info=exc)
        return problem(500, "Something went wrong on the server; its log says what.", instance=as_uri(mark))
    retry_after = verdict.retry_after
    if isinstance(exc, Overloaded):
        retry_after = exc.retry_after
        if count := _refused.add():
            log.warning("the server is full; requests refused since the last line like this: %d", count)
    elif verdict.status >= 500:
        log.warning("%s: %s: %s", mark, type(exc).__name__, exc)
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    return problem(verdict.status, verdict.detail or str(exc)[:300], headers=headers)


async def _unexpected(request: Request, exc: Exception) -> Response:
    """Answer 500 without a word of what went wrong; the server's log has it under the same id."""
    return failure(exc, mark=request.scope.get("request_id", "-"))
