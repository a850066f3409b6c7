"""The dates on which a page says that it was published, and last changed: declared places in a fixed order, and nothing
else.

Owns that order. A date of the last change is no date of publication, and a date in running text is a date of what the
text tells of: neither is ever taken. Knows nothing of the text of the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import lxml.html

from index.loaders.extraction.written_dates import iso_date

# The places are those that schema.org, Open Graph, Dublin Core, microformats and the larger news systems define.
_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "date.issued",
    "date.created",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "publication_date",
    "publicationdate",
    "pubdate",
    "ptime",
    "rbpubdate",
    "shareaholic:article_published_time",
    "cxenseparse:recs:publishtime",
    "date",
)
_CHANGED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
)
_MARKED = re.compile(
    r"(?i)(?:^|[\s_-])(?:dt-)?published(?:$|\s)|entry-date|post-?date|publish(?:ed)?-?(?:date|time|on)|pubdate"
)
_CHANGED = re.compile(r"(?i)updated|modified|geändert|aktualisiert")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_BYLINE = re.compile(
    r"(?i)byline|dateline|(?:^|[\s_-])(?:date|meta|info|posted|timestamp)(?:$|[\s_-])|(?:article|post|entry)-(?:date|meta|info)"
)
_MONTH = r"(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Ju[nl]|Aug|Sep|O[ck]t|Nov|De[cz])[a-zä]{0,7}\.?"
_SHOWN = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d)\b"
)
_NUMBERS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_LONGEST_BYLINE = 120
_MOST_NODES = 2_000
#: A date before printing, or the start of a clock's count, is a field that was left empty.
_FIRST = "1600-01-01"
_EMPTY = frozenset({"1970-01-01"})


def declared_date(tree: lxml.html.HtmlElement, *, url: str | None = None) -> tuple[str | None, str]:
    """Return the date of publication as YYYY-MM-DD, or None, and the first declared value that could not be read, or
    an empty text."""
    unread = ""
    for value in chain(
        _linked_data(tree, "datePublished"), _metas(tree, _META), _times(tree), _address(url), _byline(tree)
    ):
        day = (iso_date(value) or "")[:10]
        if day > _FIRST and day not in _EMPTY:
            return day, unread
        unread = unread or value.strip()
    return None, unread


def declared_change(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date of the last change as YYYY-MM-DD, or None."""
    marked = (
        element.get("datetime") or element.get("content") or element.text_content()
        for element in tree.iter("time", "meta", "span")
        if element.get("itemprop") == "dateModified"
    )
    for value in chain(_linked_data(tree, "dateModified"), _metas(tree, _CHANGED_META), marked):
        day = (iso_date(value) or "")[:10]
        if day > _FIRST and day not in _EMPTY:
            return day
    return None


def _linked_data(tree: lxml.html.HtmlElement, name: str) -> Iterator[str]:
    """Yield what JSON-LD gives under a name: of articles first, then of the page."""
    nodes = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "")
        for node in _nodes(script.text)
    ]
    dated = [node for node in nodes if isinstance(node.get(name), str)]
    for node in sorted(dated, key=lambda node: not re.search(r"(?i)article|posting|report", str(node.get("@type")))):
        yield node[name]


def _nodes(text: str | None) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script that may describe the page itself: not those inside its comments or parts."""
    try:
        waiting: list[Any] = [json.loads(text or "", strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in node]


def _metas(tree: lxml.html.HtmlElement, names: tuple[str, ...]) -> Iterator[str]:
    declared: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        declared.setdefault(name, meta.get("content") or "")
    yield from (declared[name] for name in names if declared.get(name))


def _times(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield what an element of the page marks as its date: itemprop, pubdate, or a class of microformats."""
    for element in tree.iter("time", "abbr", "span", "div", "p", "a"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
        elif element.tag in ("time", "abbr") and _is_marked(element):
            yield element.get("datetime") or element.get("title") or element.text_content()


def _is_marked(element: lxml.html.HtmlElement) -> bool:
    names = element.get("class") or ""
    return _MARKED.search(names) is not None and not _CHANGED.search(names)


def _address(url: str | None) -> Iterator[str]:
    """Yield the date in the path of the page's own address, as many sites file their articles."""
    if url and (match := _IN_ADDRESS.search(url)):
        yield "-".join(match.groups())


def _byline(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the date of short lines that are marked as byline or date, when all of them show the same one: several are
    those of other articles too."""
    dates: dict[str, None] = {}
    for element in tree.iter("div", "p", "span", "time", "li", "small", "footer", "header"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (element.tag == "time" or _BYLINE.search(names)) and _stands_alone(element):
            text = " ".join(element.text_content().split())
            dates |= dict.fromkeys(_shown(text) if not _CHANGED.search(text + names) else ())
    yield from dates if len(dates) == 1 else ()


def _shown(text: str) -> list[str]:
    dates = _SHOWN.findall(text) if len(text) <= _LONGEST_BYLINE else []
    return [_NUMBERS.sub(r"\3-\2-\1", date) for date in dates]


def _stands_alone(element: lxml.html.HtmlElement) -> bool:
    """Tell whether an element stands in no sentence: a date inside a paragraph is of what the paragraph tells."""
    parent = element.getparent()
    while parent is not None and parent.tag in ("span", "em", "i", "b", "strong", "a", "small", "mark"):
        parent = parent.getparent()
    return parent is None or parent.tag not in ("p", "li", "td", "th", "dd", "blockquote", "h1", "h2", "h3")
