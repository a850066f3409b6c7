"""An answer in the form that a request names in ``Accept``: JSON, Markdown, CSL-JSON, BibTeX or annotations."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from qa.records import Answer
from qa.rendering.exports import FORMATS
from qa.web.http.json_bodies import json_response
from qa.web.schemas.responses import answer_json

#: Media type -> format: of annotations the W3C's, of CSL that of its authors; no type is registered for BibTeX.
MEDIA = {
    "text/markdown": "markdown",
    "application/vnd.citationstyles.csl+json": "csl",
    "application/x-bibtex": "bibtex",
    "application/ld+json": "annotations",
}
JSON = "application/json"
#: Says that what is sent depends on ``Accept``.
VARY = {"Vary": "Accept"}


def media_of(accept: str) -> str:
    """Return the media type to answer with: the one wanted most of those that there are, the first of equals; JSON
    where none is named, as every client was given before there were others."""
    best, most = JSON, 0.0
    for part in accept.split(","):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(options)
        if weight > most and (name in MEDIA or name in (JSON, "*/*", "application/*")):
            best, most = (name if name in MEDIA else JSON), weight
    return best


def answer_response(answer: Answer, request: Request, *, headers: dict[str, str] | None = None) -> Response:
    """Write an answer in the form that the request asks for."""
    media = media_of(request.headers.get("accept", ""))
    content, headers = answer_json(answer, str(request.base_url)), {**(headers or {}), **VARY}
    if media == JSON:
        return json_response(content, headers=headers)
    return Response(FORMATS[MEDIA[media]]([content]), headers=headers, media_type=media)


def _weight(options: list[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0
