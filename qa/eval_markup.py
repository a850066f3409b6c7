"""Elements of HTML and SVG, written so that no text can become markup.

Owns the escaping: a text given as a child or an attribute is always escaped, only what an ``element`` returned is not.
Knows nothing of reports or pictures.
"""

from __future__ import annotations

import html
import re

# What HTML may not hold, and the marks that reorder or hide the text around them.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_VOID = frozenset({"meta", "line", "circle", "path", "rect"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return a text as markup that shows it, with a mark in place of what cannot be shown."""
    return text if isinstance(text, Markup) else Markup(html.escape(_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)))


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
