"""Many articles are deleted at once, by filters; without one, and for a key that only reads, nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Article
from qa.engine import Engine
from qa.keys.store import KeyFile
from tests.qa.web.conftest import Serve


@pytest.fixture
def client(serve: Serve, engine: Engine) -> TestClient:
    days = ("2025-01-05", "2025-02-05", None)
    engine.add(
        [
            Article(f"w{n}", f"Weather {n}", f"Day {n} was wet in Norvik.", f"https://w.example/{n}", "Wire", None, day)
            for n, day in enumerate(days)
        ]
    )
    return serve()


def ids(client: TestClient) -> set[str]:
    return {one["id"] for one in client.get("/articles").json()["articles"]}


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        ("source=Wire", {"w0", "w1", "w2"}),
        ("source=Wire&source=The+Ledger", {"w0", "w1", "w2", "harbour"}),
        ("source=Wire&published_from=2025-02-01", {"w1"}),
        ("published_to=2025-01-31", {"w0"}),
        ("under=https://w.example/", {"w0", "w1", "w2"}),
        ("article=w0&article=election", {"w0", "election"}),
        ("article=w0&source=The+Courier", set()),
        ("source=Nobody", set()),
    ],
)
def test_what_passes_every_filter_is_deleted_and_nothing_else(client: TestClient, query: str, gone: set[str]) -> None:
    before = ids(client)
    trial = client.delete(f"/articles?{query}&dry_run=true").json()
    assert (trial["dry_run"], set(trial["ids"])) == (True, gone)
    assert ids(client) == before
    done = client.delete(f"/articles?{query}").json()
    assert (done["dry_run"], done["total"], set(done["ids"])) == (False, len(gone), gone)
    assert ids(client) == before - gone


@pytest.mark.parametrize("query", ["", "?dry_run=true", "?all=true", "?source=", "?published_from=2025-13-01"])
def test_without_a_filter_that_can_be_used_nothing_is_deleted(client: TestClient, query: str) -> None:
    before = ids(client)
    refused: Any = client.delete(f"/articles{query}")
    assert refused.status_code == 422
    assert ids(client) == before


def test_a_key_that_only_reads_deletes_nothing(client: TestClient, engine: Engine) -> None:
    reader, writer = (KeyFile(engine.corpus.folder).create(scope, scope=scope)[0] for scope in ("read", "write"))
    refused = client.delete("/articles?source=Wire", headers={"Authorization": f"Bearer {reader}"})
    assert refused.status_code == 403
    done = client.delete("/articles?source=Wire", headers={"Authorization": f"Bearer {writer}"})
    assert done.json()["total"] == 3
