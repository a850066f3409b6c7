"""A parameter that an address takes once is refused where it is given twice, by name; a list may be given often."""

from __future__ import annotations

from typing import Annotated

import pytest
from fastapi import Depends, Header, Query
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from qa.web.http.parameters import single_parameters
from tests.qa.web.conftest import Serve

QUESTION = "What caused the fire?"


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("GET", "/ask?q=Who+won%3F&q=What+burned%3F", ["q"]),
        ("GET", "/ask?q=Who+won%3F&k=1&k=1", ["k"]),
        ("GET", "/ask?q=a&q=b&q=c&as_of=2025-01-01&as_of=&speaker=x&speaker=y", ["as_of", "q", "speaker"]),
        ("GET", "/ask?q=a&%71=b", ["q"]),
        ("GET", "/articles?sort=title&sort=newest", ["sort"]),
        ("GET", "/articles?limit=1&offset=0&limit=500", ["limit"]),
        ("GET", "/articles/harbour?start=0&end=9&start=5", ["start"]),
        ("GET", "/articles/harbour/diff?from=1&to=1&to=2", ["to"]),
        ("GET", "/speakers?as_of=2025-01-01&as_of=2026-01-01", ["as_of"]),
        ("GET", "/speakers/Holt?about=a&about=b", ["about"]),
        ("POST", "/articles?title=a&title=b", ["title"]),
        ("DELETE", "/articles?source=The+Ledger&dry_run=1&dry_run=0", ["dry_run"]),
        ("GET", "/readyz?verbose=0&verbose=1", ["verbose"]),
    ],
)
def test_what_is_taken_once_may_be_given_once(reading: TestClient, method: str, path: str, names: list[str]) -> None:
    answer = reading.request(method, path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{name}" for name in names]
    for error, name in zip(answer.json()["errors"], names, strict=True):
        assert error["detail"].startswith(f"The parameter {name} is given ")


def test_lists_may_have_many_values(reading: TestClient) -> None:
    path = f"/ask?q={QUESTION}&source=The+Ledger&source=The+Courier&article=harbour&article=election&language=en"
    assert reading.get(path).status_code == 200


def test_a_key_is_demanded_before_parameters_are_looked_at(serve: Serve) -> None:
    assert serve(api_key="a-key-of-some-length").get("/ask?q=a&q=b").status_code == 401


def test_all_but_these_are_taken_once(reading: TestClient) -> None:
    description = reading.get("/openapi.json").json()
    lists = set()
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            for one in operation.get("parameters", ()):
                if one["in"] == "query" and one["schema"].get("type") == "array":
                    lists.add((method, path, one["name"]))
    assert lists == {
        *(("get", "/ask", name) for name in ("article", "source", "language")),
        *(("delete", "/articles", name) for name in ("article", "source", "key")),
    }


async def _depended_on(deep: str = "") -> str:
    return deep


async def _endpoint(
    one: int,
    many: Annotated[list[str], Query()],
    made: Annotated[str, Depends(_depended_on)],
    header: Annotated[str, Header()],
) -> None: ...


def test_parameters_of_what_a_route_depends_on_count() -> None:
    assert single_parameters(APIRoute("/", _endpoint).dependant) == {"one", "deep"}
