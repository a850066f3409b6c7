"""What the server tells of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from index import Article, Corpus
from index.errors import CorpusDamaged
from index.view import View
from qa.engine import Engine
from qa.keys import KeyFile
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


def test_the_sums_are_those_of_the_listed_articles(client: TestClient, engine: Engine) -> None:
    for n in range(3):
        engine.add(
            [Article(f"m{n}", "", "Rain fell. It was cold.", source="Ångström Post", published="2024-02-0" + "312"[n])]
        )
    engine.add([Article("undated", "", "Rain fell.", source="The Ledger"), Article("bare", "", "Rain fell.")])
    with engine.corpus.view() as view:
        listed = view.articles()
    days = [one.published[:10] for one in listed if one.published]
    sources = Counter(one.source for one in listed if one.source)
    about = client.get("/about").json()
    assert (about["articles"], about["sentences"]) == (len(listed), sum(one.sentences for one in listed))
    assert about["published"] == {"from": min(days), "to": max(days)}
    ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
    assert about["sources"] == [{"name": name, "articles": count} for name, count in ranked]
    assert f"qa_index_sentences {about['sentences']}.0" in client.get("/metrics").text
    engine.delete([one.id for one in listed])
    assert client.get("/about").json()["published"] == {"from": None, "to": None}


def test_what_the_server_tells_of_itself_lists_no_article(client: TestClient, engine: Engine) -> None:
    engine.corpus.__class__ = _Unlisted
    for n in range(2):
        engine.add([Article(f"more{n}", "", "Rain fell.")])
        for path in ("/readyz", "/metrics", "/about"):
            assert client.get(path).status_code == 200
    assert client.get("/about").json()["articles"] == 4


class _Unlisted(Corpus):
    """A corpus whose articles may be counted, but not listed."""

    @contextmanager
    def view(self) -> Iterator[View]:
        with super().view() as view:
            view.articles = _refused  # type: ignore[method-assign]
            yield view


def _refused(**_part: object) -> list[Any]:
    raise AssertionError("the articles were listed")


def test_a_server_over_an_open_corpus_is_ready(reading: TestClient) -> None:
    assert reading.get("/livez").json() == {"status": "alive"}
    ready = {"status": "ready", "generation": 1, "encoder": "hash", "calibration": "shipped"}
    assert reading.get("/readyz").json() == ready


class _Gone(Corpus):
    """A corpus that can no longer be read."""

    def view(self) -> Any:
        raise CorpusDamaged("secret/catalogue.sqlite is gone; restore a backup")


def test_a_server_whose_folder_was_taken_away_lives_but_is_not_ready(client: TestClient, engine: Engine) -> None:
    folder = engine.corpus.folder
    aside = folder.rename(folder.with_name("aside"))
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").status_code == 503
    aside.rename(folder)
    assert client.get("/readyz").status_code == 200


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
        'qa_build_info{corpus="",encoder="hash"',
    ):
        assert line in text
    assert "secret" not in text
    assert "harbour" not in text


def test_the_description_names_every_public_route(reading: TestClient) -> None:
    described = reading.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]["/articles"]) == {"get", "post", "delete"}
    assert "text/markdown" in described["paths"]["/articles"]["post"]["requestBody"]["content"]


def test_who_may_see_the_machine_is_told_each_check(serve: Serve, engine: Engine) -> None:
    assert "checks" in serve().get("/readyz?verbose").json()
    file = KeyFile(engine.corpus.folder)
    texts = {scope: file.create(scope, scope=scope)[0] for scope in ("read", "write", "admin")}
    client = serve()
    statuses = {
        scope: client.get("/readyz?verbose", headers={"Authorization": f"Bearer {text}"}).status_code
        for scope, text in texts.items()
    }
    assert statuses == {"read": 403, "write": 403, "admin": 200}
    assert client.get("/readyz?verbose").status_code == 401
    assert "checks" not in client.get("/readyz").json()
    told = client.get("/readyz?verbose", headers={"Authorization": f"Bearer {texts['admin']}"}).json()
    checks = {check["name"]: check for check in told["checks"]}
    assert {"machine", "versions", "threads", "disk of the corpus", "encoder", "corpus", "keys"} <= checks.keys()
    assert checks["keys"]["detail"].startswith("3 valid of 3")
    assert checks["encoder"]["detail"] == engine.encoder.name
    assert "2 articles" in checks["corpus"]["detail"]
