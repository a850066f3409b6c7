"""Answers as Markdown: each quote a block quote, its source a footnote.

Owns the escaping: whatever an article says, a renderer shows its words and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from qa.rendering.messages import (
    MAY_ANSWER,
    NEAREST,
    abstention,
    asked_back,
    disagreements,
    doubt,
    link,
    notices,
    shown,
    source,
)
from qa.visible import visible

# Characters with a meaning anywhere in a line (CommonMark, tables, footnotes, strikethrough, formulas, entities).
_ANYWHERE = re.compile(r"([\\`*_\[\]<>&~|$#])")
# What has a meaning at the beginning of a line: lists, and the lines of - or = that make a heading of the one above.
_AT_START = re.compile(r"^(\s*)(?=[-+=])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)(?=[.)])", re.MULTILINE)


def markdown(answers: Iterable[dict[str, Any]]) -> str:
    """Write answers as Markdown with footnotes (as GitHub, Pandoc and Obsidian read them); where there are several,
    each below its question."""
    written = list(answers)
    parts: list[str] = []
    notes: list[str] = []
    for answer in written:
        parts += [f"## {escaped(' '.join(answer['question'].split()))}"] if len(written) > 1 else []
        parts += _head(answer)
        for quote in shown(answer):
            number = len(notes) + 1
            parts.append(_quoted(quote, number))
            notes.append(_footnote(quote, number))
        parts += [escaped(doubt(answer))] if answer["status"] == "related" else []
        parts += [escaped(line) for line in (*disagreements(answer), *notices(answer))]
    return "\n\n".join([*parts, *notes]) + "\n"


def escaped(text: str) -> str:
    """Escape text so that a Markdown renderer shows it as it is."""
    whole = _ANYWHERE.sub(r"\\\1", visible(text))
    return _NUMBERED.sub(r"\1\\", _AT_START.sub(r"\1\\", whole))


def _head(answer: dict[str, Any]) -> list[str]:
    if answer["status"] == "answered":
        return []
    if answer["status"] == "related":
        return [f"**{MAY_ANSWER}**"]
    back = [f"- {escaped(line)}" for line in asked_back(answer)]
    after = ["It could mean:\n\n" + "\n".join(back)] if back else [NEAREST] if answer["nearest"] else []
    return [f"**{escaped(abstention(answer))}**", *after]


def _quoted(quote: dict[str, Any], number: int) -> str:
    lines = [line.strip() for line in quote["text"].splitlines()]
    return "\n".join(f"> {escaped(line)}" for line in lines if line) + f"[^{number}]"


def _footnote(quote: dict[str, Any], number: int) -> str:
    address = link(quote)
    # Between < and > an address ends at > alone, and no address of the web holds one unescaped.
    linked = "" if address is None else f", <{address.replace('<', '%3C').replace('>', '%3E')}>"
    return f"[^{number}]: {escaped(source(quote))}{linked}"
