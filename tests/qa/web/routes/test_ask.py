"""Questions over HTTP: the documented shape, strictness of what is taken, caching."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.errors import InvalidFilter
from index.records import Filters
from qa.engine import Engine
from qa.web.schemas.responses import AnswerOut
from tests.qa.web.conftest import HARBOUR

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"


def _without_moment(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "created")}


def test_an_answer_has_exactly_the_documented_shape(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": QUESTION}).json()
    assert AnswerOut.model_validate(answer).model_dump(mode="json", exclude_unset=True) == answer


def test_the_quote_stands_in_the_article_at_its_citation(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": QUESTION}).json()
    assert answer["status"] == "answered"
    first = answer["quotes"][0]
    assert "four warehouses" in first["text"]
    stored = reading.get(f"/articles/{first['citation']['article_id']}").json()
    assert stored["text"][first["citation"]["start"] : first["citation"]["end"]] == first["text"]


def test_an_abstention_is_a_success_with_a_reason(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": "Who discovered the zyzzyva beetle in Qatar?"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["quotes"]) == ("abstained", [])
    assert body["reason"]


def test_a_question_that_names_nothing_is_asked_back_on_every_door(reading: TestClient) -> None:
    question = "What did this harbour lose in the fire?"
    answer = reading.post("/ask", json={"question": question}).json()
    assert (answer["status"], answer["reason"]) == ("abstained", "underspecified")
    assert AnswerOut.model_validate(answer).model_dump(mode="json", exclude_unset=True) == answer
    first = answer["could_mean"][0]
    assert (first["name"], first["question"]) == ("Norvik", "About Norvik: what did this harbour lose in the fire?")
    assert HARBOUR.text[first["start"] : first["end"]] == "Norvik"
    streamed = reading.post("/ask/stream", json={"question": question}).text
    assert '"could_mean":[{"name":"Norvik"' in streamed
    body = {"model": "grounded-qa", "messages": [{"role": "user", "content": question}]}
    message = reading.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]
    assert "It could mean:\n- Norvik: About Norvik: what did this harbour lose in the fire?" in message["content"]
    assert message["annotations"] == []


def test_both_doors_and_python_give_the_same_answer(reading: TestClient, unchanged: Engine) -> None:
    posted = reading.post("/ask", json={"question": QUESTION, "limit": 2}).json()
    fetched = reading.get("/ask", params={"q": QUESTION, "k": 2}).json()
    answer = unchanged.ask(QUESTION, limit=2).to_dict()
    assert _without_moment(posted) == _without_moment(fetched) == _without_moment(answer)


def test_filters_restrict_both_doors(reading: TestClient) -> None:
    by_body = {"question": QUESTION, "filters": {"sources": ["The Courier"]}}
    by_address = {"q": QUESTION, "source": "The Courier"}
    for answer in (reading.post("/ask", json=by_body).json(), reading.get("/ask", params=by_address).json()):
        assert answer["searched"]["articles"] == 1
        assert answer["reason"] == "outside_filters"


def test_filters_that_nothing_passes_are_the_reason_and_say_what_there_is(reading: TestClient) -> None:
    for filters, said in (
        ({"sources": ["CNN"]}, "no article has the source 'CNN'; the sources are 'The Courier' and 'The Ledger'"),
        ({"article_ids": ["nosuch"]}, "no article has the id 'nosuch'"),
    ):
        answer = reading.post("/ask", json={"question": QUESTION, "filters": filters}).json()
        assert (answer["status"], answer["reason"]) == ("abstained", "outside_filters")
        assert answer["notices"] == [said]
        assert AnswerOut.model_validate(answer).model_dump(mode="json", exclude_unset=True) == answer
        message = [{"role": "user", "content": QUESTION}]
        chat = {"model": "grounded-qa", "messages": message, "x_qa": {"filters": filters}}
        content = reading.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]["content"]
        assert content.startswith(f"Nothing within the filters was recognised as an answer. N{said[1:]}.")
    assert "notices" not in reading.post("/ask", json={"question": QUESTION}).json()


def test_dates_restrict(reading: TestClient) -> None:
    answer = reading.get("/ask", params={"q": QUESTION, "published_from": "2025-03-04", "published_to": "2025-03-04"})
    assert answer.json()["searched"]["articles"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/question"),
        ({"question": ""}, "#/question"),
        ({"question": None}, "#/question"),
        ({"question": 7}, "#/question"),
        ({"question": "a\0b"}, "#/question"),
        ({"question": "x", "limit": 0}, "#/limit"),
        ({"question": "x", "limit": 21}, "#/limit"),
        ({"question": "x", "limit": 10**18}, "#/limit"),
        ({"question": "x", "limit": "1"}, "#/limit"),
        ({"question": "x", "limit": 1.0}, "#/limit"),
        ({"question": "x", "limit": True}, "#/limit"),
        ({"question": "x", "max_error": 0}, "#/max_error"),
        ({"question": "x", "max_error": 1}, "#/max_error"),
        ({"question": "x", "filters": {"sources": ["x"] * 101}}, "#/filters/sources"),
        ({"question": "x", "filters": {"published_from": "3 May"}}, "#/filters/published_from"),
        ({"question": "x", "filters": {"published_from": "2024-13-01"}}, "#/filters/published_from"),
        (
            {"question": "x", "filters": {"published_from": "2025-02-01", "published_to": "2025-01-01"}},
            "#/filters/published_to",
        ),
        ({"question": "x", "filters": {"publishedFrom": "2025-01-01"}}, "#/filters/publishedFrom"),
        ({"question": "x", "zz": 1}, "#/zz"),
        ({"question": "x", "<script>": 1}, "#/*"),
        ([], "#"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(reading: TestClient, body: Any, pointer: str) -> None:
    answer = reading.post("/ask", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"published_from": "yesterday"}, "published_from is 'yesterday', which is no date of the calendar"),
        ({"published_to": "2024-13-01"}, "published_to is '2024-13-01', which is no date of the calendar"),
        ({"published_from": "2025-02-01", "published_to": "2025-01-01"}, "is after published_to, '2025-01-01'"),
    ],
)
def test_every_door_says_the_same_of_a_date_that_cannot_be_used(
    reading: TestClient, dates: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidFilter, match=re.escape(said)):
        Filters(**dates)  # type: ignore[arg-type]
    message = [{"role": "user", "content": QUESTION}]
    chat = {"model": "grounded-qa", "messages": message, "x_qa": {"filters": dates}}
    refusals = [
        reading.post("/ask", json={"question": QUESTION, "filters": dates}),
        reading.post("/ask/stream", json={"question": QUESTION, "filters": dates}),
        reading.get("/ask", params={"q": QUESTION} | dates),
        reading.post("/v1/chat/completions", json=chat),
    ]
    assert [refusal.status_code for refusal in refusals] == [422, 422, 422, 400]
    for refusal in refusals:
        assert said in refusal.text


@pytest.mark.parametrize(
    "body",
    [
        b'{"question": "\\ud800"}',
        b'{"question": NaN}',
        b'{"question": "x", "limit": 1e400}',
        b'{"question": "x", "limit": ' + b"9" * 5000 + b"}",
        b'{"question": "x", "question": "y"}',
        b'{"question": ' + b"[" * 5000,
        b"{",
        b"\xff",
        b"",
    ],
)
def test_malformed_bodies_are_refused_and_never_an_error_of_ours(reading: TestClient, body: bytes) -> None:
    answer = reading.post("/ask", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["status"] == 422


def test_a_refusal_echoes_nothing_of_what_was_sent(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": ["canary" * 1000], "canary" * 10: "canary"})
    assert answer.status_code == 422
    assert "canary" not in answer.text
    assert len(answer.content) < 2000


def test_many_faults_are_told_in_few_words(reading: TestClient) -> None:
    answer = reading.post("/ask", json={f"f{n}": n for n in range(900)})
    assert len(answer.json()["errors"]) == 20


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(reading: TestClient, kind: str) -> None:
    answer = reading.post("/ask", content=b'{"question": "x"}', headers={"Content-Type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "params", [{}, {"q": ""}, {"q": "x", "k": "0"}, {"q": "x", "k": "a"}, {"q": "x", "z": "1"}, {"q": "a\0"}]
)
def test_addresses_are_as_strict(reading: TestClient, params: dict[str, str]) -> None:
    assert reading.get("/ask", params=params).status_code == 422


def test_a_question_longer_than_the_setting_is_refused_in_words(reading: TestClient) -> None:
    answer = reading.post("/ask", json={"question": "why " * 2000})
    assert answer.status_code == 422
    assert "characters" in answer.json()["detail"]
    assert "why" not in answer.json()["detail"]


def test_bodies_over_the_limit_are_refused_by_length_and_in_pieces(reading: TestClient) -> None:
    whole = b'{"question": "' + b"x" * (1 << 20) + b'"}'
    headers = {"Content-Type": "application/json"}
    for content in (whole, iter([whole[:1000], whole[1000:]])):
        answer = reading.post("/ask", content=content, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


def test_an_unchanged_answer_need_not_be_sent_again(client: TestClient, engine: Engine) -> None:
    first = client.get("/ask", params={"q": QUESTION})
    tag = first.headers["etag"]
    again = client.get("/ask", params={"q": QUESTION}, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/ask", params={"q": QUESTION, "k": 1}).headers["etag"] != tag
    engine.delete([HARBOUR.id])
    assert client.get("/ask", params={"q": QUESTION}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("media", "form"),
    [
        ("text/markdown", "markdown"),
        ("application/vnd.citationstyles.csl+json", "csl"),
        ("application/x-bibtex", "bibtex"),
        ("application/ld+json", "annotations"),
    ],
)
def test_an_answer_comes_in_the_form_that_is_accepted(
    reading: TestClient, unchanged: Engine, media: str, form: str
) -> None:
    written = unchanged.ask(QUESTION).export(form)
    for reply in (
        reading.post("/ask", json={"question": QUESTION}, headers={"Accept": media}),
        reading.get("/ask", params={"q": QUESTION}, headers={"Accept": f"text/css, {media};q=.9, */*;q=.1"}),
    ):
        assert reply.headers["content-type"].partition(";")[0] == media
        assert _without_moments(reply.text) == _without_moments(written)
        assert "accept" in reply.headers["vary"].lower()


def _without_moments(text: str) -> str:
    """Leave out what differs between two answers to one question: an id, and when it was given."""
    return re.sub(r"ans_[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.+Z]+", "", text)


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json, text/markdown", "text/markdown;q=0", "text/markdown;q=many", ",;,", "image/png"],
)
def test_whoever_accepts_json_or_nothing_that_there_is_gets_json(reading: TestClient, accept: str) -> None:
    reply = reading.post("/ask", json={"question": QUESTION}, headers={"Accept": accept})
    assert reply.json()["status"] == "answered"


def test_each_form_has_a_tag_of_its_own(reading: TestClient) -> None:
    asked = {"q": QUESTION}
    forms = ("*/*", "text/markdown")
    tags = {form: reading.get("/ask", params=asked, headers={"Accept": form}).headers["etag"] for form in forms}
    assert len(set(tags.values())) == 2
    headers = {"Accept": "text/markdown", "If-None-Match": tags["*/*"]}
    assert reading.get("/ask", params={"q": QUESTION}, headers=headers).status_code == 200


def test_a_speaker_is_asked_for_in_the_body_and_in_the_address(reading: TestClient) -> None:
    question = "Was anybody hurt at Norvik?"
    by_body = reading.post("/ask", json={"question": question, "speaker": "the mayor of Norvik"}).json()
    assert [quote["speech"] for quote in by_body["quotes"] + by_body["nearest"]] == ["indirect"]
    assert by_body["searched"] == {"articles": 1, "sentences": 1}
    by_address = reading.get("/ask", params={"q": question, "speaker": "the mayor of Norvik"}).json()
    assert _without_moment(by_address) == _without_moment(by_body)
    unheard = reading.get("/ask", params={"q": question, "speaker": "Tom Ahl"}).json()
    assert (unheard["reason"], unheard["searched"]["sentences"]) == ("outside_filters", 0)
    assert unheard["notices"] == ["no words of 'Tom Ahl' were recognised in the articles searched"]


def test_an_answer_of_one_speaker_is_not_kept_for_another(reading: TestClient) -> None:
    tags = set()
    for speaker in ("the mayor of Norvik", "Tom Ahl", None):
        response = reading.get("/ask", params={"q": QUESTION} | ({"speaker": speaker} if speaker else {}))
        tags.add((response.headers["etag"], response.json()["searched"]["sentences"]))
    assert len({tag for tag, _ in tags}) == len({sentences for _, sentences in tags}) == 3


@pytest.mark.parametrize("speaker", ["", "?", "x" * 201, "\u0000"])
def test_a_speaker_who_cannot_be_meant_is_refused(reading: TestClient, speaker: str) -> None:
    assert reading.post("/ask", json={"question": QUESTION, "speaker": speaker}).status_code == 422
    assert reading.get("/ask", params={"q": QUESTION, "speaker": speaker}).status_code == 422
