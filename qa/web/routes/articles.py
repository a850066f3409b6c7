"""The routes of articles: list, add, read (as JSON or as a page), delete. Knows nothing of how they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from index import Corpus
from index.errors import IndexingError, LoadError
from index.originals.pages import page_of
from index.records import Article, Sentence
from qa.adding.sent import SentWith, sent_with
from qa.web.http.browsers import is_opened, up_from
from qa.web.http.json_bodies import json_response
from qa.web.routes import article_page, jobs, pages, uploads
from qa.web.schemas.articles import ArticleOut, ListOut, OutcomesOut
from qa.web.schemas.places import ReadQuery
from qa.web.schemas.removal import DeletedOut, DeleteQuery
from qa.web.schemas.requests import ArticleIn, PageQuery, UploadQuery
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.schemas.revisions import DiffOut, DiffQuery, RevisionsOut
from qa.web.service.container import KeyedRoute, PartRoute, Served, Service, unreadable
from qa.web.service.content_negotiation import VARY

_PROBLEMS = problems(
    413,
    415,
    _404="There is no such article",
    _422="The article cannot be stored",
    _503="Another process is changing the articles",
)
_NO_REVISION = problems(_404="There is no such article, or no such revision of it is kept")
_ONE = ArticleIn.model_json_schema()
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"anyOf": [_ONE, {"type": "array", "items": _ONE}]}},
            **{kind: {"schema": {"type": "string"}} for kind in uploads.TYPES if kind != "application/json"},
        },
    }
}

#: The id of an article, and the revision of it that is asked for, None for the newest.
_Wanted = tuple[str, int | None]
# Most faults that are named of articles that could not be stored.
_MOST_TOLD = 21


routes = APIRouter(route_class=KeyedRoute, tags=["Articles"], responses=EVERYWHERE)


parts = APIRouter(route_class=PartRoute, tags=["Articles"], responses=EVERYWHERE)
pages_or_data = APIRouter(route_class=pages.OpenedRoute, tags=["Articles"], responses=EVERYWHERE)


@routes.get("/articles", response_model=ListOut)
async def list_articles(query: Annotated[PageQuery, Query()], service: Served) -> Response:
    """List the articles without their text: all, or those whose description holds the words of ``q``."""
    return json_response(await service.reading.call(_list, service, query))


def _list(service: Service, query: PageQuery) -> dict[str, Any]:
    with service.engine.corpus.view() as view:
        if not query.q.strip() and query.sort == "stored":
            listed = [asdict(one) for one in view.articles(offset=query.offset, limit=query.limit)]
            return {"total": view.article_count, "offset": query.offset, "articles": listed}
        every = [asdict(one) for one in view.articles()]
    wanted = _sorted([one for one in every if _is_about(one, query.q)], by=query.sort)
    listed = wanted[query.offset : query.offset + query.limit]
    return {"total": len(wanted), "offset": query.offset, "articles": listed}


def _is_about(article: dict[str, Any], words: str) -> bool:
    """Say whether each word stands in the title, source, author, address or id, also within a word."""
    described = " ".join(str(article[name] or "") for name in ("title", "source", "author", "url", "id")).casefold()
    return all(word in described for word in words.casefold().split())


def _sorted(articles: list[dict[str, Any]], *, by: str) -> list[dict[str, Any]]:
    if by == "stored":
        return articles
    if by == "title":
        return sorted(articles, key=lambda one: (one["title"].casefold(), one["id"]))
    dated = [one for one in articles if one["published"]]
    undated = [one for one in articles if not one["published"]]
    return sorted(dated, key=lambda one: (one["published"], one["id"]), reverse=by == "newest") + undated


# These stand before the route of an article, which accepts any path as an id.
@parts.get("/articles/{article_id:path}/revisions", response_model=RevisionsOut, responses=_NO_REVISION)
async def list_revisions(article_id: str, service: Served) -> Response:
    """List the revisions of an article that are kept, the newest first."""
    return json_response(await service.reading.call(_revisions, service, article_id))


def _revisions(service: Service, article_id: str) -> dict[str, Any]:
    with service.engine.corpus.view() as view:
        return {"article_id": article_id, "revisions": [asdict(one) for one in view.revisions(article_id)]}


@parts.get("/articles/{article_id:path}/diff", response_model=DiffOut, responses=_NO_REVISION)
async def compare_revisions(article_id: str, query: Annotated[DiffQuery, Query()], service: Served) -> Response:
    """Compare two revisions of an article, sentence by sentence; the newest with the one before it by default."""
    compared = await service.reading.call(lambda: service.engine.diff(article_id, old=query.old, new=query.new))
    return json_response(compared.to_dict())


@pages_or_data.get("/articles/{article_id:path}", response_model=ArticleOut, responses=_PROBLEMS)
async def read_article(
    article_id: str, query: Annotated[ReadQuery, Query()], service: Served, request: Request
) -> Response:
    """Read an article: JSON with its text and sentences, or, for browsers, a page with ``start``:``end`` marked."""
    render = _as_page if is_opened(request.headers) else _as_data
    up = up_from(request.scope)
    return await service.reading.call(render, service, (article_id, query.revision), cited=query.span(), up=up)


def _as_page(service: Service, wanted: _Wanted, *, cited: tuple[int, int] | None, up: str) -> Response:
    article, sentences = _read(service, wanted)
    has_picture = cited is not None and service.engine.corpus.originals.path(article) is not None
    page = page_of(sentences, cited[0]) if has_picture and cited is not None else None
    return HTMLResponse(article_page.render(article, sentences, cited=cited, up=up, page=page), headers=VARY)


def _as_data(service: Service, wanted: _Wanted, **_of_the_page: Any) -> Response:
    article, sentences = _read(service, wanted)
    pages = {"has_pages": service.engine.corpus.originals.path(article) is not None}
    content = asdict(article) | pages | {"sentences": [_sentence(s) for s in sentences]}
    return json_response(content, headers=VARY)


def _read(service: Service, wanted: _Wanted) -> tuple[Article, list[Sentence]]:
    article_id, revision = wanted
    with service.engine.corpus.view() as view:
        if revision is not None:
            return view.revision(article_id, revision)
        return view.article(article_id), view.sentences(article_id)


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {name: getattr(sentence, name) for name in ("position", "start", "end", "role", "section", "place")}


@routes.delete("/articles", response_model=DeletedOut, responses=_PROBLEMS)
async def delete_articles(query: Annotated[DeleteQuery, Query()], service: Served) -> Response:
    """Delete all articles that pass every filter given, at least one, and everything that was derived from them.

    ``under`` is how their addresses begin, ``key`` the id of a key with which their text was sent. With ``dry_run`` it
    is only said which they are."""
    deleted = await service.changes.call(_delete_all, service, query)
    for _ in range(0 if query.dry_run else len(deleted)):
        service.metrics.ingested("deleted")
    return json_response({"dry_run": query.dry_run, "total": len(deleted), "ids": deleted})


def _delete_all(service: Service, query: DeleteQuery) -> list[str]:
    def delete(corpus: Corpus) -> list[str]:
        with corpus.view() as view:
            meant = [one.id for one in view.articles() if query.means(one)]
        if query.key:
            sent = frozenset(sent_with(corpus, *query.key))
            meant = [one for one in meant if one in sent]
        return meant if query.dry_run or not meant else corpus.delete(meant)

    return delete(service.engine.corpus) if query.dry_run else service.change(delete)


@routes.delete("/articles/{article_id:path}", status_code=204, responses=_PROBLEMS)
async def delete_article(article_id: str, service: Served) -> Response:
    """Delete an article and everything that was derived from it."""
    await service.changes.call(service.change, lambda corpus: corpus.delete([article_id]))
    service.metrics.ingested("deleted")
    return Response(None, 204)


@routes.post("/articles", response_model=OutcomesOut, responses=_PROBLEMS, openapi_extra=_BODY)
async def add_articles(query: Annotated[UploadQuery, Query()], service: Served, request: Request) -> Response:
    """Add articles: JSON, one file as it is under the media type of its format (text/html, application/pdf, ...; of
    application/octet-stream the content and ``filename`` tell), or files in a form.

    Each article gets its outcome. One whose id is there already is replaced, or left unchanged when it says the same.
    201 when anything was stored, 200 when all of it was there already, 422 when none of it can be stored. With
    `Prefer: respond-async` it is done as a job: 202, and the address of the job in Location.
    """
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in uploads.TYPES:
        raise unreadable("Articles are taken as " + ", ".join(uploads.TYPES) + ".", uploads.TYPES)
    if "respond-async" in request.headers.get("prefer", "").lower():  # RFC 7240
        details = query.model_dump(exclude_none=True)
        wanted = {"type": content_type, "said": details}
        return await jobs.accepted(service, "upload", request=request, details=wanted, body=await request.body())
    body = await request.body()
    add = partial(_add, service, content_type=content_type, details=query, key_id=request.scope["key_id"])
    outcomes = await service.queue(body).call(add, body)
    for outcome in outcomes:
        service.metrics.ingested(outcome["outcome"])
    stored = any(outcome["outcome"] in ("added", "replaced") for outcome in outcomes)
    return json_response({"articles": outcomes}, status=201 if stored else 200)


def _add(
    service: Service, body: bytes, *, content_type: str, details: UploadQuery, key_id: str
) -> list[dict[str, Any]]:
    most_chars = service.engine.settings.max_article_chars
    entries = uploads.read_any(body, content_type, details=details, most_chars=most_chars)
    read = [uploads.storable(one, most_chars) for one in entries]
    refused = [one for one in read if isinstance(one, IndexingError)]
    taken = [one for one in read if isinstance(one, uploads.Uploaded)]
    if not taken:
        raise refused[0] if refused else LoadError("the body holds no article")
    stored = service.change(lambda corpus: SentWith(corpus, key_id).add(one.article for one in taken))
    outcomes = [
        _outcome(one.article_id, one.status, notices=[*sent.notices, *one.notices])
        for one, sent in zip(stored, taken, strict=True)
    ]
    refusals = [_outcome(None, "skipped", str(error)) for error in refused[:_MOST_TOLD]]
    if len(refused) > _MOST_TOLD:
        refusals.append(
            _outcome(None, "skipped", f"and {len(refused) - _MOST_TOLD:,} more, whose faults are not named")
        )
    return outcomes + refusals


def _outcome(
    article_id: str | None, outcome: str, reason: str | None = None, *, notices: Sequence[str] = ()
) -> dict[str, Any]:
    return {"id": article_id, "outcome": outcome, "reason": reason, "notices": list(notices)}
