"""Background tasks of chat front ends, in the forms of several of them; the words are our own."""

from __future__ import annotations

import json

import pytest

from qa.web.openai.tasks import Said, reply_to_task

FIRST = "Who rang the bell at Orsby?"
LAST = "And who paid for it?"
HISTORY = (
    f"USER: {FIRST}\nASSISTANT: “The sexton rang it.” [1]\n\nSources:\n[1] Bells\nUSER: {LAST}\nASSISTANT: The town."
)
BLOCK = f"### Chat History:\n<chat_history>\n{HISTORY}\n</chat_history>"


def _reply(text: str, *, system: str = "") -> str | None:
    before = [Said("system", system)] if system else []
    return reply_to_task([*before, Said("user", text)])


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ('Write a short title for the chat.\n### Output:\nJSON format: { "title": "a title" }', {"title": FIRST}),
        ('Generate 1-3 tags for the themes.\n### Output:\nJSON format: { "tags": ["a", "b"] }', {"tags": []}),
        ('Suggest follow-up questions.\n### Output:\nJSON format: { "follow_ups": ["a?", "b?"] }', {"follow_ups": []}),
        ('Decide on search queries and generate them as JSON:\n{\n  "queries": ["one", "two"]\n}', {"queries": [LAST]}),
        ('Complete the text; return the completion as JSON.\n{ "text": "..." }', {"text": ""}),
        ('Generate a prompt for a picture.\nStrictly JSON: { "prompt": "a picture of" }', {"prompt": ""}),
        ('Categorize this: provide categories.\nJSON only: {"categories": [{"name": "x"}]}', {"categories": []}),
    ],
)
def test_a_task_that_shows_its_json_gets_such_json(form: str, value: dict[str, object]) -> None:
    reply = _reply(f"### Task:\n{form}\n### Guidelines:\n- Be brief.\n{BLOCK}")
    assert reply is not None
    assert json.loads(reply) == value


@pytest.mark.parametrize(
    "text",
    [
        f"Create a concise title, 5 words at most, for this conversation.\n\nConversation:\n{HISTORY}",
        f"Provide a 5-word-or-less title in its language, with no punctuation.\n\nUser: {FIRST}\nAI: The sexton.",
        f'Detect its language and write a title.\n\n||>User:\n"{FIRST}"\n||>Response:\n"The sexton."\n\n||>Title:',
        f"Summarize the chat; give a summary in a line.\n<conversation>\nUser: {FIRST}\nAssistant: x\n</conversation>",
    ],
)
def test_a_title_that_is_not_asked_for_as_json_is_the_first_question(text: str) -> None:
    assert _reply(text) == FIRST


def test_a_title_for_the_conversation_so_far_is_the_first_question() -> None:
    said = [
        Said("user", FIRST),
        Said("assistant", "“The sexton rang it.” [1]"),
        Said("user", "Please generate a four to five word title for our conversation, without quotation marks."),
    ]
    assert reply_to_task(said) == FIRST


def test_a_standalone_question_is_the_follow_up_itself() -> None:
    text = (
        "Given the conversation and a follow up question, rephrase it to be a standalone question.\n"
        f"Chat History:\nHuman: {FIRST}\nAssistant: The sexton.\nFollow Up Input: {LAST}\nStandalone question:"
    )
    assert _reply(text) == LAST


def test_who_chooses_tools_is_told_that_none_is_needed() -> None:
    system = 'Available Tools: [...]\nReturn JSON only, such as {"tool_calls": [{"name": "x", "parameters": {}}]}'
    assert (
        _reply(f'Query: History:\nUSER: """{FIRST}"""\nASSISTANT: """x"""\nQuery: {LAST}', system=system)
        == '{"tool_calls": []}'
    )


def test_an_instruction_may_stand_in_the_systems_message() -> None:
    system = "You write a concise title for the conversation that you are given."
    assert _reply(f"user: {FIRST}\nassistant: The sexton rang it.", system=system) == FIRST


def test_a_title_is_cut_between_words() -> None:
    long = "Who of the many people that came to Orsby on that evening in the winter rang the bell?"
    reply = _reply(f"Write a title.\n<chat_history>\nUSER: {long}\n</chat_history>") or ""
    assert reply.endswith("…")
    assert len(reply) <= 61
    assert long.startswith(reply[:-1])


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        "What is the title of the report on Orsby?",
        "Which tags does the customs office put on crates?",
        "Who wrote the summary of the conversation between the mayor and the sexton?",
        "Did the minister suggest a title for the law?",
        "What follow-up questions did the reporter ask?",
        "Summarize the discussion in the council.",
        "Who gave the conversation its name?",
        "What did the user say about the assistant?",
    ],
)
def test_questions_are_no_tasks(text: str) -> None:
    assert _reply(text) is None
    assert _reply(text, system="You are helpful. Write clear titles and suggest follow-ups as JSON.") is None


def test_long_histories_are_read_in_one_pass() -> None:
    for piece in ("<chat_history>", "USER: a\n", "Chat History:\n", "generate a ", "title "):
        _reply(piece * (100_000 // len(piece)))
