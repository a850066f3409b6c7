"""An answer as plain text: quotes with numbers, and below them what they are cited from."""

from __future__ import annotations

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


def plain(answer: dict[str, Any]) -> str:
    """Write an answer as text without markup, safe to print."""
    quotes, back = shown(answer), asked_back(answer)
    head = {"answered": [], "related": [MAY_ANSWER], "abstained": [abstention(answer)]}[answer["status"]]
    if answer["status"] == "abstained":
        head += ["It could mean:", *back] if back else [NEAREST] if quotes else []
    lines = [f"“{quote['text']}” [{number}]" for number, quote in enumerate(quotes, 1)]
    doubts = [doubt(answer)] if answer["status"] == "related" else []
    cited = "\n".join(_cited(quote, number) for number, quote in enumerate(quotes, 1))
    return visible("\n\n".join(filter(None, [*head, *lines, *doubts, *disagreements(answer), *notices(answer), cited])))


def _cited(quote: dict[str, Any], number: int) -> str:
    address = link(quote)
    return f"[{number}] {source(quote)}" + (f" {address}" if address else "")
