"""A record in a notebook or at Python's prompt: an answer as HTML, every quote a card with its source, linked where the
source has an address; in a list, in few words.

Owns the escaping: nothing of an article becomes markup. Styles stand in the elements, because a notebook has none.
"""

from __future__ import annotations

from html import escape
from typing import Any, ClassVar

from qa.rendering.messages import MAY_ANSWER, NEAREST, abstention, asked_back, doubt, link, notices, shown, source
from qa.rendering.plain import plain
from qa.visible import visible

_CARD = "border-left:4px solid {colour};padding:.4em .8em;margin:.5em 0"
_COLOURS = {"answered": "#2a7", "related": "#c90", "abstained": "#999"}
_SMALL = "font-size:.85em;opacity:.75"


# Characters of a text that are shown in few words.
_FEW = 60


class Shown:
    """A record that Python writes in few words: only the fields that its class names, and of a text the beginning."""

    __slots__ = ()
    _shown: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={_few(getattr(self, name))}' for name in self._shown)})"


class ShownWhole(Shown):
    """A record that is printed as text, and shown in a notebook as cards, by what its ``to_dict`` returns."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON types."""
        raise NotImplementedError

    def __str__(self) -> str:
        return plain(self.to_dict())

    def _repr_html_(self) -> str:
        return cards(self.to_dict())


def _few(value: object) -> str:
    return repr(f"{value[: _FEW - 1]}…" if isinstance(value, str) and len(value) > _FEW else value)


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
