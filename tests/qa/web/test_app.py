"""The application as a whole: headers on every route and error, the key on every route, overload, other hosts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.engine import Engine
from qa.records import Answer
from qa.settings import Settings
from qa.web.app import Deployment, create_api, create_app
from qa.web.service.access import KeyCheck
from qa.web.service.container import Service
from tests.qa.web.conftest import Serve, two_articles

KEY = "a-key-of-some-length"
# Every route, how to call it, and whether it demands the key. A route that is not here fails the test below.
ROUTES: dict[tuple[str, str], tuple[str, bool]] = {
    ("GET", "/"): ("/", False),
    ("GET", "/docs"): ("/docs", False),
    ("GET", "/page/{name:path}"): ("/page/page.css", False),
    ("GET", "/livez"): ("/livez", False),
    ("GET", "/readyz"): ("/readyz", False),
    ("GET", "/about"): ("/about", True),
    ("GET", "/metrics"): ("/metrics", True),
    ("GET", "/openapi.json"): ("/openapi.json", True),
    ("GET", "/ask"): ("/ask?q=Who+won+in+Castellan", True),
    ("POST", "/ask"): ("/ask", True),
    ("POST", "/ask/stream"): ("/ask/stream", True),
    ("POST", "/ask/evidence"): ("/ask/evidence", True),
    ("POST", "/check"): ("/check", True),
    ("GET", "/speakers"): ("/speakers", True),
    ("GET", "/speakers/{name}"): ("/speakers/Tolvaisa", True),
    ("GET", "/watches/{watch_id}.atom"): ("/watches/0a.atom", True),
    ("GET", "/gaps"): ("/gaps", True),
    ("DELETE", "/gaps"): ("/gaps", True),
    ("DELETE", "/gaps/{gap_id}"): ("/gaps/0a", True),
    ("GET", "/watches"): ("/watches", True),
    ("POST", "/watches"): ("/watches", True),
    ("DELETE", "/watches/{watch_id}"): ("/watches/0a", True),
    ("POST", "/verify"): ("/verify", True),
    ("DELETE", "/conversations/{conversation}"): ("/conversations/nothing", True),
    ("GET", "/v1/models"): ("/v1/models", True),
    ("GET", "/v1/models/{model_id:path}"): ("/v1/models/grounded-qa", True),
    ("POST", "/v1/chat/completions"): ("/v1/chat/completions", True),
    ("POST", "/v1/completions"): ("/v1/completions", True),
    ("POST", "/v1/responses"): ("/v1/responses", True),
    ("GET", "/articles"): ("/articles", True),
    ("POST", "/articles"): ("/articles", True),
    ("POST", "/changes"): ("/changes", True),
    ("GET", "/articles/{article_id:path}"): ("/articles/harbour", True),
    ("DELETE", "/articles"): ("/articles?source=Nobody", True),
    ("GET", "/articles/{article_id:path}/revisions"): ("/articles/harbour/revisions", True),
    ("GET", "/articles/{article_id:path}/diff"): ("/articles/harbour/diff", True),
    ("DELETE", "/articles/{article_id:path}"): ("/articles/nothing", True),
    ("GET", "/articles/{article_id}/pages"): ("/articles/harbour/pages", True),
    ("GET", "/articles/{article_id}/pages/{number}"): ("/articles/harbour/pages/1", True),
    ("POST", "/articles/url"): ("/articles/url", True),
    ("POST", "/feeds"): ("/feeds", True),
    ("GET", "/jobs"): ("/jobs", True),
    ("GET", "/jobs/{job_id}"): ("/jobs/nothing", True),
    ("DELETE", "/jobs/{job_id}"): ("/jobs/nothing", True),
    ("POST", "/mcp"): ("/mcp", True),
    ("POST", "/mcp/search"): ("/mcp/search", True),
    ("POST", "/feedback"): ("/feedback", True),
    ("DELETE", "/feedback/{feedback_id}"): ("/feedback/nothing", True),
}
GUARDS = {"content-security-policy", "x-content-type-options", "referrer-policy", "cache-control", "x-request-id"}
QUESTION = "Who won in Castellan?"
BODIES = {
    "/ask": {"question": QUESTION},
    "/ask/stream": {"question": QUESTION},
    "/ask/evidence": {"question": QUESTION},
    "/check": {"text": "Maren Tolvaisa won in Castellan."},
    "/watches": {"question": QUESTION},
    "/verify": {"article_id": "harbour", "start": 0, "end": 5, "sentence_sha256": "0" * 64},
    "/v1/chat/completions": {"model": "grounded-qa", "messages": [{"role": "user", "content": QUESTION}]},
    "/v1/completions": {"model": "grounded-qa", "prompt": QUESTION},
    "/v1/responses": {"model": "grounded-qa", "input": QUESTION},
    "/articles/url": {"url": "https://news.example/a"},
    "/feeds": {"url": "https://news.example/feed"},
    "/mcp": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
    "/mcp/search": {"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
    "/articles": {"text": "A storm hit Norvik."},
    "/feedback": {
        "question": QUESTION,
        "understood_as": QUESTION,
        "right": True,
        "status": "abstained",
        "confidence": 0.1,
        "generation": 1,
    },
}


def _call(client: TestClient, method: str, path: str, headers: dict[str, str]) -> Any:
    return client.request(method, path, json=BODIES.get(path) if method == "POST" else None, headers=headers)


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service with a key: whether it is demanded does not depend on what the routes did before."""
    with two_articles(tmp_path_factory.mktemp("keyed")) as engine:
        app = create_app(engine, Settings().with_(api_key=KEY))
        client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
        yield client
        client.close()


