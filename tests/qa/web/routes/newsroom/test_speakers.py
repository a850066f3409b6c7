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
