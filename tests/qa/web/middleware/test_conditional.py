"""Conditions of requests (RFC 9110, 13): over the service, whose answers have strong tags, weak ones, and none."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

QUESTION = "/ask?q=Who+won+the+election+in+Castellan"


def _tag(client: TestClient, path: str) -> str:
    tag = client.get(path).headers["etag"]
    return tag.removeprefix("W/")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/docs", "/page/page.css", QUESTION])
@pytest.mark.parametrize(
    "written", ["{}", "W/{}", '"other", {}', '"a,b" , W/{}', "*", " * ", 'W/"other",{},"third"', '"a\\",{}']
)
def test_what_the_client_has_is_not_sent_again(reading: TestClient, method: str, path: str, written: str) -> None:
    headers = {"If-None-Match": written.format(_tag(reading, path))}
    whole, answer = reading.get(path), reading.request(method, path, headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert answer.headers.get(name) == whole.headers.get(name)
    assert "content-type" not in answer.headers
    # What it says takes the place of what the client has kept of the whole answer.
    kept = {name: value for name, value in whole.headers.items() if name not in ("x-request-id", "date")}
    assert kept | {n: v for n, v in answer.headers.items() if n in kept} == kept


@pytest.mark.parametrize("path", ["/page/page.css", QUESTION])
def test_tags_may_stand_on_several_lines(reading: TestClient, path: str) -> None:
    lines = [("If-None-Match", '"other"'), ("If-None-Match", _tag(reading, path))]
    assert reading.get(path, headers=lines).status_code == 304


@pytest.mark.parametrize("path", ["/page/page.css", QUESTION])
@pytest.mark.parametrize("written", ['"other"', "{bare}", '"x{bare}"', "", '"*"', "W/*", ", ,"])
def test_what_the_client_does_not_have_is_sent(reading: TestClient, path: str, written: str) -> None:
    headers = {"If-None-Match": written.format(bare=_tag(reading, path).strip('"'))}
    assert reading.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/about", "/articles", "/articles/harbour", "/livez", "/openapi.json"])
def test_whatever_there_is_has_no_tag_of_its_own_but_is_there(reading: TestClient, path: str) -> None:
    assert reading.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert reading.get(path, headers={"If-None-Match": '"any"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/articles/none", 404), ("/ask", 422), ("/ask?q=a&q=b", 422)]
)
def test_what_is_not_there_meets_no_condition(reading: TestClient, path: str, status: int) -> None:
    for name in ("If-None-Match", "If-Match"):
        assert reading.get(path, headers={name: "*"}).status_code == status


@pytest.mark.parametrize(
    ("path", "written", "status"),
    [
        ("/page/page.css", "{}", 200),
        ("/page/page.css", '"other", {}', 200),
        ("/page/page.css", "*", 200),
        ("/page/page.css", '"other"', 412),
        ("/page/page.css", "W/{}", 412),
        (QUESTION, "{}", 412),  # weak tags are never equal in the strong sense
        (QUESTION, "*", 200),
    ],
)
def test_what_is_not_what_the_client_expects_is_not_sent(
    reading: TestClient, path: str, written: str, status: int
) -> None:
    answer = reading.get(path, headers={"If-Match": written.format(_tag(reading, path))})
    assert answer.status_code == status
    if status == 412:
        assert answer.headers["content-type"] == "application/problem+json"


def test_nothing_is_deleted_that_is_not_what_the_client_expects(client: TestClient) -> None:
    assert client.delete("/articles/harbour", headers={"If-Match": '"of another day"'}).status_code == 412
    assert client.get("/articles/harbour").status_code == 200
    assert client.delete("/articles/harbour", headers={"If-Match": "*"}).status_code == 204


def test_what_is_sent_by_accept_says_so(reading: TestClient) -> None:
    for path in ("/articles/harbour", "/articles/none", "/nothing", QUESTION):
        for accept in ("text/html", "application/json"):
            assert "Accept" in reading.get(path, headers={"Accept": accept}).headers["vary"], (path, accept)


def test_a_body_of_another_kind_is_told_which_kinds_are_read(reading: TestClient) -> None:
    for path, kind in (("/ask", "application/json"), ("/articles", "application/pdf"), ("/v1/responses", "json")):
        refused = reading.post(path, content=b"x", headers={"Content-Type": "image/png"})
        assert refused.status_code == 415
        assert kind in refused.headers["accept-post"]
        assert refused.headers["accept"] == refused.headers["accept-post"]
