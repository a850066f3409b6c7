"""An answer as HTML for a notebook: every quote a card with its source, linked where the source has an address.

Owns the escaping: nothing of an article becomes markup. Styles stand in the elements, because a notebook has none.
"""

from __future__ import annotations

from html import escape
from typing import Any

from qa.rendering.messages import MAY_ANSWER, NEAREST, abstention, asked_back, doubt, link, notices, shown, source
from qa.visible import visible

_CARD = "border-left:4px solid {colour};padding:.4em .8em;margin:.5em 0"
_COLOURS = {"answered": "#2a7", "related": "#c90", "abstained": "#999"}
_SMALL = "font-size:.85em;opacity:.75"


def cards(answer: dict[str, Any]) -> str:
    """Write an answer as an HTML fragment."""
    blocks = [_card(quote, answer["status"]) for quote in shown(answer)]
    return f'<div class="qa-answer">{"".join([*_head(answer), *blocks, *_foot(answer)])}</div>'


def _head(answer: dict[str, Any]) -> list[str]:
    question = f"<p><strong>{_text(answer['understood_as'])}</strong></p>"
    if answer["status"] == "answered":
        return [question]
    if answer["status"] == "related":
        return [question, f"<p>{MAY_ANSWER}</p>"]
    back = "".join(f"<li>{_text(line)}</li>" for line in asked_back(answer))
    after = f"<p>It could mean:</p><ul>{back}</ul>" if back else f"<p>{NEAREST}</p>" if answer["nearest"] else ""
    return [question, f"<p>{_text(abstention(answer))}</p>{after}"]


def _foot(answer: dict[str, Any]) -> list[str]:
    doubts = [doubt(answer)] if answer["status"] == "related" else []
    return [f"<p>{_text(line)}</p>" for line in (*doubts, *notices(answer))]


def _card(quote: dict[str, Any], status: str) -> str:
    block = f'<div lang="">“{_marked(quote)}”</div>'
    address, named = link(quote), _text(source(quote))
    if address is not None:
        named = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{named}</a>'
    sure = f", {quote['confidence']:.2f}" if status != "abstained" else ""
    return (
        f'<div class="qa-quote" style="{_CARD.format(colour=_COLOURS[status])}">{block}'
        f'<div style="{_SMALL}">{named}{sure}</div></div>'
    )


def _marked(quote: dict[str, Any]) -> str:
    """Mark the words that answer inside the quote."""
    text, span = quote["text"], quote["answer_span"]
    if span is None:
        return _text(text)
    start, end = span["start"], span["end"]
    return f"{_text(text[:start])}<mark>{_text(text[start:end])}</mark>{_text(text[end:])}"


def _text(text: str) -> str:
    return escape(visible(text))
