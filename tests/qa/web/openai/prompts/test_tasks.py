"""Background tasks of chat front ends, in the forms of several of them; the words are our own."""

from __future__ import annotations

import json
from functools import partial

import pytest

from qa.web.openai.prompts.tasks import ChatMessage, reply_to_task
from tests.support.work import steps

FIRST = "Who rang the bell at Orsby?"
LAST = "And who paid for it?"
HISTORY = (
    f"USER: {FIRST}\nASSISTANT: “The sexton rang it.” [1]\n\nSources:\n[1] Bells\nUSER: {LAST}\nASSISTANT: The town."
)
BLOCK = f"### Chat History:\n<chat_history>\n{HISTORY}\n</chat_history>"


def _reply(text: str, *, system: str = "") -> str | None:
    before = [ChatMessage("system", system)] if system else []
    return reply_to_task([*before, ChatMessage("user", text)])


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


@pytest.mark.parametrize(
    "order",
    [
        "Come up with a headline for this chat, 40 characters at most:",
        "Gib diesem Gespräch einen kurzen Namen, ohne Satzzeichen:",
        "Trouve un titre de cinq mots pour cette conversation :",
        "Ponle un título breve a esta conversación, sin comillas:",
        "この会話に短い題名を付けて、題名のみ返してください。",
        "给下面的对话起一个十个字以内的名字，只返回名字：",
        "Condense the dialogue for later, in two sentences:",
    ],
)
def test_an_order_about_a_conversation_that_has_ended_gets_its_first_question(order: str) -> None:
    assert _reply(f"{order}\n\n{HISTORY}") == FIRST
    assert _reply(f"{HISTORY}\n\n{order}") == FIRST


@pytest.mark.parametrize(
    "text",
    [
        f"The chat so far:\n\n{HISTORY}\nUSER: Who cast the bell?\nASSISTANT:",
        f"Go on with this conversation.\n\n{HISTORY}\nUSER: Who cast the bell?",
        f"Who cast the bell? Our conversation was:\n\n{HISTORY}",
    ],
)
def test_a_question_at_the_end_of_a_conversation_is_no_task(text: str) -> None:
    assert _reply(text) is None


def test_a_text_that_is_to_be_gone_on_with_gets_nothing_to_add() -> None:
    form = 'Reply as JSON: { "text": "<what follows>" }'
    reply = _reply(f"### Task:\nYou are an autocompletion system. Go on with the text.\n{form}\n<text>Who rang</text>")
    assert reply == '{"text": ""}'


def test_a_title_for_the_conversation_so_far_is_the_first_question() -> None:
    said = [
        ChatMessage("user", FIRST),
        ChatMessage("assistant", "“The sexton rang it.” [1]"),
        ChatMessage("user", "Please generate a four to five word title for our conversation, without quotation marks."),
    ]
    assert reply_to_task(said) == FIRST


