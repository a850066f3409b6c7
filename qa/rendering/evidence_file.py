"""An evidence file: answers as one HTML file that whoever gets it can check, years later and without a network.

Owns what is sealed: every word that the page shows, and that it shows no other, every quote with its place and the
digest of its article. The page's own script computes all digests again when it is opened, and compares a quote with a
copy of its article that a reader chooses. The seal shows that nothing was changed since the file was made; it cannot
prove who made the file.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

from qa.rendering.markup import Markup, document, element
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

_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf6; --ink: #1b1a17; --soft: #625d53; --rule: #dcd7cb; --right: #1f5c3a;
  --wrong: #a3211b; }
@media (prefers-color-scheme: dark) { :root { --paper: #161513; --ink: #ebe7dd; --soft: #a9a395; --rule: #37342e;
  --right: #8fc9a6; --wrong: #ff9d8c; } }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.55 "Iowan Old Style", Palatino, Georgia, "Liberation Serif", serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; } h1 { font-weight: 500; font-size: 1.6rem; }
h2 { font-weight: 500; font-size: 1.25rem; border-top: 3px double var(--rule); padding-top: 1.2rem; margin: 2rem 0
.6rem; } blockquote { margin: 1rem 0 .2rem; padding-left: .9rem; border-left: 4px solid var(--rule); font-size: 1.1rem;
} cite, .soft, code { color: var(--soft); font-style: normal; } code { font-size: .8rem; } a { color: inherit; }
#verdict { border: 2px solid var(--rule); padding: .6rem .9rem; } .right { color: var(--right); }
.wrong { color: var(--wrong); font-weight: 600; }
label { display: block; margin-top: 2rem; }
"""
_UNCHECKED = "Not checked yet: this page checks itself where scripts may run."
_COPY = "Hold the quotes against a copy of an article (a file of its text, as it was added; it stays on this machine):"

_TITLE, _SENTENCE, _ARTICLE, _SEAL = "Evidence", "Sentence", "Article", "Seal"
# What the page says besides; any other text in it was not sealed.
_FRAME = [_TITLE, _SENTENCE, _ARTICLE, _SEAL, _COPY]


def evidence_file(answers: Iterable[dict[str, Any]]) -> str:
    """Write answers, in their wire form, as one HTML file that checks itself."""
    page = _Page()
    body = [part for answer in answers for part in page.answer(answer)]
    sealed = _json({"form": 1, "shown": page.shown, "quotes": page.quotes, "frame": _FRAME})
    seal = hashlib.sha256(sealed.encode()).hexdigest()
    return document(
        _TITLE,
        element("h1", _TITLE),
        element("p", _UNCHECKED, id="verdict", role="status"),
        *body,
        element("label", _COPY, " ", element("input", type="file", id="copy"), for_="copy"),
        element("p", id="compared", role="status"),
        element("p", f"{_SEAL} ", element("code", seal, id="seal"), class_="soft"),
        style=_STYLE,
        script=resources.files("qa.rendering").joinpath("evidence_check.js").read_text("utf-8"),
        data=sealed,
    )


class _Page:
    """A page being written: what it shows, in order, and the quotes."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.quotes: list[dict[str, Any]] = []

    def answer(self, answer: dict[str, Any]) -> Iterable[Markup]:
        moment = datetime.datetime.fromtimestamp(answer["created"], datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
        searched = answer["searched"]
        looked_at = f"Searched {searched['sentences']:,} sentences in {searched['articles']:,} articles, {moment}."
        yield self._sealed("h2", answer["question"])
        if answer["understood_as"] != answer["question"]:
            yield self._sealed("p", f"Understood as: {answer['understood_as']}", class_="soft")
        quotes = shown(answer)
        if answer["status"] == "related":
            yield self._sealed("p", MAY_ANSWER)
        if answer["status"] == "abstained":
            yield self._sealed("p", abstention(answer))
            for line in asked_back(answer) or ([NEAREST] if quotes else []):
                yield self._sealed("p", line)
        for quote in quotes:
            yield from self._quote(quote)
        if answer["status"] == "related":
            yield self._sealed("p", doubt(answer))
        for line in (*disagreements(answer), *notices(answer)):
            yield self._sealed("p", line)
        yield self._sealed("p", looked_at, class_="soft")

    def _quote(self, quote: dict[str, Any]) -> Iterable[Markup]:
        cited = quote["citation"]
        self.quotes.append(
            {
                "text": quote["text"],
                "sentence_sha256": cited["sentence_sha256"],
                "article_id": cited["article_id"],
                "article_sha256": cited["article_sha256"],
                "start": cited["start"],
                "end": cited["end"],
            }
        )
        yield element("blockquote", self._sealed("span", quote["text"], dir="auto"))
        yield element("p", self._sealed("cite", source(quote), dir="auto"))
        if address := link(quote):
            yield element("p", self._sealed("a", address, href=address, rel="noopener noreferrer"))
        yield element("p", f"{_SENTENCE} ", self._sealed("code", cited["sentence_sha256"]))
        yield element("p", f"{_ARTICLE} ", self._sealed("code", cited["article_sha256"]))

    def _sealed(self, name: str, text: str, **attributes: str) -> Markup:
        """Show a text, and have it sealed as it is shown."""
        self.shown.append(visible(text))
        classes = " ".join(filter(None, ["sealed", attributes.pop("class_", "")]))
        return element(name, text, class_=classes, **attributes)


def _json(data: object) -> str:
    """Write JSON in which nothing can end the element that it stands in."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
