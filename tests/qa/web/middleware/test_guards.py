"""What stands before the routes: headers on every response, hosts and origins."""

from __future__ import annotations

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.http.problems import Overloaded
from qa.web.middleware.guards import LOOPBACK_HOSTS, BodyLimit, HostGuard, SecurityHeaders


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    kind = Request(scope).url.path
    response: Response = HTMLResponse("<p>") if kind == "/page" else JSONResponse({})
    await response(scope, receive, send)


def _client(app: ASGIApp, base: str = "http://localhost:8000") -> TestClient:
    return TestClient(app, base_url=base)


guarded = SecurityHeaders(HostGuard(_inner, LOOPBACK_HOSTS))


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST", "127.255.255.254:8000", "127.8.8.8"],
)
def test_requests_for_this_machine_pass(host: str) -> None:
    assert _client(guarded).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:80", "[::2]", "%6cocalhost"],
)
def test_a_host_that_only_resolves_to_us_is_refused(host: str) -> None:
    answer = _client(guarded).get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert host not in answer.text


@pytest.mark.parametrize("hosts", [LOOPBACK_HOSTS, None])
@pytest.mark.parametrize(
    "host",
    [
        "",
        "x/livez?",
        "localhost@evil",
        "[::1].evil",
        "a b",
        "localhost:80:80",
        "localhost:x",
        "[::1",
        "h\u00f6st",
        "a#b",
    ],
)
def test_what_is_no_host_is_a_bad_request(host: str, hosts: frozenset[str] | None) -> None:
    answer = _client(SecurityHeaders(HostGuard(_inner, hosts))).get("/", headers={"Host": host.encode("latin-1")})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_two_hosts_are_a_bad_request() -> None:
    answer = _client(guarded).get("/", headers=[("Host", "localhost"), ("Host", "localhost")])
    assert answer.status_code == 400


@pytest.mark.parametrize(("version", "status"), [("1.0", 421), ("1.1", 400)])
def test_a_request_without_a_host_is_bad_since_version_1_1(version: str, status: int) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "http_version": version, "headers": []}
    asyncio.run(guarded(scope, receive, send))
    assert sent[0]["status"] == status


def test_without_a_list_any_host_passes() -> None:
    assert _client(HostGuard(_inner, None)).get("/", headers={"Host": "qa.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://[::1"},
        {"Origin": "//localhost:8000"},
        {"Origin": "file://localhost:8000"},
        {"Origin": "http://localhost:8000@evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_changes_asked_for_by_another_site_are_refused(headers: dict[str, str]) -> None:
    client = _client(guarded)
    assert client.post("/", headers=headers).status_code == 403
    assert client.delete("/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "no-cors", "script", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("none", "navigate", "document", 200),
    ],
)
def test_another_sites_page_can_link_to_us_but_not_make_us_work(site: str, mode: str, dest: str, status: int) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert _client(guarded).get("/", headers=headers).status_code == status


def test_two_origins_are_refused_whichever_comes_first() -> None:
    ours, evil = ("Origin", "http://localhost:8000"), ("Origin", "https://evil.example")
    for headers in ([ours, evil], [evil, ours], [ours, ours]):
        assert _client(guarded).post("/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("allowed", "origin", "status"),
    [
        (["https://front.example"], "https://front.example", 200),
        (["https://FRONT.example"], "https://front.EXAMPLE", 200),
        (["https://front.example"], "http://front.example", 403),
        (["https://front.example"], "https://front.example.evil.example", 403),
        (["*"], "https://any.example", 200),
        ([], "https://front.example", 403),
    ],
)
def test_pages_of_the_origins_that_are_named_may_change_things(allowed: list[str], origin: str, status: int) -> None:
    client = _client(SecurityHeaders(HostGuard(_inner, LOOPBACK_HOSTS, origins=allowed)))
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    assert client.post("/", headers=headers).status_code == status


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}])
def test_changes_from_our_page_and_from_programs_pass(headers: dict[str, str]) -> None:
    assert _client(guarded).post("/", headers=headers).status_code == 200


def test_every_response_carries_the_headers_the_refused_ones_too() -> None:
    client = _client(guarded)
    for answer in (client.get("/"), client.get("/page"), client.get("/", headers={"Host": "evil.example"})):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers


def test_a_page_may_run_our_scripts_only_and_data_none() -> None:
    client = _client(guarded)
    page = client.get("/page").headers["content-security-policy"]
    assert "default-src 'none'" in page
    assert "script-src 'self';" in page
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in page
    assert "unsafe" not in page
    data = client.get("/").headers["content-security-policy"]
    assert "script-src" not in data
    assert data.endswith("sandbox")


def test_a_server_behind_tls_says_so_for_good() -> None:
    answer = _client(guarded, "https://localhost").get("/")
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_each_request_has_its_own_id() -> None:
    client = _client(guarded)
    assert client.get("/").headers["x-request-id"] != client.get("/").headers["x-request-id"]


def test_traffic_that_is_not_http_passes_untouched() -> None:
    seen = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    with _client(SecurityHeaders(HostGuard(inner, LOOPBACK_HOSTS))):
        assert seen == ["lifespan"]


def test_bodies_in_hand_together_are_bounded_however_many_clients_send_them() -> None:
    taken: list[int] = []

    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            taken.append(limit.in_hand)

    limit = BodyLimit(read, 100, lower={"/small": 10}, together=3)

    async def upload(pieces: int, *, path: str = "/") -> str:
        left = [b"x" * 10] * pieces

        async def receive() -> Message:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": left.pop(), "more_body": True}

        try:
            await limit({"type": "http", "path": path, "headers": []}, receive, _unsent)
        except (Overloaded, HTTPException) as refused:
            return type(refused).__name__
        except IndexError:  # there is nothing left to send
            return "sent"
        raise AssertionError

    async def crowd() -> list[str]:
        return await asyncio.gather(*(upload(10) for _ in range(8)), upload(2, path="/small"))

    told = asyncio.run(crowd())
    assert max(taken) == 300
    assert told[-1] == "HTTPException"
    assert 3 <= told.count("sent") < 8
    assert told.count("Overloaded") == 8 - told.count("sent")
    assert limit.in_hand == 0


async def _unsent(message: Message) -> None:
    raise AssertionError