SYSTEMS = [
    "You write titles. Write one for the chat that you get: at most six words, nothing else.",
    "- you will generate a short title based on the first message\n- no more than 60 characters\n- do not use quotes",
    "You are a summarization AI. Summarize the user's request into a short sentence of four words. Do not answer it.",
    "You are an assistant who creates few-words chat titles. Only respond with the lowercase title.",
    "You summarize the conversation of the user into a topic within 10 words. Use no punctuation.",
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_writer_of_titles_gets_the_first_question_of_what_it_is_sent(system: str) -> None:
    for text in (
        FIRST,
        f"user: {FIRST}\nassistant: The sexton.",
        f'[{{"role": "user", "content": "{FIRST}"}}, {{"role": "assistant", "content": "x"}}]',
        f"```\nuser: {FIRST}\n---------\nassistant: The sexton.\n```",
    ):
        assert _reply(text, system=system) == FIRST


@pytest.mark.parametrize(
    "text",
    [
        f"Summarize in a 5-word title. Give the title only. {FIRST}",
        f'Write a title of 3 to 6 words. Only the title. "{FIRST}"',
        f"Create a title for this chat: {FIRST}",
        f"Name this conversation in 10 characters. Only give the name.\n\nuser: {FIRST}\nassistant: The sexton.",
        f"Human: {FIRST}\nAssistant: The sexton.\n\nPlease write a short title for the conversation.",
    ],
)
def test_a_title_of_a_text_that_stands_in_the_task_is_made_of_that_text(text: str) -> None:
    assert _reply(text) == FIRST


@pytest.mark.parametrize(
    "text",
    [
        "What would be a short title for this chat? Answer with only the title.",
        "Please write a title of four words that sums up our conversation, without quotation marks.",
        "使用四到五个字直接返回这句话的简要主题，不要解释、不要标点",
        "Suggest a name for this conversation.",
        "Give the chat so far a topic: provide one topic for the chat so far.",
    ],
)
def test_a_title_of_the_messages_before_is_the_first_question(text: str) -> None:
    assert (
        reply_to_task(
            [ChatMessage("user", FIRST), ChatMessage("assistant", "“It rang.” [1]"), ChatMessage("user", text)]
        )
        == FIRST
    )


def test_answers_as_short_as_a_title_are_examples_of_one() -> None:
    examples = [ChatMessage("user", "Who is the mayor of Norvik?"), ChatMessage("assistant", "Mayor of Norvik")]
    for system in SYSTEMS:
        assert reply_to_task([ChatMessage("system", system), *examples, ChatMessage("user", FIRST)]) == FIRST


@pytest.mark.parametrize(
    "text",
    [
        f"Human: {FIRST}\nAssistant: x\n\nPredict the questions that the human would ask next.\n"
        'The output is an array in JSON: ["one", "two"]',
        f"{BLOCK}\nSuggest questions that the user could ask next, as a JSON array of strings.",
        f"{BLOCK}\nGenerate follow-ups as a JSON list.",
        f'{BLOCK}\nPropose three tags.\nReturn JSON:\n["tag", "tag"]',
        f"{BLOCK}\nWrite keywords of the chat. Respond with a JSON array.",
        f"Suggest questions that the user could ask next.\n\n{HISTORY}\n\nReturn a JSON array of strings.",
    ],
)
def test_a_list_of_what_is_not_known_here_is_empty(text: str) -> None:
    assert _reply(text) == "[]"


@pytest.mark.parametrize(
    "text",
    [
        f"Generate 4 search queries, one on each line, related to this input query:\nQuery: {FIRST}\nQueries:",
        f"Write 3 different versions of the user's question, by line. Original question: {FIRST}",
        f"Produce multiple variations of the query.\n\nOriginal query: {FIRST}",
        f"Rewrite it: give two alternative questions.\n**Question:** {FIRST}",
        f"Generate a search query for: {FIRST}",
        f"You suggest variants of a question. Question: {FIRST}".replace(" Question:", "\nQuestion:"),
    ],
)
def test_other_ways_to_ask_a_question_are_the_question(text: str) -> None:
    assert _reply(text) == FIRST


WRITER = "You help by generating several search queries from one query of the user."


@pytest.mark.parametrize(
    "said",
    [
        [("system", WRITER), ("user", f"Generate search queries related to: {FIRST}"), ("user", "OUTPUT (4 queries):")],
        [("system", WRITER), ("user", f"Generate several search queries for: {FIRST}\nOutput (3 queries):")],
        [("system", WRITER), ("user", FIRST)],
        [("system", f"{WRITER} Do not answer it."), ("user", f"Original query: {FIRST}")],
        [("system", "Generate one better search query, which finds more."), ("user", f"Input: {FIRST}")],
        [("system", "You write three versions of the user question, a line each."), ("user", FIRST)],
        [("user", f"{WRITER}\n\nGenerate several search queries related to: {FIRST} \n\n  Output (2 queries):")],
        [("user", f"You generate sub-questions.\n\nGenerate sub-questions for: {FIRST}\n\nQuestions:")],
        [("system", f"{WRITER}\nWrite search queries on: {FIRST}\nOUTPUT:"), ("user", " ")],
    ],
)
def test_queries_of_a_fusion_are_the_query(said: list[tuple[str, str]]) -> None:
    if said[-1][1].strip():
        assert reply_to_task([ChatMessage(role, text) for role, text in said]) == FIRST
    else:  # the system alone asks
        assert _reply(said[0][1]) == FIRST


def test_queries_that_are_asked_for_as_json_are_json() -> None:
    system = f'{WRITER} Return JSON, such as {{"queries": ["one", "two"]}}'
    assert _reply(f"Generate search queries for: {FIRST}", system=system) == json.dumps({"queries": [FIRST]})


FORM = '{\n  "Kind of Language": "<language>",\n  "Why": "<reason>",\n  "My Result": "<intention and subject>"\n}'


@pytest.mark.parametrize(
    "order",
    [
        f"Write a concise title of a chat.\n\n1. Find the language.\n2. JSON of this form only:\n{FORM}\n",
        f'Split what the user says into "intention" and "subject". The output is JSON.\n\nexample 1:\n'
        f"User Input: hello there\n{FORM}\n\nexample 2:\nUser Input: Who is it?\n{FORM}\n",
    ],
)
def test_a_title_of_an_input_is_the_last_field_of_the_form(order: str) -> None:
    title = {"Kind of Language": "", "Why": "", "My Result": FIRST}
    for text in (f"{order}\nUser Input:\n{FIRST}\n", f"{order}\nUser Input: {FIRST}"):
        assert json.loads(_reply(text) or "") == title
    assert json.loads(_reply(FIRST, system=order) or "") == title


def test_a_title_of_what_stands_above_a_line_is_that() -> None:
    assert _reply(f"Human: {FIRST}\n-----\nSum up its intent and give it a title of 20 words at most.\ntitle:") == FIRST


def test_questions_to_come_may_be_asked_for_right_below_the_answer() -> None:
    text = (
        f"Human: {FIRST}\nAssistant: The sexton.\nPlease predict three questions that the human would ask next. "
        'The output is an array in JSON:\n["one","two"]\n\nquestions:\n'
    )
    assert _reply(text) == "[]"


def test_a_text_that_is_to_be_sorted_gets_no_filter_and_the_first_class() -> None:
    system = "You sort texts by their fields. Return JSON and nothing else."
    fields = '[{"name": "year", "type": "number"}]'
    filters = f'\'{{"input_text": "{FIRST}",\',\n\'"metadata_fields": {fields}}}\''
    assert _reply(filters, system=system) == '{"metadata_map": []}'
    classes = [{"category_id": "7", "category_name": "Bells"}, {"category_id": "8", "category_name": "Other"}]
    for value in (classes, ["Bells", "Other"]):
        text = f'{{"input_text": ["{FIRST}"],\n"categories": {json.dumps(value)}, \n"instructions": []}}'
        reply = json.loads(_reply(text, system=system) or "")
        assert reply.pop("category_id", "7") == "7"
        assert reply == {"keywords": [], "category_name": "Bells"}
    assert _reply('{"input_text": "x", "categories": [', system=system) is None


@pytest.mark.parametrize(
    ("text", "system"),
    [
        (f"User Input: {FIRST}", 'You answer in JSON: {"answer": "x", "title": "y"}. Give the title of the article.'),
        (FIRST, 'Reply in JSON: {"quote": "x", "title": "y"}; name the title of the article.'),
        ("How many search queries did the ministry write? Output:", ""),
        ("What is the output (4 queries) of the machine?", ""),
        (f"Human: {FIRST}\n-----\nAnswer with the article's own words.", ""),
        (FIRST, "You generate answers to search queries about news."),
        ('What did he mean by "input_text" and "metadata_fields"?', "Reply as JSON."),
    ],
)
def test_questions_in_like_words_are_no_tasks(text: str, system: str) -> None:
    assert _reply(text, system=system) is None


@pytest.mark.parametrize(
    "system",
    [
        "Given the chat history and the latest question, formulate a standalone question. Do not answer it.",
        "Rewrite the last message as a standalone question that needs no history.",
    ],
)
def test_a_question_that_is_to_stand_alone_is_the_last_one(system: str) -> None:
    said = [
        ChatMessage("system", system),
        ChatMessage("user", FIRST),
        ChatMessage("assistant", "The sexton."),
        ChatMessage("user", LAST),
    ]
    assert reply_to_task(said) == LAST


def test_a_summary_that_the_systems_last_message_asks_for_is_the_first_question() -> None:
    order = ChatMessage("system", "Summarize the discussion briefly, in 200 words or less, as a prompt for later.")
    assert reply_to_task([ChatMessage("user", FIRST), ChatMessage("assistant", "The sexton."), order]) == FIRST


def test_a_mood_is_an_emoji() -> None:
    assert _reply('Reflect the mood of a message by a fitting emoji.\n\nMessage: """The sexton rang it."""') == "📰"


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
        "Did he create the search query? It read: bell of Orsby",
        "Summarize the discussion in the council.",
        "Who gave the conversation its name?",
        "What did the user say about the assistant?",
        "What emoji did the museum buy? Message: please be quick",
        "Suggest a name for our conversation partner at the museum.",
        "Give the title of the report for the chat show.",
        "Which different versions of the question did the inquiry ask?",
        "Name the ferry's captain. Only the name. Which one was it?",
        "Can you provide the name and the title of the spokeswoman, in three words?",
        "标题是什么？",
        # below a talk that is written out
        f"Previous conversation:\nHuman: Hello\nAI: Hello!\n\nCurrent question: {LAST}",
        f"Conversation so far:\nUser: {FIRST}\nAssistant: The sexton.\n\nAnswer this question, too.\n{LAST}",
        f"Mind the chat.\n\nUser: {FIRST}\nBot: The sexton.\n\nContext:\nIt hangs.\n\nQuestion: {LAST}\nAnswer:",
        f"Gespräch:\nUser: {FIRST}\nAssistant: Der Küster.\n\nFrage: {LAST}",
        f"Current conversation:\nHuman: {FIRST}\nAI: The sexton.\nHuman: {LAST}\nAI:",
    ],
)
def test_questions_are_no_tasks(text: str) -> None:
    assert _reply(text) is None
    for system in (
        "You answer questions about news articles. Be concise, and use at most 50 words.",
        "You are a journalist's assistant. Give short answers with the title of the article only. Answer in English.",
        "Answer in five words or fewer, with the name of the source only.",
    ):
        assert _reply(text, system=system) is None
    assert _reply(text, system="You are helpful. Write clear titles and suggest follow-ups as JSON.") is None


def test_a_history_twice_as_long_is_read_in_twice_as_many_steps() -> None:
    for piece in (
        "<chat_history>",
        "USER: a\n",
        "Chat History:\n",
        "generate a ",
        "title ",
        '{"role": "user", "x": "',
        "name ",
        "user input:\n",
        "generate search query for: ",
        "output (",
        '"a": "',
        "human: ",
        "predict questions ask ",
    ):
        texts = [piece * (size // len(piece)) for size in (50_000, 100_000)]
        once, twice = (steps(partial(_reply, text)) for text in texts)
        assert twice <= 2.5 * once, piece
