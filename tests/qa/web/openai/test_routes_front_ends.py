"""What two chat front ends send in the course of one conversation, replayed: their forms and fields, our words."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

QUESTION = "How many warehouses did the fire at Norvik harbour destroy?"
QUOTED = "A fire destroyed four warehouses"


def _said(client: TestClient, body: dict[str, Any]) -> str:
    """Ask as a front end does, and return the text of the reply, streamed or whole."""
    answer = client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 200, answer.text
    if not body.get("stream"):
        return str(answer.json()["choices"][0]["message"]["content"])
    datas = [line.removeprefix("data: ") for line in answer.text.split("\n\n") if line.startswith("data: {")]
    choices = [choice for data in datas for choice in json.loads(data)["choices"]]
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def test_open_webui(client: TestClient) -> None:
    surroundings = {
        "stream": True,
        "model": "grounded-qa",
        "stream_options": {"include_usage": True},
        "temperature": 0.8,
        "max_tokens": -1,
        "metadata": {"chat_id": "1f", "message_id": "2e", "features": {}, "files": None},
        "keep_alive": "5m",
    }
    first = _said(client, {**surroundings, "messages": [{"role": "user", "content": QUESTION}]})
    assert QUOTED in first
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": first}]
    written = f"USER: {QUESTION}\nASSISTANT: {first}"
    for task, form, key, value in (
        ("Write a title of 3-5 words with an emoji for the chat history.", '{ "title": "words" }', "title", QUESTION),
        ("Generate 1-3 broad tags for the chat history.", '{ "tags": ["one", "two"] }', "tags", []),
        ("Suggest 3-5 follow-up questions that the user might ask.", '{ "follow_ups": ["One?"] }', "follow_ups", []),
        ("Decide whether search queries are needed.", '{ "queries": ["one", "two"] }', "queries", [QUESTION]),
    ):
        prompt = (
            f"### Task:\n{task}\n### Guidelines:\n- Use the chat's language.\n- No other text.\n### Output:\n"
            f"JSON format: {form}\n### Chat History:\n<chat_history>\n{written}\n</chat_history>"
        )
        told = _said(
            client, {"model": "grounded-qa", "stream": False, "messages": [{"role": "user", "content": prompt}]}
        )
        assert json.loads(told) == {key: value}
    template = (
        "### Task:\nRespond to the user query using the provided context, with citations as [id].\n"
        "### Guidelines:\n- If you do not know, say so.\n"
        '<context>\n<source id="1" name="notes.txt">It rained. Question: did it?</source>\n</context>\n\n'
        "{query}"
    )
    for query in (QUESTION, f"<user_query>\n{QUESTION}\n</user_query>"):
        retrieved = [*history, {"role": "user", "content": template.replace("{query}", query)}]
        assert QUOTED in _said(client, {**surroundings, "messages": retrieved})
    assert "Fire at the harbour" in _said(
        client, {**surroundings, "messages": [*history, {"role": "user", "content": "Which article says that?"}]}
    )


def test_librechat(client: TestClient) -> None:
    surroundings = {
        "model": "gpt-4o",
        "user": "64f",
        "stream": True,
        "temperature": 1,
        "top_p": 1,
        "presence_penalty": 0,
        "frequency_penalty": 0,
        "max_tokens": None,
        "stop": None,
        "parallel_tool_calls": True,
    }
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "# Instructions\nAnswer kindly.\n\nConversation started on Monday."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    first = _said(client, {**surroundings, "messages": messages})
    assert QUOTED in first
    for prompt in (
        "Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only provide the "
        f"title itself.\n\nConversation:\nUser: {QUESTION}\nAI: {first}",
        "Please generate a concise, 5-word-or-less title for the conversation, in its language.\n\n"
        f'||>User:\n"{QUESTION}"\n||>Response:\n"{first}"\n\n||>Title:',
    ):
        told = _said(client, {**surroundings, "stream": False, "messages": [{"role": "user", "content": prompt}]})
        assert told == QUESTION
    picture = [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "auto"}},
        {"type": "text", "text": QUESTION},
    ]
    assert QUOTED in _said(client, {**surroundings, "messages": [{"role": "user", "content": picture}]})
