"""Requests for another shape of reply that is not supported: each is refused, in OpenAI's words.

The functions are validators of fields: they return what they let pass.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError


def _unsupported(detail: str) -> PydanticCustomError:
    return PydanticCustomError("unsupported_value", "Unsupported value: {detail}", {"detail": detail})


def not_required(choice: Any) -> Any:
    """Refuse what demands that a tool be called; ``choice`` is OpenAI's tool_choice, or its older function_call."""
    allowed = choice.get("allowed_tools", choice) if isinstance(choice, dict) else {}
    of_a_choice = isinstance(allowed, dict) and choice.get("type") == "allowed_tools" if allowed else False
    mode = allowed.get("mode", "auto") if of_a_choice else choice
    if mode not in (None, "none", "auto", {"type": "auto"}, {"type": "none"}):
        raise _unsupported("no tool is ever called here, so that none can be required")
    return choice


def prose(form: Any) -> Any:
    """Refuse forms such as json_schema; ``form`` is OpenAI's response_format, or the same within "text"."""
    kind = form.get("type", "text") if isinstance(form, dict) else form
    if kind not in (None, "", "text"):
        raise _unsupported("an answer is quotes with their sources, and never given as JSON or in another form")
    return form


def no_form(form: Any) -> Any:
    """Refuse what servers of other models take for the form of a reply: a schema, a grammar, a list of choices."""
    return prose("other" if form else None)


def text_alone(modalities: Any) -> Any:
    """Refuse sound and pictures."""
    if isinstance(modalities, list) and any(one != "text" for one in modalities):
        raise _unsupported("an answer is text alone")
    return modalities


def no_conversation(conversation: Any) -> Any:
    """Refuse a conversation that OpenAI would keep."""
    if conversation is not None:
        raise _unsupported("conversations are not kept under this name; previous_response_id goes on with a response")
    return conversation
