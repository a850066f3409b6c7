"""The limit a minute: who is refused, for how long, and that it holds when addresses are what floods it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest
from starlette.types import Receive, Scope, Send

from qa.engine import Engine
from qa.keys import KeyFile
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.http.rate_limiter import RateLimiter
from qa.web.middleware.rate_limit import RateLimit
from tests.qa.web.conftest import Serve
from tests.support.live import live


def test_what_comes_too_often_is_refused_with_the_seconds_to_wait_and_counted(serve: Serve) -> None:
    client = serve(max_requests_a_minute=3)
    assert [client.get("/about").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = client.get("/ask", params={"q": "What caused the fire?"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "Too Many Requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert [client.get(path).status_code for path in ("/livez", "/readyz", "/metrics")] == [200, 200, 200]
    assert 'method="GET",route="unmatched",status="429"' in client.get("/metrics").text


def test_without_a_limit_nothing_is_refused(serve: Serve) -> None:
    client = serve()
    assert {client.get("/about").status_code for _ in range(50)} == {200}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
@pytest.mark.anyio
async def test_an_ipv6_address_counts_with_its_network(first: str, second: str, same: bool) -> None:
    async def fine(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    limit = RateLimit(fine, RateLimiter(1))
    statuses = []
    for host in (first, second):
        transport = httpx.ASGITransport(app=limit, client=(host, 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            statuses.append((await client.get("/")).status_code)
    assert statuses == [200, 429 if same else 200]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def limited(engine: Engine) -> Iterator[str]:
    with live(create_app(engine, Settings(max_requests_a_minute=1))) as served:
        yield served


def test_openai_clients_are_told_in_their_own_words(limited: str) -> None:
    with openai.OpenAI(base_url=f"{limited}/v1", api_key="none", max_retries=0) as client:
        client.models.list()
        with pytest.raises(openai.RateLimitError) as refused:
            client.models.list()
    assert (refused.value.code, refused.value.type) == ("rate_limit_exceeded", "requests")
    assert int(refused.value.response.headers["retry-after"]) > 0


def test_keys_behind_one_address_do_not_use_up_each_others_turns(serve: Serve, engine: Engine) -> None:
    file = KeyFile(engine.corpus.folder)
    made = [file.create(name, scope="read") for name in ("a", "b")]
    headers = [{"Authorization": f"Bearer {text}"} for text, _ in made]
    client = serve(max_requests_a_minute=3)
    assert [client.get("/about", headers=headers[0]).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert [client.get("/about", headers=headers[1]).status_code for _ in range(3)] == [200, 200, 200]
    # A revoked key and a wrong one count with the address, so that to make keys up gives no turns.
    file.revoke(made[0][1].id)
    wrong = [{"Authorization": f"Bearer wrong {number}"} for number in range(3)]
    assert [client.get("/about", headers=one).status_code for one in (*wrong, headers[0])] == [401, 401, 401, 429]
