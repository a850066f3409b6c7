"""The tasks that chat front ends give the model in the background: a title, tags, follow-ups, search queries.

They are told by their form: an instruction to write such a thing about a conversation or a message that is given with
it, often as JSON of a form that is shown. The reply is short and holds nothing but words of the conversation. Knows
nothing of articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.web.openai.prompts.keywords import keywords_of
from qa.web.openai.prompts.named_inputs import (
    completed_by_form,
    no_questions,
    query_to_vary,
    sorted_by_fields,
    title_of_what_stands_above,
    titled_by_form,
    whole_task,
)
from qa.web.openai.prompts.task_forms import (
    ABOUT_THE_TALK,
    ABOUT_US,
    ALONE,
    AS_JSON,
    BRIEF,
    EMOJI,
    FOLLOW_UP,
    FORMAT,
    HEADED,
    INSTRUCTION,
    LIST,
    LISTED,
    NAMES_IT,
    NO_ANSWER,
    OPENING,
    ORIGINAL,
    SAID,
    SAMPLE,
    STANDALONE,
    TAGS,
    VERSIONS,
    orders_about,
)

_LONGEST_TITLE = 60
_LONGEST_TASK = 2_000
_BEGINNING = 300  # characters within which an instruction says what it is about
_EMOJI_OF_ALL = "📰"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a conversation."""

    role: str
    text: str


def reply_to_task(messages: Sequence[ChatMessage]) -> str | None:
    """Return the reply to a task of a front end, or None where the last message of the user is no task."""
    users = [number for number, one in enumerate(messages) if one.role == "user" and one.text.strip()]
    if not users:
        return None
    last = whole_task([messages[number].text for number in users[-2:]])
    system = "\n".join(one.text for one in messages if one.role in ("system", "developer"))
    before = [one.text for one in messages[: users[-1]] if one.role == "user"]
    conversation = _conversation_in(last)
    if '"tool_calls"' in system and FORMAT.search(system) and conversation is not None:
        return json.dumps({"tool_calls": []})
    for reply in (
        keywords_of(last),
        sorted_by_fields(last, system),
        titled_by_form(last, system, shorten=_shortened),
        title_of_what_stands_above(last, shorten=_shortened),
        no_questions(conversation),
        completed_by_form(last),
    ):
        if reply is not None:
            return reply
    answers = [one.text for one in messages if one.role == "assistant"]
    if (alone := _of_one_message(last, system, conversation, answers=answers)) is not None:
        return alone
    if messages[-1].role in ("system", "developer") and ABOUT_THE_TALK.search(messages[-1].text):
        return _shortened(before[0] if before else last)
    task = _without(last, conversation).strip(" `\n") or _last_paragraph(last)
    if not _is_task(task, system, conversation):
        return None
    questions = _questions(conversation) or before
    if (follow_up := FOLLOW_UP.search(last)) and follow_up["text"].strip():
        questions.append(follow_up["text"].strip())
    instruction = task if INSTRUCTION.search(task) else f"{system}\n{task}"
    if not SAID.match(below := last.strip().rpartition("\n\n")[2]):
        instruction += f"\n{below}"
    return _reply(instruction, [" ".join(question.split()) for question in questions if question.strip()])


def _of_one_message(last: str, system: str, conversation: str | None, *, answers: Sequence[str]) -> str | None:
    """Return the reply to a task about one message, which stands in the task or is all that the user said.

    ``answers`` are those before: as short as a title, they are examples of one."""
    are_examples = all(len(answer) <= _LONGEST_TITLE for answer in answers)
    if STANDALONE.search(system) and INSTRUCTION.search(system):
        return " ".join(last.split())
    if len(last) < _LONGEST_TASK and VERSIONS.search(last) and (question := ORIGINAL.search(last)):
        return " ".join(question["text"].split())
    if (query := query_to_vary(last, system)) is not None:
        return _reply(f"{system}\n{last}", [query]) if SAMPLE.search(system) else query
    if EMOJI.search(last):
        return _EMOJI_OF_ALL
    if are_examples and len(system) < _LONGEST_TASK and _is_title_writer(system):
        questions = _questions(conversation)
        return _shortened(questions[0] if questions else last)
    if conversation is None and not answers and (named := _named_within(last)):
        return _shortened(named)
    return None


def _is_title_writer(system: str) -> bool:
    """Say whether a system message makes a writer of titles, and nothing else, of the model."""
    names = NAMES_IT.search(system[:_BEGINNING])
    answers = "answer" in NO_ANSWER.sub("", system).lower()
    return bool(names and not answers and (BRIEF.search(system) or ALONE.search(system)))


