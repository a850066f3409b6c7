"""A client's messages -> the question with the turns before it, a front end's task, or why there is nothing to
answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Turn
from qa.web.openai.content import Content, quotes_in
from qa.web.openai.prompts.tasks import ChatMessage, reply_to_task
from qa.web.openai.prompts.wrappers import question_in
from qa.web.openai.schemas import Message
from qa.web.openai.usage import tokens


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question with the turns before it, and the number of tokens that came with it."""

    question: str
    history: tuple[Turn, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class AnsweredTask:
    """A front end's task, answered already."""

    content: Content
    tokens: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is nothing to answer."""

    detail: str


def read(messages: Sequence[Message]) -> ParsedQuestion | AnsweredTask | Unreadable:
    """Tell what messages ask for."""
    messages = _spoken_to(messages)
    count = tokens(message.text for message in messages)
    reply = reply_to_task([ChatMessage(message.role, message.text) for message in messages])
    if reply is not None:
        return AnsweredTask(Content((reply,), (), {"task": True}), count)
    asking = [message for message in messages if message.role == "user"]
    if asking and not asking[-1].text.strip() and asking[-1].content.has_other:
        return Unreadable("Only text is read here, and the last message of the user holds none.")
    question, history = conversation(messages)
    if question is None:
        return Unreadable("There is no message of the user to answer.")
    return ParsedQuestion(question, history, count)


def _spoken_to(messages: Sequence[Message]) -> Sequence[Message]:
    """Return messages of which one at least is the user's where anything is asked: some clients ask as the system."""
    if any(message.role == "user" and not message.content.is_empty for message in messages):
        return messages
    instructions = [
        number for number, one in enumerate(messages) if one.role in ("system", "developer") and one.text.strip()
    ]
    if not instructions or not _asks(messages[instructions[-1]].text):
        return messages
    last = messages[instructions[-1]].model_copy(update={"role": "user"})
    return [*messages[: instructions[-1]], last, *messages[instructions[-1] + 1 :]]


def _asks(text: str) -> bool:
    return "?" in text or "？" in text or reply_to_task([ChatMessage("user", text)]) is not None


def conversation(messages: Sequence[Message]) -> tuple[str | None, tuple[Turn, ...]]:
    """Split messages into the last question of the user (None: there is none) and the turns before it.

    The quotes of a turn are those that the assistant's message after it shows, where it is one of ours.
    """
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user" and message.text.strip():
            turns.append(Turn(question_in(message.text)))
        elif message.role == "assistant" and turns:
            turns[-1] = Turn(turns[-1].question, turns[-1].quotes + quotes_in(message.text))
    return (turns[-1].question, tuple(turns[:-1])) if turns else (None, ())
