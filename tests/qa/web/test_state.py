"""What the server tells of itself."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from index import Corpus
from index.errors import CorpusDamaged
from qa.engine import Engine
from tests.qa.web.conftest import HARBOUR, Serve


def test_about_sums_up_what_can_be_asked(serve: Serve) -> None:
    about = serve(suggestions=("What burned?",)).get("/about").json()
    assert (about["articles"], about["generation"]) == (2, 1)
    assert about["sources"] == [{"name": "The Courier", "articles": 1}, {"name": "The Ledger", "articles": 1}]
    assert about["published"] == {"from": "2025-03-04", "to": "2025-05-01"}
    assert about["suggestions"] == ["What burned?"]


def test_about_follows_the_corpus(client: TestClient, engine: Engine) -> None:
    before = client.get("/about").json()
    assert client.get("/about").json() == before
    engine.delete([HARBOUR.id])
    after = client.get("/about").json()
    assert (after["articles"], after["generation"]) == (1, 2)
    assert [source["name"] for source in after["sources"]] == ["The Courier"]


def test_a_server_over_an_open_corpus_is_ready(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "alive"}
    ready = {"status": "ready", "generation": 1, "encoder": "hash", "calibration": "shipped"}
    assert client.get("/readyz").json() == ready


class _Gone(Corpus):
    """A corpus that can no longer be read."""

    def view(self) -> Any:
        raise CorpusDamaged("secret/catalogue.sqlite is gone; restore a backup")


def test_a_server_whose_corpus_is_gone_lives_but_is_not_ready(client: TestClient, engine: Engine) -> None:
    engine.corpus.__class__ = _Gone
    assert client.get("/livez").status_code == 200
    for path in ("/readyz", "/about", "/articles", "/articles/harbour"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "secret" not in answer.text


def test_metrics_count_without_naming_anything_asked(client: TestClient) -> None:
    client.post("/ask", json={"question": "How many warehouses did the fire at Norvik harbour destroy?"})
    client.post("/articles", json={"text": "A storm hit Castellan."})
    client.get("/articles/harbour")
    client.request("BREW", "/nothing/secret")
    text = client.get("/metrics").text
    for line in (
        'qa_answers_total{outcome="answered",reason=""} 1.0',
        'qa_ingest_documents_total{outcome="added"} 1.0',
        "qa_index_articles 3.0",
        "qa_index_generation 2.0",
        'qa_http_request_duration_seconds_count{method="GET",route="/articles/{article_id:path}",status="200"} 1.0',
        'method="other",route="unmatched"',
        'qa_build_info{encoder="hash"',
    ):
        assert line in text
    assert "secret" not in text
    assert "harbour" not in text


def test_the_description_names_every_public_route(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]["/articles"]) == {"get", "post"}
    assert "text/markdown" in described["paths"]["/articles"]["post"]["requestBody"]["content"]
