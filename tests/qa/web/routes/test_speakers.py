"""The speech ledger over HTTP."""

from __future__ import annotations

from starlette.testclient import TestClient

from qa.web.schemas.speech import LedgerOut, SpeakersOut

ARTICLE = {"text": "Quarry reopens\n\nThe quarry reopens on Monday, Ilse Brandt said.", "published": "2026-01-05"}


def test_the_ledger_has_the_form_that_is_described(client: TestClient) -> None:
    assert client.post("/articles", json=ARTICLE).status_code < 300
    people = SpeakersOut.model_validate(client.get("/speakers").json())
    assert "Ilse Brandt" in {one.name for one in people.speakers}
    ledger = LedgerOut.model_validate(client.get("/speakers/Brandt", params={"about": "quarry"}).json())
    assert [line.published for line in ledger.lines] == ["2026-01-05"]
    assert LedgerOut.model_validate(client.get("/speakers/Nobody").json()).lines == []
    assert client.get("/speakers/%3F").status_code == 422


def test_a_moment_that_is_no_date_is_refused_by_its_own_name(reading: TestClient) -> None:
    for route in ("/speakers", "/speakers/Brandt"):
        refusal = reading.get(route, params={"as_of": "03/04/2025"})
        assert refusal.status_code == 422
        (error,) = refusal.json()["errors"]
        assert error["detail"].startswith("as_of is '03/04/2025', which is no date of the calendar")


PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_browser_is_given_the_ledger_as_a_page_of_dated_lines(client: TestClient) -> None:
    added = client.post("/articles", json=ARTICLE | {"title": "<b>Quarry</b>", "id": "quarry"})
    assert added.status_code < 300
    people = client.get("/speakers", headers=PAGE)
    assert people.headers["content-type"].startswith("text/html")
    assert '<a href="../speakers/Ilse%20Brandt">' in people.text.replace('href="./', 'href="../')
    page = client.get("/speakers/Ilse%20Brandt", params={"about": "quarry"}, headers=PAGE).text
    assert "What Ilse Brandt said about quarry" in page
    assert "5 January 2026" in page
    assert "The quarry reopens on Monday, Ilse Brandt said." in page
    assert "<b>" not in page
    assert '<a href="../articles/quarry?start=' in page
    assert "No words of &lt;i&gt; were recognised" in client.get("/speakers/%3Ci%3E", headers=PAGE).text