def _named_within(text: str) -> str:
    """Return the message that a text of its own asks to be given a title; "" where it asks for none.

    "Give a 5-word title. Only the title. Who rang the bell?"
    """
    text = text.strip()
    if len(text) > _LONGEST_TASK or not NAMES_IT.match(re.sub(r"(?i)^please ", "", text)):
        return ""
    order, _, named = text.partition(":")
    if ":" in text and ABOUT_US.search(order + ":"):
        return named.strip(" \n\"'")
    if not (BRIEF.search(text[:_BEGINNING]) and ALONE.search(text[:_BEGINNING])):
        return ""
    quoted = re.search(r"[\"“](.+)[\"”]\s*$", text, re.DOTALL)
    return (quoted[1] if quoted else re.split(r"(?<=[.:!])\s+", text)[-1]).strip()


def _is_task(text: str, system: str, conversation: str | None) -> bool:
    if conversation is None:
        # "Give our conversation a title": the conversation is the messages before.
        return len(text) < _LONGEST_TASK and bool(
            NAMES_IT.search(text) and (ABOUT_US.search(text) or _is_chinese_title(text))
        )
    if STANDALONE.search(text):
        return True
    # Nobody writes two lines of instructions and a conversation to ask one question.
    shows_json = FORMAT.search(text) and (SAMPLE.search(text) or LIST.search(text))
    instruction = text if text.strip(" `\n") else system
    return bool(shows_json or INSTRUCTION.search(instruction) or orders_about(text, conversation))


def _is_chinese_title(text: str) -> bool:
    return not text.isascii() and bool(BRIEF.search(text) and ALONE.search(text))


def _conversation_in(text: str) -> str | None:
    """Return the conversation that a message holds: between tags, below a heading, or as lines of who said what."""
    lower = text.lower()
    ends = {name: lower.rfind(f"</{name}>") for name in TAGS}
    for opening in OPENING.finditer(text):
        if opening.end() <= (end := ends[opening[1].lower()]):
            return text[opening.end() : end]
    if heading := HEADED.search(text):
        return text[heading.end() :]
    if (as_json := AS_JSON.search(text)) and _is_decodable(as_json[1]):
        return text[text.rfind("\n", 0, as_json.start()) + 1 :]
    turns = list(SAID.finditer(text))
    speakers = {one["who"].lower() for one in turns}
    return text[turns[0].start() :] if speakers & {"user", "human"} and len(speakers) > 1 else None


def _is_decodable(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _last_paragraph(text: str) -> str:
    """Return the last paragraph, where it is an instruction about the conversation that is all the rest."""
    above, _, last = text.strip().rpartition("\n\n")
    is_order = INSTRUCTION.search(last) or orders_about(last, above)
    return last if is_order and not SAID.match(last) else ""


def _without(text: str, conversation: str | None) -> str:
    return text if conversation is None else text.replace(conversation, "\n", 1)


def _questions(conversation: str | None) -> list[str]:
    """Return what the user said in a conversation that is written out, oldest first."""
    if conversation is None:
        return []
    if texts := AS_JSON.findall(conversation):
        return [text for one in texts if (text := str(json.loads(one)).strip())]
    rounds: list[list[str]] = []
    mine = False
    for line in conversation.split("\n"):
        if turn := SAID.match(line):
            mine = turn["who"].lower() in ("user", "human")
            if mine:
                rounds.append([turn["text"]])
        elif mine and line.strip(" -=*_`") and not FOLLOW_UP.match(line):
            rounds[-1].append(line.strip())
    texts = [" ".join(parts).strip().strip("\"'").strip() for parts in rounds]
    return [text for text in texts if text]


def _reply(instruction: str, questions: list[str]) -> str:
    title = _shortened(questions[0]) if questions else "Questions"
    if LISTED.search(instruction) or (FORMAT.search(instruction) and re.search(r"(?m)^\s*\[\s*\"", instruction)):
        return "[]"
    if FORMAT.search(instruction) and (samples := list(SAMPLE.finditer(instruction))):
        first = samples[0]["key"]
        return json.dumps({first: _value(first, samples[0]["value"], questions)}, ensure_ascii=False)
    if STANDALONE.search(instruction) or re.search(r"(?i)\b(?:rephrase|rewrite|search quer)", instruction):
        return questions[-1] if questions else title
    if re.search(r"(?i)\bemoji\b", instruction) and not re.search(r"(?i)\btitle\b", instruction):
        return _EMOJI_OF_ALL
    return title


def _value(key: str, kind: str, questions: list[str]) -> Any:
    if kind == "[":
        return questions[-1:] if "quer" in key.lower() else []
    if kind == "{":
        return {}
    if re.search(r"(?i)title|topic|name|summary", key):
        return _shortened(questions[0]) if questions else "Questions"
    return questions[-1] if "quer" in key.lower() and questions else ""


def _shortened(text: str) -> str:
    """Cut a question to the length of a title, between words."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
