"""What a page declares of itself, in its elements meta and its linked data, cut to what anybody could mean by it.

The library that reads it compares each author with all others, and looks for brackets in each from every place: a page
of 60 kB that declares nothing but authors, or one author of nothing but brackets, took minutes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import copy
from typing import Any, TypeAlias

import lxml.html

Element: TypeAlias = lxml.html.HtmlElement

#: Characters of anything that is declared; addresses and descriptions have some hundreds.
_LONGEST = 2_000
#: Characters of an author's name, and authors: papers of physics have more, but nobody quotes them by all.
_LONGEST_AUTHOR = 400
_MOST_AUTHORS = 50
_AUTHOR = re.compile(r"(?i)author|creator|byl")


def declarations(tree: Element, *, tidied: Callable[[str], str]) -> Element:
    """Return a page that has nothing but what another declares of itself, cut short. The page itself is not changed.

    ``tidied`` makes JSON of linked data as programs write it; what is none even so stays as it is."""
    cut = _Cut()
    page = lxml.html.Element("html")
    head = lxml.html.Element("head")
    page.append(head)
    for element in tree.iterfind(".//head/meta[@content]"):
        meta, content = copy(element), element.get("content")
        meta.set("content", cut.author(content) if _is_of_author(element) else content[:_LONGEST])
        head.append(meta)
    for script in tree.iter("script"):
        if "json" in (script.get("type") or "").lower():
            linked = lxml.html.Element("script", type=script.get("type"))
            linked.text = cut.linked_data(tidied(script.text or ""))
            head.append(linked)
    return page


def _is_of_author(element: Element) -> bool:
    return any(_AUTHOR.search(element.get(name) or "") for name in ("name", "property", "itemprop"))


class _Cut:
    """Cuts declarations short, and counts the authors among them."""

    def __init__(self) -> None:
        self._authors = 0

    def author(self, written: str) -> str:
        """Return an author's name, "" for one too many."""
        self._authors += 1 + written.count(",") + written.count(";")
        return written[:_LONGEST_AUTHOR] if self._authors <= _MOST_AUTHORS else ""

    def linked_data(self, text: str) -> str:
        """Return linked data cut short."""
        try:
            return json.dumps(self._value(json.loads(text, strict=False), is_author=False), ensure_ascii=False)
        except (ValueError, RecursionError):
            return text

    def _value(self, value: Any, *, is_author: bool) -> Any:
        if isinstance(value, str):
            return self.author(value) if is_author else value[:_LONGEST]
        if isinstance(value, list):
            return [self._value(one, is_author=is_author) for one in value]
        if isinstance(value, dict):
            is_author = is_author or "person" in str(value.get("@type")).lower()
            return {
                name: self._value(one, is_author=_AUTHOR.search(name) is not None or (is_author and name == "name"))
                for name, one in value.items()
            }
        return value
