"""A draft checked over HTTP: the findings have the form that is described, and what cannot be checked is a problem."""

from __future__ import annotations

from starlette.testclient import TestClient

from qa.web.schemas.drafts import CheckOut, VerifiedOut

DRAFT = "The fire at Norvik harbour destroyed nine warehouses."


def test_findings_have_the_form_that_is_described(reading: TestClient) -> None:
    checked = reading.post("/check", json={"text": DRAFT})
    assert checked.status_code == 200
    out = CheckOut.model_validate(checked.json())
    assert not out.is_clean
    wrong = [one for one in out.findings if one.verdict == "contradicted"]
    assert [(one.text, DRAFT[one.start : one.end]) for one in wrong] == [("nine", "nine")]
    assert wrong[0].citation is not None


def test_an_empty_or_endless_draft_is_a_problem(reading: TestClient) -> None:
    for body in ({"text": ""}, {"text": "  "}, {"text": "x" * 500_001}, {}):
        refused = reading.post("/check", json=body)
        assert refused.status_code in (413, 422)
        assert refused.headers["content-type"] == "application/problem+json"


def test_that_a_text_is_too_long_or_too_short_is_told_in_characters(reading: TestClient) -> None:
    details = [
        reading.post("/check", json={"text": text}).json()["errors"][0]["detail"] for text in ("x" * 500_001, "")
    ]
    assert details == [
        "Text should have at most 500000 characters, not 500001.",
        "Text should have at least 1 character, not 0.",
    ]


def test_a_citation_is_verified_by_its_digest(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": "How many warehouses did the fire destroy?"}).json()
    quote = [*answer["quotes"], *answer["nearest"]][0]
    cited = {name: quote["citation"][name] for name in ("article_id", "start", "end", "sentence_sha256")}
    verified = VerifiedOut.model_validate(reading.post("/verify", json=cited | {"quote": quote["text"]}).json())
    assert (verified.standing, verified.text) == ("unchanged", quote["text"])
    other = reading.post("/verify", json=cited | {"article_id": "nothing"}).json()
    assert other["standing"] == "deleted"
    assert reading.post("/verify", json=cited | {"sentence_sha256": "x"}).status_code == 422


def test_a_citation_is_verified_whole_as_an_answer_gave_it_but_with_no_field_that_none_has(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": "How many warehouses did the fire destroy?"}).json()
    whole = [*answer["quotes"], *answer["nearest"]][0]["citation"]
    assert reading.post("/verify", json=whole).json()["standing"] == "unchanged"
    refused = reading.post("/verify", json=whole | {"qoute": "Nine warehouses burnt."})
    assert (refused.status_code, refused.json()["errors"][0]["detail"]) == (422, "No citation has 'qoute'.")


def test_a_check_and_the_speakers_look_back_to_what_was_known(reading: TestClient) -> None:
    before, after = "2025-03-01", "2025-03-05"
    verdicts = {
        day: {one["verdict"] for one in reading.post("/check", json={"text": DRAFT, "as_of": day}).json()["findings"]}
        for day in (before, after)
    }
    assert "contradicted" in verdicts[after]
    assert "contradicted" not in verdicts[before]
    assert reading.get("/speakers", params={"as_of": before}).json()["speakers"] == []
    assert reading.get("/speakers", params={"as_of": after}).json()["speakers"] != []
    assert reading.get("/speakers/Tolvaisa", params={"as_of": before}).json()["lines"] == []
    for refused in (
        reading.post("/check", json={"text": DRAFT, "as_of": "soon"}),
        reading.get("/speakers", params={"as_of": "soon"}),
    ):
        assert refused.status_code == 422


def test_a_draft_of_ten_megabytes_is_refused(reading: TestClient) -> None:
    refused = reading.post("/check", json={"text": "Norvik burnt. " * 750_000})
    assert refused.status_code == 413