def test_every_route_is_in_the_table(engine: Engine) -> None:
    gate: Any = None
    api = create_api(Service(engine, KeyCheck(None), questions=gate, reading=gate, changes=gate))
    found = {(method.upper(), path) for path, methods in api.openapi()["paths"].items() for method in methods}
    hidden = {("GET", path) for path in ("/", "/docs", "/page/{name:path}", "/openapi.json")}
    hidden |= {("POST", "/mcp"), ("POST", "/mcp/search")}  # another protocol's, which describes itself
    hidden.add(("POST", "/changes"))  # of commands of the same version
    listed = {(method, path.replace(":path", "")) for method, path in ROUTES}
    assert found | {(method, path.replace(":path", "")) for method, path in hidden} == listed


@pytest.mark.parametrize(("method", "path", "needs_key"), [(m, *v) for (m, _), v in ROUTES.items()])
def test_the_key_is_demanded_where_it_must_be(keyed: TestClient, method: str, path: str, needs_key: bool) -> None:
    right = _call(keyed, method, path, {"Authorization": f"Bearer {KEY}"})
    assert right.status_code < 500
    assert right.status_code != 401
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {KEY}"}, {"X-API-Key": KEY}):
        refused = _call(keyed, method, path, headers)
        assert (refused.status_code == 401) is needs_key
        if needs_key:
            assert refused.headers["www-authenticate"] == "Bearer"
            assert KEY not in refused.text
    separator = "&" if "?" in path else "?"
    assert (_call(keyed, method, f"{path}{separator}key={KEY}", {}).status_code == 401) is needs_key


def test_who_opens_an_article_without_the_key_gets_the_page_that_asks_for_it(serve: Serve) -> None:
    answer = serve(api_key=KEY).get("/articles/harbour", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert 'id="key-form"' in answer.text
    assert "Norvik" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/docs", 200),
        ("GET", "/page/page.js", 200),
        ("GET", "/livez", 200),
        ("GET", "/about", 200),
        ("POST", "/ask", 200),
        ("GET", "/ask", 422),
        ("GET", "/nothing", 404),
        ("GET", "/articles/nothing", 404),
        ("GET", "/page/../app.py", 404),
        ("GET", "/page/..%2fapp.py", 404),
        ("PUT", "/ask", 405),
        ("OPTIONS", "/ask", 405),
        ("HEAD", "/livez", 200),
    ],
)
def test_every_response_is_guarded_and_every_error_a_problem(
    reading: TestClient, method: str, path: str, status: int
) -> None:
    answer = _call(reading, method, path, {})
    assert answer.status_code == status
    for name in (
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cache-control",
        "x-request-id",
    ):
        assert name in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert "server" not in answer.headers
    if status >= 400 and method != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert set(answer.json()) <= {"type", "title", "status", "detail", "errors", "instance"}


