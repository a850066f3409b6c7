"""Feedback over HTTP: kept as a line that can be learned from, only if it quotes what stands in an article."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Corpus
from index.folder import notes
from index.folder.notes import NAME
from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.schemas.responses import FeedbackOut
from tests.qa.web.conftest import HARBOUR, Serve
from tests.support.doubles import HashEncoder

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


def verdict(client: TestClient, *, right: bool = True, **changes: Any) -> dict[str, Any]:
    """A verdict on the first quote of an answer, as the page leaves it."""
    answer = client.get("/ask", params={"q": QUESTION}).json()
    quote = answer["quotes"][0]
    given = {name: answer[name] for name in ("question", "understood_as", "status", "generation")}
    place = {name: quote["citation"][name] for name in ("article_id", "start", "end")}
    return given | place | {"quote": quote["text"], "confidence": quote["confidence"], "right": right} | changes


def lines(engine: Engine) -> list[dict[str, Any]]:
    path = engine.corpus.folder / NAME
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_verdict_is_kept_with_the_sentence_that_it_is_about(client: TestClient, engine: Engine) -> None:
    given = verdict(client, right=False)
    answer = client.post("/feedback", json=given)
    assert answer.status_code == 201
    (line,) = lines(engine)
    assert FeedbackOut.model_validate(answer.json()).model_dump() == answer.json() == line
    assert given.items() <= line.items()
    assert HARBOUR.text[line["start"] : line["end"]] == line["quote"]
    assert datetime.datetime.fromisoformat(line["created"]).utcoffset() == datetime.timedelta(0)
    assert set(line) == {*given, "created", "id"}


def test_an_abstention_may_be_wrong_and_names_no_place(client: TestClient, engine: Engine) -> None:
    given = {"question": "Who?", "understood_as": "Who?", "right": False, "confidence": 0, "generation": 1}
    assert client.post("/feedback", json=given | {"status": "abstained"}).status_code == 201
    assert client.post("/feedback", json=given | {"status": "answered"}).status_code == 422
    assert client.post("/feedback", json=given | {"status": "abstained", "start": 3}).status_code == 422
    (line,) = lines(engine)
    assert (line["article_id"], line["quote"], line["start"], line["end"]) == (None, None, None, None)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"quote": "Five warehouses burned."}, 422),
        ({"start": 0}, 422),
        ({"end": 10**9}, 422),
        ({"start": 9, "end": 3, "quote": "x"}, 422),
        ({"article_id": "nowhere"}, 404),
        ({"right": "yes"}, 422),
        ({"question": ""}, 422),
        ({"quote": "a\0"}, 422),
        ({"confidence": 2}, 422),
        ({"more": 1}, 422),
    ],
)
def test_what_does_not_stand_in_the_articles_is_refused(
    client: TestClient, engine: Engine, changes: dict[str, Any], status: int
) -> None:
    answer = client.post("/feedback", json=verdict(client) | changes)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert lines(engine) == []


def test_a_verdict_can_be_taken_back_once(client: TestClient, engine: Engine) -> None:
    kept, taken = (client.post("/feedback", json=verdict(client)).json()["id"] for _ in range(2))
    assert client.delete(f"/feedback/{taken}").status_code == 204
    assert [line["id"] for line in lines(engine)] == [kept]
    again = client.delete(f"/feedback/{taken}")
    assert (again.status_code, again.json()["detail"]) == (404, "There is no feedback with this id.")


def test_the_key_is_asked_for(serve: Serve, engine: Engine) -> None:
    keyed = serve(api_key="right")
    given = verdict(serve())
    assert keyed.post("/feedback", json=given).status_code == 401
    assert keyed.delete("/feedback/x").status_code == 401
    assert keyed.post("/feedback", json=given, headers={"Authorization": "Bearer right"}).status_code == 201


def test_other_sites_and_other_bodies_are_refused(client: TestClient, engine: Engine) -> None:
    given = verdict(client)
    assert client.post("/feedback", json=given, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/feedback", content=json.dumps(given)).status_code == 415
    large = verdict(client, quote="x" * (1 << 20))
    assert client.post("/feedback", json=large).status_code == 413
    assert lines(engine) == []


def test_a_full_file_is_a_problem_that_says_what_to_do(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_BYTES", 10)
    answer = client.post("/feedback", json=verdict(client))
    assert answer.status_code == 507
    assert "move it away" in answer.json()["detail"]
    assert str(engine.corpus.folder) not in answer.text


def test_a_server_that_serves_for_reading_only_takes_feedback(engine: Engine, tmp_path: Path) -> None:
    with Engine.open(engine.corpus.folder, settings=Settings(reader="none"), encoder=HashEncoder()) as reading:
        with TestClient(create_app(reading, Settings()), base_url="http://localhost") as client:
            assert client.delete("/articles/harbour").status_code == 403
            assert client.post("/feedback", json=verdict(client)).status_code == 201
        assert len(lines(engine)) == 1


def test_deleting_the_article_deletes_what_was_said_of_it(client: TestClient, engine: Engine) -> None:
    client.post("/feedback", json=verdict(client))
    assert client.delete("/articles/harbour").status_code == 204
    assert lines(engine) == []
    with Corpus.open(engine.corpus.folder, writable=False) as corpus:
        assert corpus.verify().ok


def test_a_verdict_on_what_may_answer_is_a_label_as_any_other(client: TestClient, engine: Engine) -> None:
    assert client.post("/feedback", json=verdict(client) | {"status": "related"}).status_code == 201
    assert [line["status"] for line in lines(engine)] == ["answered"]
