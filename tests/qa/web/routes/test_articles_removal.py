"""Many articles are deleted at once, by filters; without one, and for a key that only reads, nothing is."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Article
from qa.cli.main import main
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


def ids(client: TestClient, headers: Mapping[str, str] = {}) -> set[str]:
    return {one["id"] for one in client.get("/articles", headers=dict(headers)).json()["articles"]}


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


def _ids_where(client: TestClient, headers: Mapping[str, str], wanted: str) -> None:
    """Wait for the job that adds an article."""
    until = time.monotonic() + 60
    while wanted not in ids(client, headers):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_all_that_a_key_sent_can_be_found_and_deleted_and_nothing_else(serve: Serve, engine: Engine) -> None:
    (mine, _), (bad, key) = (KeyFile(engine.corpus.folder).create(name, scope="write") for name in ("mine", "bad"))
    ours, theirs = ({"Authorization": f"Bearer {text}"} for text in (mine, bad))
    client = serve()

    def send(article_id: str, text: str, by: dict[str, str], **headers: str) -> None:
        sent = {"id": article_id, "title": "Notice", "text": text}
        assert client.post("/articles", json=sent, headers=by | headers).status_code in (200, 201, 202)

    send("one", "The ferry to Skarholm is full.", theirs)
    send("two", "The ferry to Skarholm is late.", theirs, Prefer="respond-async")
    send("three", "The bridge at Olvik is shut.", ours)
    send("three", "The bridge at Olvik is shut.", theirs)  # was there already
    send("four", "The mill at Brannock burnt down.", theirs)
    send("four", "The mill at Brannock is open.", ours)  # no longer theirs
    send("harbour", "The harbour of Norvik was sold.", theirs)  # in place of what the keeper added
    _ids_where(client, ours, "two")

    trial = client.delete(f"/articles?key={key.id}&dry_run=true", headers=ours).json()
    assert set(trial["ids"]) == {"one", "two", "harbour"}
    assert client.delete("/articles?key=0000000000", headers=ours).json()["ids"] == []
    assert client.delete(f"/articles?key={key.id}&source=The+Courier", headers=ours).json()["ids"] == []
    assert set(client.delete(f"/articles?key={key.id}", headers=ours).json()["ids"]) == {"one", "two", "harbour"}
    assert ids(client, ours) == {"three", "four", "election"}
    assert client.delete(f"/articles?key={key.id}", headers=ours).json()["total"] == 0


def test_what_a_key_sent_is_shown_and_removed_in_the_shell_too(
    serve: Serve, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    text, key = KeyFile(engine.corpus.folder).create("sender", scope="write")
    sent = {"id": "one", "title": "Notice", "text": "The ferry to Skarholm is full."}
    assert serve().post("/articles", json=sent, headers={"Authorization": f"Bearer {text}"}).status_code == 201

    def shell(*words: str) -> Any:
        with pytest.raises(SystemExit):
            main([*words, "--corpus", str(engine.corpus.folder), "--json"])
        return json.loads(capsys.readouterr().out)

    assert shell("show", "one")["came_from"] == [f"key {key.id}"]
    assert shell("remove", "--key", key.id, "--dry-run")["would_remove"] == ["one"]
    engine.close()
    assert shell("remove", "--key", key.id)["removed"] == ["one"]
    assert b"key " not in (engine.corpus.folder / "intake.jsonl").read_bytes()
