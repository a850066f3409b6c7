"""The OpenAI doors, used by OpenAI's own Python client over a real connection."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from qa.engine import Engine
from qa.settings import Settings
from qa.web.app import create_app
from qa.web.openai.content import MODEL, quotes_in
from tests.support.live import live

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
UNKNOWN = "Who discovered the zyzzyva beetle in Qatar?"
NOTICE = "The articles do not answer this question."


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with live(create_app(engine, Settings())) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def _user(text: str) -> Any:
    return {"role": "user", "content": text}


def test_a_completion_quotes_verbatim_and_annotates_every_quote(client: openai.OpenAI, engine: Engine) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)])
    choice, answer = completion.choices[0], engine.ask(QUESTION)
    assert (completion.object, choice.index, choice.finish_reason) == ("chat.completion", 0, "stop")
    assert abs(completion.created - time.time()) < 60
    assert (choice.message.role, choice.message.refusal) == ("assistant", None)
    content, annotations = choice.message.content or "", choice.message.annotations or []
    assert len(annotations) == len(answer.quotes) > 0
    for number, (annotation, quote) in enumerate(zip(annotations, answer.quotes, strict=True), start=1):
        cited = annotation.url_citation
        assert annotation.type == "url_citation"
        assert content[cited.start_index : cited.end_index] == quote.text
        assert f"” [{number}]" in content[cited.end_index :][:8]
        assert (cited.title, cited.url) == (quote.citation.title, quote.citation.fragment_url or quote.citation.url)
        assert f"[{number}] {quote.citation.title}, {quote.citation.source}" in content
    assert completion.usage is not None
    assert completion.usage.total_tokens == 0


def test_an_article_without_an_address_is_cited_at_this_server(client: openai.OpenAI, address: str) -> None:
    question = "Who won the election in Castellan with 52 percent of the vote?"
    completion = client.chat.completions.create(model=MODEL, messages=[_user(question)])
    annotations = completion.choices[0].message.annotations
    assert annotations
    url = annotations[0].url_citation.url
    assert url.startswith(f"{address}/articles/election")
    assert httpx.get(url).status_code == 200


def test_an_abstention_is_a_fixed_notice_without_annotations(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=[_user(UNKNOWN)])
    message = completion.choices[0].message
    assert (message.content, message.annotations) == (NOTICE, [])
    assert completion.choices[0].finish_reason == "stop"
    told = (completion.model_extra or {})["x_qa"]
    assert (told["abstained"], told["answer"]["status"]) == (True, "abstained")
    assert told["reason"] == told["answer"]["reason"]


def test_a_stream_has_one_id_one_time_an_end_and_the_same_content(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)]).choices[0].message
    chunks = list(client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], stream=True))
    assert len({chunk.id for chunk in chunks}) == len({chunk.created for chunk in chunks}) == 1
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert (deltas[0].role, deltas[0].content) == ("assistant", "")
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    streamed = (deltas[-2].model_extra or {})["annotations"]
    assert streamed == [annotation.model_dump() for annotation in whole.annotations or []]


def test_a_stream_tells_the_usage_only_when_asked(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model=MODEL, messages=[_user(QUESTION)], stream=True, stream_options={"include_usage": True}
    )
    *others, last = list(stream)
    assert (last.choices, last.usage is not None and last.usage.total_tokens) == ([], 0)
    assert all(chunk.usage is None for chunk in others)


def test_the_bytes_of_a_stream_end_with_done(address: str) -> None:
    body = {"model": MODEL, "messages": [_user(QUESTION)], "stream": True}
    response = httpx.post(f"{address}/v1/chat/completions", json=body)
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["x-accel-buffering"]) == ("no-cache", "no")
    assert response.text.endswith("data: [DONE]\n\n")
    assert all(part.startswith("data: ") for part in response.text.strip().split("\n\n"))


def test_earlier_messages_are_the_history(client: openai.OpenAI) -> None:
    first = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)]).choices[0].message.content or ""
    assert quotes_in(first)
    messages = [
        {"role": "system", "content": "Answer in verse."},
        _user(QUESTION),
        {"role": "assistant", "content": first},
        {"role": "user", "content": [{"type": "text", "text": "Which article says that?"}]},
    ]
    completion: Any = client.chat.completions.create(model=MODEL, messages=messages)  # type: ignore[arg-type]
    answer = completion.model_extra["x_qa"]["answer"]
    assert (answer["operation"], answer["understood_as"]) == ("source", QUESTION)
    assert [quote["text"] for quote in answer["quotes"]] == list(quotes_in(first))


def test_our_own_options_travel_in_the_extra_body(client: openai.OpenAI) -> None:
    options = {"x_qa": {"limit": 1, "filters": {"sources": ["The Courier"]}}}
    completion: Any = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], extra_body=options)
    answer = completion.model_extra["x_qa"]["answer"]
    assert answer["searched"]["articles"] == 1
    assert {quote["citation"]["source"] for quote in answer["quotes"] + answer["nearest"]} == {"The Courier"}


def test_fields_that_mean_nothing_here_are_let_pass(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model=MODEL,
        messages=[_user(QUESTION)],
        temperature=0.7,
        max_completion_tokens=5,
        seed=1,
        user="somebody",
        tools=[{"type": "function", "function": {"name": "look", "parameters": {}}}],
        extra_body={"unheard_of": [1]},
    )
    assert completion.choices[0].message.annotations


def test_models_are_listed_and_described(client: openai.OpenAI) -> None:
    listed = client.models.list().data
    assert [(model.id, model.object) for model in listed] == [(MODEL, "model")]
    assert client.models.retrieve(MODEL) == listed[0]
    assert listed[0].created < 10_000_000_000
    with pytest.raises(openai.NotFoundError) as told:
        client.models.retrieve("gpt/4")
    assert told.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "assistant", "content": "Hello"}]}, "messages"),
        ({"messages": [{"role": "pope", "content": "Hello"}]}, "messages[0].role"),
        ({"temperature": 2.5}, "temperature"),
        ({"n": 2}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"messages": [_user("x" * 3000)]}, None),
        ({"extra_body": {"x_qa": {"limt": 1}}}, "x_qa.limt"),
    ],
)
def test_what_cannot_be_used_is_an_error_in_openais_shape(
    client: openai.OpenAI, change: dict[str, Any], param: str | None
) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        client.chat.completions.create(**({"model": MODEL, "messages": [_user(QUESTION)]} | change))
    assert (told.value.type, told.value.param) == ("invalid_request_error", param)
    assert told.value.body["message"]  # type: ignore[index]


def test_a_stream_that_cannot_begin_is_refused_with_a_status(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="3000 characters"):
        client.chat.completions.create(model=MODEL, messages=[_user("x" * 3000)], stream=True)


def test_another_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as told:
        client.chat.completions.create(model="gpt-4o", messages=[_user(QUESTION)])
    assert told.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError):
        client.responses.create(model="gpt-4o", input=QUESTION)


def test_an_unknown_address_is_told_in_openais_shape(address: str) -> None:
    for response, status in (
        (httpx.get(f"{address}/v1/nothing"), 404),
        (httpx.get(f"{address}/v1/chat/completions"), 405),
        (httpx.post(f"{address}/v1/responses", content="{", headers={"content-type": "application/json"}), 400),
    ):
        assert response.status_code == status
        assert response.headers["content-type"] == "application/json"
        assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_a_wrong_key_is_told_in_openais_shape(engine: Engine) -> None:
    app = create_app(engine, Settings(api_key="secret"))
    with live(app) as address:
        with (
            openai.OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0) as client,
            pytest.raises(openai.AuthenticationError) as told,
        ):
            client.models.list()
        assert told.value.code == "invalid_api_key"
        with openai.OpenAI(base_url=f"{address}/v1", api_key="secret") as client:
            assert client.models.list().data


def test_a_response_quotes_verbatim_and_annotates_every_quote(client: openai.OpenAI, engine: Engine) -> None:
    response = client.responses.create(model=MODEL, input=QUESTION)
    assert (response.object, response.status, response.error) == ("response", "completed", None)
    assert response.id.startswith("resp_")
    item: Any = response.output[0]
    part = item.content[0]
    assert (item.type, item.role, item.status, part.type) == ("message", "assistant", "completed", "output_text")
    assert response.output_text == part.text
    cited = [part.text[a.start_index : a.end_index] for a in part.annotations]
    assert cited == [quote.text for quote in engine.ask(QUESTION).quotes]


def test_a_response_abstains_with_a_notice(client: openai.OpenAI) -> None:
    response = client.responses.create(model=MODEL, input=[_user(UNKNOWN)])
    assert response.output_text == NOTICE
    assert response.output[0].content[0].annotations == []  # type: ignore[union-attr]


def test_a_responses_input_is_a_conversation(client: openai.OpenAI) -> None:
    first = client.responses.create(model=MODEL, input=QUESTION)
    said: Any = [_user(QUESTION), *(item.model_dump() for item in first.output), _user("any other source?")]
    said.insert(1, {"type": "reasoning", "id": "rs_1", "summary": []})
    second: Any = client.responses.create(model=MODEL, input=said)
    assert second.model_extra["x_qa"]["answer"]["operation"] == "occurrences"


def test_a_response_before_is_not_kept(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        client.responses.create(model=MODEL, input=QUESTION, previous_response_id="resp_1")
    assert told.value.param == "previous_response_id"
    with pytest.raises(openai.BadRequestError):
        client.responses.create(model=MODEL, input=[{"role": "system", "content": "Be brief."}])


def test_a_streamed_response_is_built_up_in_the_documented_order(client: openai.OpenAI) -> None:
    events: list[Any] = list(client.responses.create(model=MODEL, input=QUESTION, stream=True))
    kinds = [kind for kind, _ in itertools.groupby(event.type for event in events)]
    assert kinds == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.annotation.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    final = events[-1].response
    assert final.id == events[0].response.id
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == final.output_text
    added = [e.annotation for e in events if e.type == "response.output_text.annotation.added"]
    assert [dict(annotation) for annotation in added] == [dict(a) for a in final.output[0].content[0].annotations]
    raw = httpx.post(
        f"{client.base_url}responses", json={"model": MODEL, "input": QUESTION, "stream": True}, timeout=30
    ).text
    assert raw.startswith("event: response.created\ndata: ")
    assert "[DONE]" not in raw
