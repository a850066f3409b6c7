"""The tasks that chat front ends give the model in the background: a title, tags, follow-ups, search queries.

They are told by their form: an instruction to write such a thing about a conversation that is given with it, often as
JSON of a form that is shown. The reply is short and holds nothing but words of the conversation. Knows nothing of
articles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST_TITLE = 60
_OPENING = re.compile(r"<(chat_history|conversation|messages|history)>", re.IGNORECASE)
_HEADED = re.compile(
    r"(?im)^[ \t]*(?:[#*|>]+[ \t]*)?(?:chat history|conversation(?: history)?|history|dialogue|messages|query: history)"
    r"[ \t]*\**[ \t]*:[ \t]*\**[ \t]*$"
)
_SAID = re.compile(
    r"(?im)^[ \t]*(?:[#*|>]+[ \t]*)?(?P<who>user|human|assistant|ai|bot|model|response)"
    r"[ \t]*\**[ \t]*:[ \t]*\**[ \t]*(?P<text>.*)$"
)
_VERB = (
    r"(?:generat|creat|writ|giv|provid|suggest|propos|produc|summari[sz]|rephras|rewrit|reformulat|condens|analy[sz]"
    r"|detect|predict|continu|return|respond with|come up with|name)\w*"
)
_THING = (
    r"(?:title|topic|tags?|categor(?:y|ies)|follow[- ]?ups?|suggestions?|quer(?:y|ies)|keywords?"
    r"|summary|standalone question|emoji|prompt|completion)"
)
_INSTRUCTION = re.compile(rf"(?i)\b{_VERB}\b[^\n]{{0,160}}?\b{_THING}\b")
_STANDALONE = re.compile(r"(?i)\bstandalone (?:question|query|message)\b")
_ABOUT_US = re.compile(
    r"(?i)\b(?:our|this|the(?: above| previous| following| preceding)?) (?:conversation|chat(?: history)?|dialogue)\b"
)
_NAMES_IT = re.compile(rf"(?i)\b{_VERB}\b[^\n]{{0,160}}?\b(?:title|topic|tags?|emoji|summary)\b")
_FORMAT = re.compile(r"(?i)\bjson\b")
_SAMPLE = re.compile(r"\"(?P<key>[a-z_]{2,30})\"\s*:\s*(?P<value>\[|\"|\{)", re.IGNORECASE)
_FOLLOW_UP = re.compile(
    r"(?im)^[ \t]*[#*]*[ \t]*follow[- ]?up (?:input|question|message)[ \t]*\**[ \t]*:[ \t]*(?P<text>[^\n]*)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation."""

    role: str
    text: str


def reply_to_task(messages: Sequence[Said]) -> str | None:
    """Return the reply to a task of a front end, or None where the last message of the user is no task."""
    users = [number for number, one in enumerate(messages) if one.role == "user" and one.text.strip()]
    if not users:
        return None
    last = messages[users[-1]].text
    system = "\n".join(one.text for one in messages if one.role in ("system", "developer"))
    conversation = _conversation_in(last)
    if '"tool_calls"' in system and _FORMAT.search(system) and conversation is not None:
        return json.dumps({"tool_calls": []})
    asked = _without(last, conversation)
    if not _is_task(asked, system, conversation):
        return None
    questions = _questions(conversation) or [one.text for one in messages[: users[-1]] if one.role == "user"]
    follow_up = _FOLLOW_UP.search(last)
    if follow_up and follow_up["text"].strip():
        questions.append(follow_up["text"].strip())
    instruction = asked if _INSTRUCTION.search(asked) else f"{system}\n{asked}"
    return _reply(instruction, [" ".join(question.split()) for question in questions if question.strip()])


def _is_task(asked: str, system: str, conversation: str | None) -> bool:
    if conversation is None:
        # "Give our conversation a title": the conversation is the messages before.
        return bool(len(asked) < 2_000 and _ABOUT_US.search(asked) and _NAMES_IT.search(asked))
    if _STANDALONE.search(asked):
        return True
    # Nobody writes two lines of instructions and a conversation to ask one question.
    shows_json = _FORMAT.search(asked) and _SAMPLE.search(asked)
    return bool(shows_json or _INSTRUCTION.search(asked) or (not asked.strip() and _INSTRUCTION.search(system)))


def _conversation_in(text: str) -> str | None:
    """Return the conversation that a message holds: between tags, below a heading, or as lines of who said what."""
    lower = text.lower()
    ends = {name: lower.rfind(f"</{name}>") for name in ("chat_history", "conversation", "messages", "history")}
    for opening in _OPENING.finditer(text):
        if opening.end() <= (end := ends[opening[1].lower()]):
            return text[opening.end() : end]
    if heading := _HEADED.search(text):
        return text[heading.end() :]
    said = list(_SAID.finditer(text))
    speakers = {one["who"].lower() for one in said}
    return text[said[0].start() :] if speakers & {"user", "human"} and len(speakers) > 1 else None


def _without(text: str, conversation: str | None) -> str:
    return text if conversation is None else text.replace(conversation, "\n", 1)


def _questions(conversation: str | None) -> list[str]:
    """Return what the user said in a conversation that is written out, oldest first."""
    if conversation is None:
        return []
    found: list[list[str]] = []
    mine = False
    for line in conversation.split("\n"):
        if said := _SAID.match(line):
            mine = said["who"].lower() in ("user", "human")
            if mine:
                found.append([said["text"]])
        elif mine and line.strip() and not _FOLLOW_UP.match(line):
            found[-1].append(line.strip())
    texts = [" ".join(parts).strip().strip("\"'").strip() for parts in found]
    return [text for text in texts if text]


def _reply(instruction: str, questions: list[str]) -> str:
    title = _shortened(questions[0]) if questions else "Questions"
    if _FORMAT.search(instruction) and (samples := list(_SAMPLE.finditer(instruction))):
        first = samples[0]["key"]
        return json.dumps({first: _value(first, samples[0]["value"], questions)}, ensure_ascii=False)
    if _STANDALONE.search(instruction) or re.search(r"(?i)\b(?:rephrase|rewrite|search quer)", instruction):
        return questions[-1] if questions else title
    if re.search(r"(?i)\bemoji\b", instruction) and not re.search(r"(?i)\btitle\b", instruction):
        return "📰"
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
