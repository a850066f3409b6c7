"""The OpenAI doors, used by OpenAI's own Python client over a real connection."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
NOTICE = "No sentence in these 2 articles was recognised as an answer."


@pytest.fixture(scope="module")
def address(unchanged: Engine) -> Iterator[str]:
    with live(create_app(unchanged, Settings())) as served:
        yield served


@contextmanager
def asking(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with asking(address) as opened:
        yield opened


_PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
_TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}


def _user(text: str) -> Any:
    return {"role": "user", "content": text}


def test_a_completion_quotes_verbatim_and_annotates_every_quote(client: openai.OpenAI, unchanged: Engine) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)])
    choice, answer = completion.choices[0], unchanged.ask(QUESTION)
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
    usage = completion.usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.total_tokens) == (11, usage.prompt_tokens + usage.completion_tokens)
    assert usage.completion_tokens > len(content.split())


def test_an_article_without_an_address_is_cited_at_this_server(client: openai.OpenAI, address: str) -> None:
    question = "Who won the election in Castellan with 52 percent of the vote?"
    completion = client.chat.completions.create(model=MODEL, messages=[_user(question)])
    annotations = completion.choices[0].message.annotations
    assert annotations
    url = annotations[0].url_citation.url
    assert url.startswith(f"{address}/articles/election")
    assert httpx.get(url, timeout=60).status_code == 200


def test_an_abstention_is_a_fixed_notice_without_annotations(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=[_user(UNKNOWN)])
    message = completion.choices[0].message
    assert (message.content or "").startswith(NOTICE)
    assert message.annotations == []
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
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == last.usage.prompt_tokens + last.usage.completion_tokens > 11
    assert all(chunk.usage is None for chunk in others)


def test_the_bytes_of_a_stream_end_with_done(address: str) -> None:
    body = {"model": MODEL, "messages": [_user(QUESTION)], "stream": True}
    response = httpx.post(f"{address}/v1/chat/completions", json=body, timeout=60)
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
    nobody = {"x_qa": {"speaker": "Nobody Known"}}
    completion = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], extra_body=nobody)
    answer = completion.model_extra["x_qa"]["answer"]
    assert (answer["status"], answer["searched"]["articles"]) == ("abstained", 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"temperature": 0.7, "max_completion_tokens": 5, "seed": 1, "user": "somebody"},
        {"temperature": 7.5, "top_p": -1, "presence_penalty": 9, "frequency_penalty": -9},
        {"max_tokens": 0},
        {"max_tokens": -1},
        {"tools": [_TOOL]},
        {"tools": [_TOOL], "tool_choice": "auto"},
        {"tools": [_TOOL], "tool_choice": "none", "parallel_tool_calls": False},
        {"response_format": {"type": "text"}},
        {"logprobs": True, "top_logprobs": 3, "stop": ["\n"], "logit_bias": {"50256": -100}},
        {"extra_body": {"unheard_of": [1], "n": None, "stream_options": None, "max_tokens": "many"}},
        {"model": "gpt-4o"},
        {"model": "openai/grounded-qa:latest"},
    ],
)
def test_what_means_nothing_here_is_let_pass(client: openai.OpenAI, fields: dict[str, Any]) -> None:
    asked = {"model": MODEL, "messages": [_user(QUESTION)], **fields}
    completion = client.chat.completions.create(**asked)
    assert completion.choices[0].message.annotations
    assert completion.model == asked["model"]


def test_as_many_messages_as_openai_takes_are_taken(address: str) -> None:
    parts = [{"type": "text", "text": "Who sang"}, {"type": "text", "text": "at Orme?"}]
    before = [{"role": ("user", "assistant")[number % 2], "name": "a", "content": parts} for number in range(2_047)]
    chat = {"model": MODEL, "messages": [*before, _user(QUESTION)]}
    told = httpx.post(f"{address}/v1/chat/completions", json=chat, timeout=60).json()
    assert told["choices"][0]["message"]["annotations"]
    told = httpx.post(f"{address}/v1/responses", json={"input": chat["messages"]}, timeout=60).json()
    assert told["output"][0]["content"][0]["annotations"]
    refused = httpx.post(
        f"{address}/v1/chat/completions", json={**chat, "messages": [_user("Hm?")] * 2_049}, timeout=60
    )
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "messages")
    assert "2048" in refused.json()["error"]["message"]


def test_a_request_without_a_model_is_served(address: str) -> None:
    told = httpx.post(f"{address}/v1/chat/completions", json={"messages": [_user(QUESTION)]}, timeout=60).json()
    assert (told["model"], bool(told["choices"][0]["message"]["annotations"])) == (MODEL, True)


@pytest.mark.parametrize(
    "parts",
    [
        [{"type": "text", "text": QUESTION}, _PICTURE],
        [_PICTURE, {"type": "text", "text": QUESTION}],
        [{"type": "file", "file": {"file_id": "f"}}, {"type": "text", "text": QUESTION}],
        [{"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}, {"type": "text", "text": QUESTION}],
        [QUESTION],
    ],
)
def test_parts_that_are_no_text_are_passed_over_beside_text(client: openai.OpenAI, parts: Any) -> None:
    completion = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": parts}])
    assert completion.choices[0].message.annotations
    response = client.responses.create(
        model=MODEL,
        input=[{"role": "user", "content": [{"type": "input_text", "text": QUESTION}, {"type": "input_image"}]}],  # type: ignore[list-item, typeddict-item]
    )
    assert response.output[0].content[0].annotations  # type: ignore[union-attr]


def test_more_choices_than_one_are_all_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], n=3)
    assert [choice.index for choice in whole.choices] == [0, 1, 2]
    assert len({choice.message.content for choice in whole.choices}) == 1
    said: dict[int, str] = {}
    for chunk in client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], n=2, stream=True):
        for choice in chunk.choices:
            said[choice.index] = said.get(choice.index, "") + (choice.delta.content or "")
    assert said == dict.fromkeys((0, 1), whole.choices[0].message.content)


def test_the_older_door_answers_its_prompt(client: openai.OpenAI) -> None:
    chat = client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)]).choices[0].message.content
    whole = client.completions.create(model=MODEL, prompt=QUESTION)
    assert (whole.object, whole.choices[0].text, whole.choices[0].finish_reason) == ("text_completion", chat, "stop")
    chunks = list(client.completions.create(model=MODEL, prompt=[QUESTION], stream=True))
    assert "".join(chunk.choices[0].text for chunk in chunks) == chat
    assert chunks[-1].choices[0].finish_reason == "stop"


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
        ({"n": 0}, "n"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [7]}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [_PICTURE]}]}, "messages"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}}, "response_format"),
        ({"tools": [_TOOL], "tool_choice": "required"}, "tool_choice"),
        ({"tools": [_TOOL], "tool_choice": {"type": "function", "function": {"name": "look"}}}, "tool_choice"),
        ({"tool_choice": "any"}, "tool_choice"),
        ({"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": []}}}, "tool_choice"),
        ({"extra_body": {"function_call": {"name": "look"}}}, "function_call"),
        ({"extra_body": {"response_format": "json_object"}}, "response_format"),
        ({"extra_body": {"format": "json"}}, "format"),
        ({"extra_body": {"guided_choice": ["yes", "no"]}}, "guided_choice"),
        ({"extra_body": {"grammar": 'root ::= "yes" | "no"'}}, "grammar"),
        ({"extra_body": {"json_schema": {"type": "object"}}}, "json_schema"),
        ({"extra_body": {"regex": "[0-9]+"}}, "regex"),
        ({"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}, "modalities"),
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


def test_what_is_not_given_here_is_refused_in_openais_words(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        client.chat.completions.create(model=MODEL, messages=[_user(QUESTION)], response_format={"type": "json_object"})
    assert told.value.code == "unsupported_value"
    assert told.value.body["message"].startswith("Unsupported value")  # type: ignore[index]


@pytest.mark.parametrize(
    "change",
    [
        {"model": "x" * 300},
        {"tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}}},
        {"extra_body": {"function_call": "auto", "format": "", "guided_json": None, "options": {"num_ctx": 4096}}},
        {"modalities": ["text"]},
        {"messages": [{"role": "user", "content": {"type": "text", "text": QUESTION}}]},
        {"messages": [{"role": "user", "content": [{"text": QUESTION}]}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": {"value": QUESTION, "annotations": []}}]}]},
        {"messages": [{"role": "system", "content": QUESTION}]},
        {"messages": [{"role": "developer", "content": QUESTION}, {"role": "user", "content": ""}]},
    ],
)
def test_what_clients_send_otherwise_is_answered(client: openai.OpenAI, change: dict[str, Any]) -> None:
    reply = client.chat.completions.create(**({"model": MODEL, "messages": [_user(QUESTION)]} | change))
    assert "four warehouses" in str(reply.choices[0].message.content)


def test_every_prompt_of_a_completion_is_answered_as_often_as_wished(client: openai.OpenAI) -> None:
    reply = client.completions.create(model=MODEL, prompt=[QUESTION, UNKNOWN], n=2)
    assert [choice.index for choice in reply.choices] == [0, 1, 2, 3]
    assert [NOTICE in choice.text for choice in reply.choices] == [False, False, True, True]
    chunks = client.completions.create(model=MODEL, prompt=QUESTION, n=2, stream=True)
    assert {choice.index for chunk in chunks for choice in chunk.choices} == {0, 1}


@pytest.mark.parametrize(
    "change",
    [{"prompt": [1, 2]}, {"prompt": ""}, {"prompt": [QUESTION, " "]}, {"prompt": [QUESTION] * 2, "stream": True}],
)
def test_a_prompt_that_cannot_be_read_is_refused(client: openai.OpenAI, change: dict[str, Any]) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        client.completions.create(**({"model": MODEL} | change))
    assert told.value.param == "prompt"


@pytest.mark.parametrize("form", ["guided_json", "grammar", "json_schema", "ebnf", "response_format"])
def test_a_form_is_refused_at_the_other_doors_too(client: openai.OpenAI, form: str) -> None:
    extra = {form: {"type": "object"}}
    with pytest.raises(openai.BadRequestError) as of_prompt:
        client.completions.create(model=MODEL, prompt=QUESTION, extra_body=extra)
    with pytest.raises(openai.BadRequestError) as of_response:
        client.responses.create(model=MODEL, input=QUESTION, extra_body=extra)
    assert of_prompt.value.param == of_response.value.param == form


def test_the_models_are_listed_with_a_slash_behind_them_too(address: str) -> None:
    assert httpx.get(f"{address}/v1/models/", timeout=60).json() == httpx.get(f"{address}/v1/models", timeout=60).json()
    assert "error" in httpx.get(f"{address}/v1", timeout=60).json()


def test_a_stream_that_cannot_begin_is_refused_with_a_status(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="3000 characters"):
        client.chat.completions.create(model=MODEL, messages=[_user("x" * 3000)], stream=True)


def test_an_unknown_address_is_told_in_openais_shape(address: str) -> None:
    for response, status in (
        (httpx.get(f"{address}/v1/nothing", timeout=60), 404),
        (httpx.get(f"{address}/v1/chat/completions", timeout=60), 405),
        (
            httpx.post(
                f"{address}/v1/responses", content="{", headers={"content-type": "application/json"}, timeout=60
            ),
            400,
        ),
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


def test_a_response_quotes_verbatim_and_annotates_every_quote(client: openai.OpenAI, unchanged: Engine) -> None:
    response = client.responses.create(model=MODEL, input=QUESTION)
    assert (response.object, response.status, response.error) == ("response", "completed", None)
    assert response.id.startswith("resp_")
    item: Any = response.output[0]
    part = item.content[0]
    assert (item.type, item.role, item.status, part.type) == ("message", "assistant", "completed", "output_text")
    assert response.output_text == part.text
    cited = [part.text[a.start_index : a.end_index] for a in part.annotations]
    assert cited == [quote.text for quote in unchanged.ask(QUESTION).quotes]


def test_a_response_abstains_with_a_notice(client: openai.OpenAI) -> None:
    response = client.responses.create(model=MODEL, input=[_user(UNKNOWN)])
    assert response.output_text.startswith(NOTICE)
    assert response.output[0].content[0].annotations == []  # type: ignore[union-attr]


def test_a_responses_input_is_a_conversation(client: openai.OpenAI) -> None:
    first = client.responses.create(model=MODEL, input=QUESTION)
    said: Any = [_user(QUESTION), *(item.model_dump() for item in first.output), _user("any other source?")]
    said.insert(1, {"type": "reasoning", "id": "rs_1", "summary": []})
    second: Any = client.responses.create(model=MODEL, input=said)
    assert second.model_extra["x_qa"]["answer"]["operation"] == "occurrences"


def test_a_response_goes_on_from_one_before(client: openai.OpenAI) -> None:
    first = client.responses.create(model=MODEL, input=QUESTION)
    second: Any = client.responses.create(model=MODEL, input="Which article says that?", previous_response_id=first.id)
    assert second.previous_response_id == first.id
    assert second.model_extra["x_qa"]["answer"]["operation"] == "source"
    events: list[Any] = list(
        client.responses.create(model=MODEL, input="Who said that?", previous_response_id=second.id, stream=True)
    )
    assert events[-1].response.model_extra["x_qa"]["answer"]["operation"] == "speaker"


def test_a_response_that_is_not_kept_is_not_found(client: openai.OpenAI) -> None:
    unkept = client.responses.create(model=MODEL, input=QUESTION, store=False)
    for previous in (unkept.id, "resp_1"):
        with pytest.raises(openai.BadRequestError) as told:
            client.responses.create(model=MODEL, input=QUESTION, previous_response_id=previous)
        assert (told.value.param, told.value.code) == ("previous_response_id", "previous_response_not_found")


def test_a_deleted_articles_words_are_not_kept_for_those_who_go_on(engine: Engine) -> None:
    with live(create_app(engine, Settings())) as address, asking(address) as client:
        first = client.responses.create(model=MODEL, input=QUESTION)
        engine.delete(["harbour"])
        asked = "Which article says that?"
        second: Any = client.responses.create(model=MODEL, input=asked, previous_response_id=first.id)
    assert "warehouses" not in second.output_text


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"text": {"format": {"type": "json_schema", "name": "a", "schema": {}}}}, "text.format"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"input": [{"role": "system", "content": "Be brief."}]}, "input"),
        ({"input": []}, "input"),
        ({"conversation": "conv_1"}, "conversation"),
    ],
)
def test_a_response_of_another_shape_is_refused(client: openai.OpenAI, fields: dict[str, Any], param: str) -> None:
    with pytest.raises(openai.BadRequestError) as told:
        client.responses.create(**({"model": MODEL, "input": QUESTION} | fields))
    assert told.value.param == param


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
