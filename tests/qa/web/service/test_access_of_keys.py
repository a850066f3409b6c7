"""Every route with every kind of key: who is let in, who is not, and that a revoked key is refused at once."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import openai
import pytest
from starlette.testclient import TestClient

from qa.engine import Engine
from qa.keys import SCOPES, KeyFile, allows
from qa.settings import Settings
from qa.web.app import create_app
from tests.qa.web.conftest import Serve
from tests.qa.web.test_app import BODIES, ROUTES
from tests.support.live import live

# What a key must be allowed, by route; None: nothing. A route that is not here fails the first test.
NEEDED: dict[tuple[str, str], str | None] = {
    ("GET", "/"): None,
    ("GET", "/docs"): None,
    ("GET", "/page/{name:path}"): None,
    ("GET", "/livez"): None,
    ("GET", "/readyz"): None,
    ("GET", "/about"): "read",
    ("GET", "/metrics"): "read",
    ("GET", "/openapi.json"): "read",
    ("GET", "/ask"): "read",
    ("POST", "/ask"): "read",
    ("POST", "/ask/stream"): "read",
    ("POST", "/ask/evidence"): "read",
    ("GET", "/watches/{watch_id}.atom"): "read",
    ("GET", "/watches"): "read",
    ("POST", "/watches"): "write",
    ("DELETE", "/watches/{watch_id}"): "write",
    ("GET", "/gaps"): "admin",
    ("DELETE", "/gaps"): "admin",
    ("DELETE", "/gaps/{gap_id}"): "admin",
    ("POST", "/check"): "read",
    ("GET", "/speakers"): "read",
    ("GET", "/speakers/{name}"): "read",
    ("POST", "/verify"): "read",
    ("DELETE", "/conversations/{conversation}"): "read",
    ("GET", "/v1/models"): "read",
    ("GET", "/v1/models/{model_id:path}"): "read",
    ("POST", "/v1/chat/completions"): "read",
    ("POST", "/v1/completions"): "read",
    ("POST", "/v1/responses"): "read",
    ("GET", "/articles"): "read",
    ("POST", "/articles"): "write",
    ("DELETE", "/articles"): "write",
    ("POST", "/changes"): "write",
    ("GET", "/articles/{article_id}/pages"): "read",
    ("GET", "/articles/{article_id}/pages/{number}"): "read",
    ("GET", "/articles/{article_id:path}"): "read",
    ("GET", "/articles/{article_id:path}/revisions"): "read",
    ("GET", "/articles/{article_id:path}/diff"): "read",
    ("DELETE", "/articles/{article_id:path}"): "write",
    ("POST", "/articles/url"): "write",
    ("POST", "/feeds"): "write",
    ("POST", "/mcp"): "read",
    ("POST", "/mcp/search"): "read",
    ("GET", "/jobs"): "read",
    ("GET", "/jobs/{job_id}"): "read",
    ("DELETE", "/jobs/{job_id}"): "write",
    ("POST", "/feedback"): "read",
    ("DELETE", "/feedback/{feedback_id}"): "read",
}
SETTING = "the-key-of-the-setting"
#: What is sent as a key -> the scope that it gives; None: none.
STATES = {
    "none": None,
    "empty": None,
    "malformed": None,
    "other scheme": None,
    "wrong": None,
    "cut short": None,
    "digest": None,
    "expired": None,
    "revoked": None,
    "read": "read",
    "write": "write",
    "admin": "admin",
    "setting": "admin",
}


@pytest.fixture
def keys(engine: Engine) -> dict[str, str]:
    """The Authorization header of every state."""
    file = KeyFile(engine.corpus.folder)
    texts = {scope: file.create(scope, scope=scope)[0] for scope in SCOPES}
    expired, _ = KeyFile(engine.corpus.folder, clock=lambda: 1_000_000_000).create("old", scope="admin", days=1)
    revoked, key = file.create("gone", scope="admin")
    file.revoke(key.id)
    digest = next(one.digest for one in file.read() if one.scope == "admin")
    headers = {name: f"Bearer {text}" for name, text in texts.items()}
    return headers | {
        "empty": "",
        "malformed": "Bearer",
        "other scheme": f"Basic {texts['admin']}",
        "wrong": "Bearer qa_0000000000_" + "A" * 43,
        "cut short": f"Bearer {texts['admin'][:-1]}",
        "digest": f"Bearer {digest}",
        "expired": f"Bearer {expired}",
        "revoked": f"Bearer {revoked}",
        "setting": f"Bearer {SETTING}",
    }


def _status(client: TestClient, method: str, path: str, authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = BODIES.get(path) if method == "POST" else None
    answer = client.request(method, path, headers=headers, json=body)
    if answer.status_code == 403 and "insufficient_scope" not in answer.headers.get("www-authenticate", ""):
        return 200  # let in by the key; refused for what the server is set to, as pages that it may not fetch
    return answer.status_code


def test_every_route_says_here_what_a_key_needs() -> None:
    assert NEEDED.keys() == ROUTES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("route", list(NEEDED), ids=lambda route: " ".join(route))
def test_a_route_lets_in_the_keys_that_it_must_and_no_other(
    serve: Serve, keys: dict[str, str], route: tuple[str, str]
) -> None:
    needed, path = NEEDED[route], ROUTES[route][0]
    with serve(api_key=SETTING) as client:  # one event loop for all, as a server has
        statuses = {state: _status(client, route[0], path, keys.get(state)) for state in STATES}
        for state, scope in STATES.items():
            if needed is None or (scope is not None and allows(scope, needed)):
                assert statuses[state] not in (401, 403, 500), state
            else:
                assert statuses[state] == (401 if scope is None else 403), state
        admin = keys["admin"].removeprefix("Bearer ")
        for name in ("key", "api_key", "access_token"):
            address = f"{path}{'&' if '?' in path else '?'}{name}={admin}"
            assert (_status(client, route[0], address, None) == 401) is (needed is not None)


@pytest.mark.slow
def test_a_key_that_is_revoked_while_the_service_runs_opens_no_route_from_then_on(serve: Serve, engine: Engine) -> None:
    file = KeyFile(engine.corpus.folder)
    file.create("another", scope="read")  # so that one is demanded to the end
    with serve() as client:
        for route, needed in NEEDED.items():
            text, key = file.create("to be revoked", scope="admin")
            for valid in (True, False):
                status = _status(client, route[0], ROUTES[route][0], f"Bearer {text}")
                assert (status == 401) is (not valid and needed is not None), (route, valid)
                if valid:
                    file.revoke(key.id)


def test_a_refusal_says_which_scope_is_needed(serve: Serve, keys: dict[str, str]) -> None:
    answer = serve().delete("/articles/harbour", headers={"Authorization": keys["read"]})
    assert answer.status_code == 403
    assert "'write' is needed" in answer.json()["detail"]
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


def test_the_first_key_closes_a_server_that_was_open(serve: Serve, engine: Engine) -> None:
    client = serve()
    assert client.get("/about").status_code == 200
    KeyFile(engine.corpus.folder).create("first", scope="read")
    assert client.get("/about").status_code == 401


def test_keys_that_cannot_be_read_let_nobody_in(serve: Serve, engine: Engine) -> None:
    file = KeyFile(engine.corpus.folder)
    text, _ = file.create("first", scope="read")
    client = serve()
    file.path.write_bytes(b"{}")
    for headers in ({}, {"Authorization": f"Bearer {text}"}):
        assert client.get("/about", headers=headers).status_code == 503


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine, Settings())) as served:
        yield served


def test_a_revoked_key_is_refused_by_the_openai_door_at_its_next_request(engine: Engine, address: str) -> None:
    file = KeyFile(engine.corpus.folder)
    text, key = file.create("chat", scope="read")
    with openai.OpenAI(base_url=f"{address}/v1", api_key=text, max_retries=0) as client:
        assert client.models.list().data
        file.revoke(key.id)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()


def test_no_key_is_written_to_the_log_the_metrics_or_the_folder(
    serve: Serve, engine: Engine, keys: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = serve(api_key=SETTING)
    for authorization in keys.values():
        for method, path in (("GET", "/about"), ("POST", "/ask"), ("DELETE", "/articles/nothing")):
            _status(client, method, path, authorization)
    seen = client.get("/metrics", headers={"Authorization": keys["read"]}).text + caplog.text
    seen += "".join(p.read_bytes().decode("latin-1") for p in engine.corpus.folder.rglob("*") if p.is_file())
    for state in ("read", "write", "admin", "setting", "revoked", "expired"):
        assert keys[state].removeprefix("Bearer ").split("_", 2)[-1] not in seen
