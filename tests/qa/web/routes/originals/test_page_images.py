"""Pages over HTTP: a PDF that was sent is shown with its sentence marked; what has no pages says so."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.qa.web.conftest import Serve
from tests.support.newspaper import ACROSS, BROKEN, TITLE, TWICE, newspaper

PAGE = {"Accept": "text/html"}


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve()


@pytest.fixture
def ice(client: TestClient) -> str:
    sent = client.post("/articles", files={"file": ("ice.pdf", newspaper(), "application/pdf")})
    assert sent.status_code == 201
    return str(sent.json()["articles"][0]["id"])


def span(client: TestClient, article_id: str, said: str, *, last: bool = False) -> dict[str, int]:
    text = client.get(f"/articles/{article_id}").json()["text"]
    start = text.rindex(said) if last else text.index(said)
    return {"start": start, "end": start + len(said)}


@pytest.mark.slow
def test_a_citation_leads_to_its_page_and_the_boxes_of_its_sentence(client: TestClient, ice: str) -> None:
    assert client.get(f"/articles/{ice}").json()["has_pages"] is True
    told = client.get(f"/articles/{ice}/pages", params=span(client, ice, BROKEN)).json()
    assert (told["pages"], told["page"], len(told["boxes"])) == (2, 1, 2)
    told = client.get(f"/articles/{ice}/pages", params=span(client, ice, ACROSS)).json()
    assert [box["page"] for box in told["boxes"]] == [1, 1, 2, 2]
    told = client.get(f"/articles/{ice}/pages", params=span(client, ice, TWICE, last=True)).json()
    assert {box["page"] for box in told["boxes"]} == {2}
    told = client.get(f"/articles/{ice}/pages").json()
    assert (told["page"], told["boxes"]) == (1, [])


def test_a_page_is_a_picture(client: TestClient, ice: str) -> None:
    plain = client.get(f"/articles/{ice}/pages/1", params={"width": 400})
    assert plain.headers["content-type"] == "image/png"
    assert plain.content.startswith(b"\x89PNG")
    marked = client.get(f"/articles/{ice}/pages/1", params={"width": 400, **span(client, ice, BROKEN)})
    assert marked.content != plain.content
    assert client.get(f"/articles/{ice}/pages/1", params={"width": 99_999}).status_code == 422


def test_what_cannot_be_shown_is_said(client: TestClient, ice: str) -> None:
    for path, said in (
        ("/articles/harbour/pages", "its text is"),
        ("/articles/harbour/pages/1", "its text is"),
        (f"/articles/{ice}/pages/9", "there is no page 9; it has 2"),
        ("/articles/nothing/pages/1", "no article"),
    ):
        refused = client.get(path)
        assert refused.status_code == 404
        assert said in refused.json()["detail"]
    assert client.get("/articles/harbour").json()["has_pages"] is False
    client.delete(f"/articles/{ice}")
    assert client.get(f"/articles/{ice}/pages/1").status_code == 404


def test_the_articles_own_page_shows_the_picture_of_what_is_cited(client: TestClient, ice: str) -> None:
    at = span(client, ice, BROKEN)
    page = client.get(f"/articles/{ice}", params=at, headers=PAGE).text
    assert f'src="../articles/{ice}/pages/1?start={at["start"]}&amp;end={at["end"]}&amp;width=1400"' in page
    assert "<img" not in client.get(f"/articles/{ice}", headers=PAGE).text
    assert "<img" not in client.get("/articles/harbour?start=0&end=5", headers=PAGE).text
    assert TITLE in page
