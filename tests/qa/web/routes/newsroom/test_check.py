"""A draft checked over HTTP: the findings have the form that is described, and what cannot be checked is a problem."""

from __future__ import annotations

from starlette.testclient import TestClient

from qa.web.schemas.drafts import CheckOut, VerifiedOut

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


def test_a_citation_is_verified_by_its_digest(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "How many warehouses did the fire destroy?"}).json()
    quote = [*answer["quotes"], *answer["nearest"]][0]
    cited = {name: quote["citation"][name] for name in ("article_id", "start", "end", "sentence_sha256")}
    verified = VerifiedOut.model_validate(client.post("/verify", json=cited | {"quote": quote["text"]}).json())
    assert (verified.standing, verified.text) == ("unchanged", quote["text"])
    other = client.post("/verify", json=cited | {"article_id": "nothing"}).json()
    assert other["standing"] == "deleted"
    assert client.post("/verify", json=cited | {"sentence_sha256": "x"}).status_code == 422
