"""HEAD wherever GET is, and a path before ours."""

from __future__ import annotations

import asyncio
import re
from typing import cast

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.app import Deployment
from qa.web.middleware.addressing import Prefixed
from tests.qa.web.conftest import Serve


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/livez",
        "/readyz",
        "/page/page.js",
        "/about",
        "/articles",
        "/articles/harbour",
        "/v1/models",
        "/ask?q=Who+won+in+Castellan",
        "/nothing",
        "/openapi.json",
        "/metrics",
        "/ask?k=99",
        "/v1/nothing",
        "/v1/models/another",
    ],
)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    varying = (
        {"x-request-id", "date", "content-length"}
        if path in ("/metrics", "/ask?q=Who+won+in+Castellan")
        else {"x-request-id"}
    )
    assert {k: v for k, v in head.headers.items() if k not in varying} == {
        k: v for k, v in got.headers.items() if k not in varying
    }


def test_whether_the_server_is_there_is_asked_without_an_address(client: TestClient) -> None:
    """ "OPTIONS *" of RFC 9110, 9.3.7, which the test client's own parser of addresses does not send."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    address = {"path": "*", "raw_path": b"*", "query_string": b"", "root_path": ""}
    scope = {"type": "http", "method": "OPTIONS", "headers": [(b"host", b"localhost")], **address}
    asyncio.run(cast(ASGIApp, client.app)(scope, receive, send))
    assert sent[0]["status"] == 204
    assert (b"allow", b"DELETE, GET, HEAD, OPTIONS, POST") in sent[0]["headers"]


def test_head_of_an_error_page_is_that_of_the_page(client: TestClient) -> None:
    opens = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    got, head = client.get("/nothing", headers=opens), client.head("/nothing", headers=opens)
    assert (head.status_code, head.content) == (404, b"")
    for name in ("content-type", "content-length"):
        assert head.headers[name] == got.headers[name]


def test_head_of_what_only_takes_post_names_what_it_takes(client: TestClient) -> None:
    refused = client.head("/ask/stream")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/ask", "GET, HEAD, POST"),
        ("/articles", "DELETE, GET, HEAD, POST"),
        ("/articles/harbour", "DELETE, GET, HEAD"),
        ("/watches", "GET, HEAD, POST"),
        ("/v1/models", "GET, HEAD"),
        ("/verify", "POST"),
    ],
)
def test_what_an_address_takes_is_named_whole(client: TestClient, address: str, methods: str) -> None:
    refused = client.put(address)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)


async def _tell(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    await PlainTextResponse(f"{scope['path']} {request.base_url}")(scope, receive, send)


@pytest.mark.parametrize(
    ("prefix", "asked", "told"),
    [
        ("", "/ask", "/ask http://localhost/"),
        ("/qa", "/qa/ask", "/ask http://localhost/qa/"),
        ("qa/", "/ask", "/ask http://localhost/qa/"),
        ("/qa", "/qa", "/ http://localhost/qa/"),
        ("/qa", "/qatar", "/qatar http://localhost/qa/"),
        ("/a/b", "/a/b/livez", "/livez http://localhost/a/b/"),
    ],
)
def test_the_path_before_ours_is_taken_off_and_put_into_our_own_addresses(prefix: str, asked: str, told: str) -> None:
    assert TestClient(Prefixed(_tell, prefix), base_url="http://localhost").get(asked).text == told


def test_a_slash_too_many_is_not_redirected_to_the_host_that_a_request_names(serve: Serve) -> None:
    client = serve(api_key="a-key-of-some-length")
    answer = client.get("/about/", headers={"Host": "evil.example"}, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


def test_pages_of_other_sites_may_read_only_where_they_are_named(serve: Serve) -> None:
    asks = {"Origin": "https://front.example", "Access-Control-Request-Method": "POST"}
    closed, opened = serve(), serve(deployment=Deployment(origins=("https://front.example",)))
    assert "access-control-allow-origin" not in closed.options("/ask", headers=asks).headers
    allowed = opened.options("/ask", headers={**asks, "Access-Control-Request-Headers": "authorization, content-type"})
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "https://front.example")
    told = opened.post("/ask", json={"question": "Who won in Castellan?"}, headers={"Origin": "https://front.example"})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, "https://front.example")
    other = opened.post("/ask", json={"question": "Who won?"}, headers={"Origin": "https://evil.example"})
    assert other.status_code == 403
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    "fields",
    [
        "authorization,content-type,x-stainless-arch,x-stainless-lang,x-stainless-os,x-stainless-package-version",
        "x-stainless-retry-count,x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout",
        "openai-organization,openai-project",
        "if-none-match,prefer",
        "idempotency-key,x-title",
    ],
)
def test_programs_in_a_browser_may_send_what_they_say_of_themselves(serve: Serve, fields: str) -> None:
    asks = {"Origin": "https://front.example", "Access-Control-Request-Method": "POST"}
    opened = serve(deployment=Deployment(origins=("https://front.example",)))
    told = opened.options("/v1/chat/completions", headers={**asks, "Access-Control-Request-Headers": fields})
    assert told.status_code == 200


@pytest.mark.parametrize("asked", ["/ask", "/qa/ask", "/ask/stream", "/v1/chat/completions"])
def test_a_permalink_leads_back_to_the_sentence_from_behind_a_proxy(serve: Serve, asked: str) -> None:
    client = serve(deployment=Deployment(root_path="/qa"))
    question = "What destroyed four warehouses at Norvik harbour?"
    chat = asked.startswith("/v1")
    body = {"messages": [{"role": "user", "content": question}]} if chat else {"question": question}
    written = client.post(asked, json=body).text
    links = set(re.findall(r'"permalink":\s?"([^"#]+)', written))
    assert links
    assert all(link.startswith("/qa/articles/") for link in links)
    assert {client.get(link).status_code for link in links} == {200}


_NO_TEXT = ("%ff%fe", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "caf%e9", "%e2%82")


@pytest.mark.parametrize("bytes_", _NO_TEXT)
@pytest.mark.parametrize(
    "address",
    ["/ask?q=", "/ask?q=Who+won&", "/articles?q=", "/articles/", "/speakers/", "/speakers/Tolvaisa?about=", "/jobs/"],
)
def test_an_address_that_is_no_text_is_refused_and_never_read_as_another(
    reading: TestClient, address: str, bytes_: str
) -> None:
    refused = reading.get(address + bytes_)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert "not UTF-8" in refused.json()["detail"]
    assert "content-security-policy" in refused.headers


def test_nothing_is_stored_or_deleted_by_a_name_that_is_no_text(client: TestClient) -> None:
    kind = {"Content-Type": "text/plain"}
    assert client.post("/articles?title=%ff", content="The ferry left.", headers=kind).status_code == 400
    assert client.post("/articles", json={"text": "It left.", "source": "\ufffd"}).status_code == 201
    assert client.delete("/articles?source=%ff").status_code == 400
    assert client.get("/articles").json()["total"] == 3


def test_the_doors_of_openai_and_of_browsers_refuse_it_in_their_own_form(reading: TestClient) -> None:
    assert "not UTF-8" in reading.get("/v1/models/%ff").json()["error"]["message"]
    page = reading.get("/articles/%ff", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("words", ["café 100%", "50%25", "%zz", "😀", "%e2%82%ac"])
def test_what_is_text_is_read_as_it_is(reading: TestClient, words: str) -> None:
    assert reading.get("/ask", params={"q": words}).status_code == 200
    assert reading.get(f"/ask?q={words}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/ask", "/metrics", "/livez", "/articles", "/articles/harbour", "/page/page.css"]
)
def test_a_path_with_a_line_end_is_not_the_path_without(client: TestClient, path: str) -> None:
    asks = {"q": "Who won in Castellan?"}
    assert client.get(path, params=asks if path == "/ask" else None).status_code == 200
    for end in ("%0a", "%0A", "%0d%0a", "%0a%0a"):
        assert client.get(path + end, params=asks).status_code == 404
    assert client.delete("/articles/harbour%0a").status_code == 404
    assert client.get("/articles").json()["total"] == 2