@pytest.mark.slow
def test_every_route_is_guarded_whatever_it_answers(serve: Serve) -> None:
    clients = (serve(), serve(api_key=KEY), serve(max_body_bytes=1), serve(max_requests_a_minute=1))
    with ExitStack() as stack:  # one event loop for all requests of a client, as in a server
        plain, keyed, small, limited = map(stack.enter_context, clients)
        limited.get("/about")
        for (method, _), (path, _) in ROUTES.items():
            _look_at(method, path, plain=plain, others=(keyed, small, limited))


def _look_at(method: str, path: str, *, plain: TestClient, others: tuple[TestClient, TestClient, TestClient]) -> None:
    keyed, small, limited = others
    wrong: dict[str, Any] = {"content": b"{", "headers": {"Content-Type": "application/json"}}
    other_site = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answers = [
        _call(plain, method, path, {}),
        _call(keyed, method, path, {}),
        _call(limited, method, path, {}),
        plain.request(method, path, **wrong),
        small.request(method, path, content=b"{}"),
        plain.request("PATCH", path),
        plain.request(method, path, headers={"Host": "evil.example"}),
        plain.request(method, path, headers=other_site),
    ]
    for answer in answers:
        said = f"{method} {path}: {answer.status_code}"
        assert set(answer.headers) >= GUARDS, said
        assert answer.headers["x-content-type-options"] == "nosniff", said
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; "), said
        assert "unsafe" not in policy, said
        assert answer.status_code < 500, said
        if answer.status_code >= 400 and not (path.startswith("/mcp") and "jsonrpc" in answer.text):
            kind = "application/json" if path.startswith("/v1/") else "application/problem+json"
            assert answer.headers["content-type"] == kind, said


class _Broken(Engine):
    """An engine with a defect that any question meets."""

    def ask(self, question: str, **options: Any) -> Answer:
        raise RuntimeError(f"secret /path/of/ours {question}")


def test_a_defect_of_ours_is_told_by_a_number_only(engine: Engine) -> None:
    engine.__class__ = _Broken
    client = TestClient(create_app(engine, Settings()), base_url="http://localhost", raise_server_exceptions=False)
    answer = client.post("/ask", json={"question": "What happened?"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["instance"] == "urn:uuid:" + answer.headers["x-request-id"]
    assert answer.headers["content-security-policy"]
    assert 'qa_answers_total{outcome="error",reason=""} 1.0' in client.get("/metrics").text


class _Slow(Engine):
    """An engine that answers when told to."""

    opened = threading.Event()

    def ask(self, question: str, **options: Any) -> Answer:
        self.opened.wait(60)
        return super().ask(question, **options)


def test_more_questions_than_can_wait_are_refused_at_once_and_health_still_answers(engine: Engine) -> None:
    engine.__class__ = _Slow
    app = create_app(engine, Settings().with_(max_concurrent_questions=1))
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(30) as pool:
        asked = [pool.submit(client.post, "/ask", json={"question": f"What happened in {n}?"}) for n in range(20)]
        while sum(one.done() for one in asked) < 3:
            assert client.get("/livez").status_code == 200
        refused = [one.result() for one in asked if one.done()]
        assert client.get("/about").status_code == 200
        _Slow.opened.set()
        assert sorted(one.result().status_code for one in asked) == [200] * 17 + [503] * 3
    for answer in refused:
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_key_only_named_hosts_are_served(serve: Serve) -> None:
    assert serve().get("/livez", headers={"Host": "qa.example"}).status_code == 421
    assert (
        serve(deployment=Deployment(hosts=("qa.example",))).get("/livez", headers={"Host": "qa.example:80"}).status_code
        == 200
    )


def test_with_a_key_any_host_is_served_unless_some_are_named(serve: Serve) -> None:
    assert serve(api_key=KEY).get("/livez", headers={"Host": "any.example"}).status_code == 200
    named = serve(api_key=KEY, deployment=Deployment(hosts=("qa.example",)))
    assert named.get("/livez", headers={"Host": "any.example"}).status_code == 421


def test_another_sites_page_cannot_change_or_ask(reading: TestClient) -> None:
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert reading.delete("/articles/harbour", headers=evil).status_code == 403
    assert reading.post("/articles", content=b"x", headers={"Content-Type": "text/plain", **evil}).status_code == 403
    assert reading.get("/articles/harbour").status_code == 200
