"""The routes of pages: where on the pages of an article's file a sentence stands, and a page as a picture.

Knows nothing of how a page is drawn.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from index.errors import UnknownPage
from index.originals.pages import Cited, Shown, page, page_number, page_of
from index.records import Article, Sentence
from qa.web.http.json_bodies import json_response
from qa.web.schemas.articles import PagesOut
from qa.web.schemas.places import PagePlaceQuery, PictureQuery
from qa.web.schemas.responses import EVERYWHERE, problems
from qa.web.service.container import PartRoute, Served, Service

_PROBLEMS = problems(_404="There is no such article, or its pages cannot be shown")
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "The picture", "content": {"image/png": {}}}}

routes = APIRouter(route_class=PartRoute, tags=["Articles"], responses=EVERYWHERE)


@routes.get("/articles/{article_id:path}/pages", response_model=PagesOut, responses=_PROBLEMS)
async def find_on_pages(article_id: str, query: Annotated[PagePlaceQuery, Query()], service: Served) -> Response:
    """Tell on which page of its PDF ``start``:``end`` of an article stands, and where there, as shares of the page."""
    number, cited = query.page, query.span()
    sheet = await service.reading.call(_page_of, service, article_id, number=number, cited=cited, width=None)
    facts = {"pages": sheet.pages, "page": sheet.number, "width": sheet.width, "height": sheet.height}
    return json_response(facts | {"boxes": [asdict(box) for box in sheet.boxes]})


@routes.get("/articles/{article_id:path}/pages/{number}", response_class=Response, responses=_PROBLEMS | _PICTURE)
async def draw_page(article_id: str, number: int, query: Annotated[PictureQuery, Query()], service: Served) -> Response:
    """Draw a page of the PDF that an article was read from, as PNG, with ``start``:``end`` of the article marked."""
    cited, width = query.span(), query.width
    sheet = await service.reading.call(_page_of, service, article_id, number=number, cited=cited, width=width)
    return Response(sheet.picture, media_type="image/png")


def _page_of(
    service: Service, article_id: str, *, number: int | None, cited: tuple[int, int] | None, width: int | None
) -> Shown:
    corpus = service.engine.corpus
    with corpus.view() as view:
        article, sentences = view.article(article_id), view.sentences(article_id)
    file = corpus.originals.path(article)
    if file is None:
        raise UnknownPage("the file that this article was read from is not kept here; its text is")
    place = None if cited is None else _cited(article, sentences, cited)
    return page(file, number or (place.page if place else 1), cited=place, width=width)


def _cited(article: Article, sentences: list[Sentence], span: tuple[int, int]) -> Cited | None:
    number = page_of(sentences, span[0])
    if number is None:
        return None
    begins = next(one.start for one in sentences if page_number(one.place) == number)
    letters, before = _letters(article.text[slice(*span)]), _letters(article.text[begins : span[0]])
    return Cited(number, letters, before.count(letters)) if letters else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
