"""The route by which `qa add`, `qa sync` and `qa remove` change a folder that this server holds the lock of.

It takes articles that a command has read, ready to be stored, and the entries for the ingest log. The caller must send
the token of the lock file, which only somebody who can read the folder knows, and a key where one is demanded."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from index import Corpus, IngestEntry, Outcome, is_token
from index.errors import LoadError
from index.records import Article, OutlinedArticle
from qa.adding.served import MOST_OF_ONE_CHANGE, PATH, TOKEN
from qa.limits import check_storable
from qa.web.http.json_bodies import json_response
from qa.web.service.container import KeyedRoute, Served, Service

routes = APIRouter(route_class=KeyedRoute)

_plain: TypeAdapter[Article] = TypeAdapter(Article)
_outlined: TypeAdapter[OutlinedArticle] = TypeAdapter(OutlinedArticle)
_entries: TypeAdapter[list[IngestEntry]] = TypeAdapter(list[IngestEntry])
_names: TypeAdapter[list[str]] = TypeAdapter(list[str])


@routes.post(PATH, include_in_schema=False)
async def change(service: Served, request: Request) -> Response:
    """Store ``articles``, remove others, and write down in the ingest log what went in from where."""
    if not is_token(service.engine.corpus.folder, request.headers.get(TOKEN, "")):
        raise HTTPException(403, "Only commands on this server's own folder may ask this; others use /articles.")
    body = await request.body()
    return json_response(await service.queue(body).call(_change, service, body))


def _change(service: Service, body: bytes) -> dict[str, Any]:
    try:
        wanted = json.loads(body.decode("utf-8", "surrogatepass"))
        _check_lengths(wanted)
        articles = [_article(values) for values in wanted.get("articles", ())]
        entries = _entries.validate_python(wanted.get("entries", ()))
        remove, gone = (_names.validate_python(wanted.get(name, ())) for name in ("remove", "gone"))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise LoadError("the body is no change; ask with the same version of this program") from error
    for article in articles:
        check_storable(article, most_chars=service.engine.settings.max_article_chars)
    outcomes: list[Outcome] = []

    def work(corpus: Corpus) -> None:
        corpus.delete(remove)
        outcomes.extend(corpus.add(articles))
        corpus.ingest_log.record(entries, gone=gone)
        if wanted.get("tidy"):
            corpus.ingest_log.tidy()

    service.change(work)
    for outcome in outcomes:
        service.metrics.ingested(outcome.status)
    if remove:
        service.metrics.ingested("deleted", len(remove))
    names = Outcome.__slots__
    return {"outcomes": [{name: getattr(one, name) for name in names} for one in outcomes]}


def _check_lengths(wanted: dict[str, Any]) -> None:
    """Raise LoadError for a list with more than one change may have."""
    for name, most in MOST_OF_ONE_CHANGE.items():
        if (count := len(wanted.get(name, ()))) > most:
            raise LoadError(f"{name} has {count:,} entries, and one change may have {most:,}; send them in parts")


def _article(values: dict[str, Any]) -> Article:
    """Make the record that a command sent: with what its source calls its lines, where a loader has said so."""
    return (_outlined if "outline" in values else _plain).validate_python(values)
