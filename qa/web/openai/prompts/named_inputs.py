"""Tasks about one input, which stands behind a label or in a field: other search queries, titles by form, filters.

As RAG-fusion's programs and Dify give them. Each is told by its form, and answered with words of the input alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from qa.web.openai.prompts.task_forms import (
    ABOUT_A_TALK,
    AUTOCOMPLETION,
    CUE,
    FIELD,
    FORMAT,
    INTENTION,
    LABELLED,
    NAMED_INPUT,
    NAMES_IT,
    NO_ANSWER,
    PREDICTED,
    QUERY_WRITER,
    SAID_ABOVE,
    SAMPLE,
    SEARCH_FOR,
)

_LONGEST_ORDER = 6_000  # characters of instructions, with examples
_BEGINNING = 300
_LAST = 2_000

Shorten = Callable[[str], str]


def whole_task(texts: Sequence[str]) -> str:
    """Return the last message of the user, with the one before it where the last only says where the reply goes."""
    cue = CUE.search(texts[-1])
    return "\n".join(texts[-2:]) if cue is not None and cue.start() == 0 else texts[-1]


def query_to_vary(text: str, system: str) -> str | None:
    """Return the query of which others are to be written, None where none are."""
    plain = CUE.sub("", text).strip()
    search = SEARCH_FOR.search(plain)
    if search and len(plain) < _LONGEST_ORDER and _is_order(plain[: search.start()]):
        return _one_line(search["text"])
    if len(system) < _LAST and QUERY_WRITER.search(system[:_BEGINNING]) and "answer" not in _plain(system):
        return _one_line(LABELLED.sub("", plain))
    return None


def titled_by_form(text: str, system: str, *, shorten: Shorten) -> str | None:
    """Return a title as the JSON that a task shows, whose last field is the title; None where there is no such task."""
    inputs = list(NAMED_INPUT.finditer(text))
    order, named = (text[: inputs[-1].start()], text[inputs[-1].end() :]) if inputs else (system, text)
    if not named.strip() or len(order) > _LONGEST_ORDER or not FORMAT.search(order):
        return None
    beginning = order[: 2 * _BEGINNING]
    keys = list(dict.fromkeys(one["key"] for one in FIELD.finditer(order)))
    names = NAMES_IT.search(beginning) and ABOUT_A_TALK.search(beginning)
    if len(keys) < 2 or not (names or INTENTION.search(beginning)) or "answer" in _plain(order):
        return None
    return json.dumps(dict.fromkeys(keys, "") | {keys[-1]: shorten(named)}, ensure_ascii=False)


def title_of_what_stands_above(text: str, *, shorten: Shorten) -> str | None:
    """Return a title of what a human said above a line, below which a title is asked for."""
    above = SAID_ABOVE.match(text)
    return shorten(above["text"]) if above and NAMES_IT.search(above["order"][:_BEGINNING]) else None


def no_questions(conversation: str | None) -> str | None:
    """Return an empty list where the questions to come are asked for at the end of a conversation, as JSON."""
    is_asked = conversation is not None and PREDICTED.search(conversation[-_LAST:]) and FORMAT.search(conversation)
    return "[]" if is_asked else None


def completed_by_form(text: str) -> str | None:
    """Return nothing to add, as the JSON that is shown, where a text is to be gone on with while it is typed."""
    sample = SAMPLE.search(text) if AUTOCOMPLETION.search(text[:_BEGINNING]) and FORMAT.search(text) else None
    return json.dumps({sample["key"]: ""}) if sample and sample["value"] == '"' else None


def sorted_by_fields(text: str, system: str) -> str | None:
    """Return no filter, or the first class, for a text that is to be searched for values or to be given a class."""
    is_object = text.lstrip(" \n'").startswith("{") and '"input_text"' in text
    if not is_object or not FORMAT.search(system):
        return None
    if '"metadata_fields"' in text:
        return json.dumps({"metadata_map": []})
    classes = re.search(r'"categories"\s*:\s*(?=\[)', text)
    if classes is None:
        return None
    try:
        first: Any = json.JSONDecoder().raw_decode(text, classes.end())[0][0]
    except (ValueError, LookupError, RecursionError):
        return None
    named = first if isinstance(first, dict) else {"category_name": first}
    return json.dumps(
        {"keywords": []} | {name: named[name] for name in ("category_id", "category_name") if name in named}
    )


def _is_order(text: str) -> bool:
    return not text.strip() or bool(re.search(r"(?i)\bgenerat\w+", text) and not SAMPLE.search(text))


def _plain(system: str) -> str:
    return NO_ANSWER.sub("", system).lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())
