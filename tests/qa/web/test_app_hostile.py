"""Any request that the description allows, and much that it does not: an answer or a refusal, never a fault of ours."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.settings import Settings
from qa.web.app import create_app
from tests.qa.web.conftest import two_articles
from tests.qa.web.test_app import BODIES as GOOD
from tests.support.examples import examples

# Values on the edge of what a field may hold, or beyond it.
EDGES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 2**31, 2**63, -(2**64), 10**400, 0.5, 5e-324, 1e-17, 1 - 2**-53, 1.7e308, -0.0),
    *("", " ", "\u0000", "\ud800", "\u202e", "😀", "?", "x" * 3000, "٣", "1e400", "../../etc/passwd", "<script>"),
    *([], {}, [[]], [None], {"": ""}, [{}] * 50),
)
BODIES: dict[str, Any] = dict(GOOD)
FIELDS = {
    "/ask": ("question", "limit", "max_error", "history", "filters", "conversation", "speaker"),
    "/check": ("text", "filters", "limit", "as_of"),
    "/verify": ("article_id", "start", "end", "sentence_sha256"),
    "/feedback": ("question", "right", "status", "confidence", "generation", "article_id", "quote", "start", "end"),
    "/watches": ("question", "name", "filters", "webhook"),
    "/articles": ("text", "id", "title", "url", "source", "author", "published"),
    "/v1/chat/completions": ("model", "messages", "stream", "n", "stop", "x_qa", "tools", "response_format"),
    "/v1/completions": ("model", "prompt", "n", "stream", "stream_options", "x_qa", "echo"),
    "/v1/responses": ("model", "input", "instructions", "stream", "tools", "text", "previous_response_id"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that stands all of this in turn."""
    with two_articles(tmp_path_factory.mktemp("hostile")) as engine:
        client = TestClient(create_app(engine, Settings()), base_url="http://localhost", raise_server_exceptions=False)
        yield client
        client.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", FIELDS)
def test_no_value_of_a_field_makes_a_fault(hostile: TestClient, path: str) -> None:
    for field, value in itertools.product(FIELDS[path], EDGES):
        _refused_or_answered(hostile, path, {**BODIES[path], field: value})


@pytest.mark.parametrize("path", FIELDS)
@settings(max_examples=examples(30), deadline=None)
@given(data=st.data())
def test_no_fields_together_make_a_fault(hostile: TestClient, path: str, data: st.DataObject) -> None:
    fields = st.dictionaries(st.sampled_from(FIELDS[path]), st.sampled_from(EDGES), min_size=2, max_size=3)
    _refused_or_answered(hostile, path, {**BODIES[path], **data.draw(fields)})


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/v1/completions", "/v1/chat/completions", "/v1/responses"])
@settings(max_examples=examples(20), deadline=None)
@given(share=st.floats(0, 1, exclude_min=True, exclude_max=True))
@example(5e-324)
def test_any_share_of_wrong_answers_may_be_asked_for(hostile: TestClient, path: str, share: float) -> None:
    body = {**BODIES[path], "x_qa": {"max_error": share}}
    assert hostile.post(path, json=body).status_code == 200
    assert hostile.post("/ask", json={**BODIES["/ask"], "max_error": share}).status_code == 200


@settings(max_examples=examples(60), deadline=None)
@given(path=st.sampled_from(["/ask", "/articles", "/speakers", "/watches", "/gaps", "/jobs"]), data=st.data())
def test_no_address_makes_a_fault(hostile: TestClient, path: str, data: st.DataObject) -> None:
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
        ["-1", "9" * 400, "\x00", "nan"]
    )
    names = st.sampled_from(
        ["q", "k", "max_error", "article", "as_of", "published_from", "offset", "limit", "sort", "x"]
    )
    answer = hostile.get(path, params=data.draw(st.dictionaries(names, text, max_size=4)))
    assert answer.status_code < 500, answer.text


def _refused_or_answered(client: TestClient, path: str, body: dict[str, Any]) -> None:
    sent = json.dumps(body).encode()
    answer = client.post(path, content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code < 500, (body, answer.text)
    if answer.status_code < 400:
        return
    told = answer.json()
    if path.startswith("/v1/"):
        assert set(told["error"]) >= {"message", "type", "param", "code"}
    else:
        assert set(told) >= {"type", "title", "status", "detail"}
        assert told["status"] == answer.status_code
