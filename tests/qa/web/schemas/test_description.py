"""The OpenAPI description: what can go wrong is in it, fields say what they are, references lead somewhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def description(reading: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = reading.get("/openapi.json").json()
    return told


def _routes(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, route) for path, methods in description["paths"].items() for method, route in methods.items()
    ]


def test_every_reference_leads_to_a_schema(description: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert named
    assert named <= set(description["components"]["schemas"])


def test_errors_are_described_under_the_media_type_they_have(description: dict[str, Any]) -> None:
    for path, _method, route in _routes(description):
        errors = {status: answer for status, answer in route["responses"].items() if status >= "400"}
        kind = "application/json" if path.startswith("/v1/") else "application/problem+json"
        assert all(list(answer["content"]) == [kind] for answer in errors.values()), path
        if path not in ("/livez", "/readyz"):
            assert {"401", "413", "429", "503"} <= set(errors), path
        if "requestBody" in route:
            assert "415" in errors, path
    assert "HTTPValidationError" not in json.dumps(description["paths"])


def test_errors_that_are_sent_are_described(reading: TestClient, description: dict[str, Any]) -> None:
    for method, path, options in (
        ("post", "/ask", {"json": {"question": ""}}),
        ("post", "/ask", {"content": b"x"}),
        ("post", "/articles", {"content": b"x", "headers": {"Content-Type": "image/png"}}),
        ("post", "/v1/responses", {"json": {"input": []}}),
        ("post", "/v1/chat/completions", {"content": b"x"}),
    ):
        told = reading.request(method, path, **options)  # type: ignore[arg-type]
        assert told.status_code >= 400
        answer = description["paths"][path][method]["responses"][str(told.status_code)]
        assert told.headers["content-type"] in answer["content"], path


def test_what_a_question_takes_is_described_field_by_field(description: dict[str, Any]) -> None:
    for name in ("AskIn", "FiltersIn", "TurnIn"):
        schema = description["components"]["schemas"][name]
        undescribed = [field for field, one in schema["properties"].items() if "description" not in one]
        assert not undescribed, name
    assert description["components"]["schemas"]["AskIn"]["properties"]["question"]["examples"]
