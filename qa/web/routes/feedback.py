"""The routes of feedback: leave a verdict on an answer, take it back. Knows nothing of where verdicts are kept.

A server that serves for reading only takes feedback too: a verdict changes no article.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from qa import feedback
from qa.web.http.json_bodies import json_response
from qa.web.schemas.requests import FeedbackIn
from qa.web.schemas.responses import EVERYWHERE, FeedbackOut, problems
from qa.web.service.container import KeyedRoute, Served, needs

_PROBLEMS = problems(
    415,
    _403="The corpus folder cannot be written to",
    _404="There is no such article, or no such feedback",
    _422="The quote does not stand in the article at that place",
    _507="The feedback has filled its file, or the disk is full",
)

routes = APIRouter(route_class=KeyedRoute, tags=["Feedback"], responses=EVERYWHERE)


@routes.post("/feedback", status_code=201, response_model=FeedbackOut, responses=_PROBLEMS)
@needs("read")
async def leave(body: FeedbackIn, service: Served) -> Response:
    """Say whether an answer, or an abstention, was right. It is kept with the articles, on this server alone.

    ``right`` false of an abstention means that the articles do hold an answer. The quote is taken only where it stands
    in the article at the offsets given.
    """
    line = await service.reading.call(feedback.leave, service.engine.corpus, body.to_feedback())
    return json_response(line, status=201)


@routes.delete("/feedback/{feedback_id}", status_code=204, responses=_PROBLEMS)
@needs("read")
async def withdraw(feedback_id: str, service: Served) -> Response:
    """Take feedback back."""
    await service.reading.call(feedback.withdraw, service.engine.corpus, feedback_id)
    return Response(None, 204)
