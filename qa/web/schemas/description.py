"""The OpenAPI description of the routes, with errors under the media type that they are sent with."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

_PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
_NOT_SENT = {"$ref": "#/components/schemas/HTTPValidationError"}


def described(api: FastAPI) -> dict[str, Any]:
    """Return the description. The framework knows one media type a route, and adds an error that is never sent."""
    description = api.openapi()
    for methods in description["paths"].values():
        for route in methods.values():
            answers: dict[str, Any] = route["responses"]
            for status, answer in list(answers.items()):
                content = answer.get("content", {})
                schema = content.get("application/json", {}).get("schema")
                if schema == _NOT_SENT:
                    del answers[status]
                elif schema == _PROBLEM:
                    content["application/problem+json"] = content.pop("application/json")
    return description
