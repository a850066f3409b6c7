"""Elements of HTML and SVG, written so that no text can become markup.

Owns the escaping: a text given as a child or an attribute is always escaped, only what an ``element`` returned is not.
Knows nothing of reports or pictures.
"""

from __future__ import annotations

import base64
import hashlib
import html

from qa.visible import visible

_VOID = frozenset({"meta", "line", "circle", "path", "rect"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return a text as markup that shows it, with a mark in place of what cannot be shown."""
    return text if isinstance(text, Markup) else Markup(html.escape(visible(text)))


def element(name: str, /, *children: str, **attributes: str | float) -> Markup:
    """Return an element. ``_`` in an attribute's name stands for ``-``; a trailing one is dropped (``class_``)."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{named}/>" if name != "meta" else f"<{name}{named}>")
    return Markup(f"<{name}{named}>{joined(*children)}</{name}>")


def joined(*parts: str) -> Markup:
    """Put parts one after the other, each escaped unless it is markup."""
    return Markup("".join(map(escaped, parts)))


def foreign(text: str) -> Markup:
    """Return a text that someone else wrote: escaped, and kept from turning the direction of what stands around it."""
    return element("bdi", text, dir="auto")


def document(title: str, *body: str, style: str, script: str = "", data: str = "") -> str:
    """Return a whole page that needs no network; its policy forbids that, and any style or script but its own.

    ``data`` is text of JSON, which the script finds letter for letter in the element ``data``; it holds no "<"."""
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    scripts = f" script-src 'sha256-{digests[1]}';" if script else ""
    policy = f"default-src 'none'; style-src 'sha256-{digests[0]}';{scripts} base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    )
    last = [element("script", Markup(data), type="application/json", id="data")] if data else []
    last += [element("script", Markup(script))] if script else []
    page = element("html", head, element("body", element("main", *body), *last), lang="en")
    return f"<!doctype html>\n{page}\n"
