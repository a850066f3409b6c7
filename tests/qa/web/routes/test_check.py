"""A draft checked over HTTP: the findings have the form that is described, and what cannot be checked is a problem."""

from __future__ import annotations

from starlette.testclient import TestClient

from qa.web.schemas.responses import CheckOut

DRAFT = "The fire at Norvik harbour destroyed nine warehouses."


def test_findings_have_the_form_that_is_described(client: TestClient) -> None:
    checked = client.post("/check", json={"text": DRAFT})
    assert checked.status_code == 200
    out = CheckOut.model_validate(checked.json())
    assert not out.is_clean
    wrong = [one for one in out.findings if one.verdict == "contradicted"]
    assert [(one.text, DRAFT[one.start : one.end]) for one in wrong] == [("nine", "nine")]
    assert wrong[0].citation is not None


def test_an_empty_or_endless_draft_is_a_problem(client: TestClient) -> None:
    for body in ({"text": ""}, {"text": "  "}, {"text": "x" * 500_001}, {}):
        refused = client.post("/check", json=body)
        assert refused.status_code in (413, 422)
        assert refused.headers["content-type"] == "application/problem+json"
