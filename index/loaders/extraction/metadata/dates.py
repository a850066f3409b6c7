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

import lxml.etree
import lxml.html

from index.language.written_dates import iso_date
from index.loaders.extraction.metadata.bylines import CHANGED, is_elsewhere, shown_date

# The places are those that schema.org, Open Graph, Dublin Core, microformats and the larger news systems define.
_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "publisheddate",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "prism.publicationdate",
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
    "bt:pubdate",
    "release_date",
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
_PUBLISHED = re.compile(r"(?i)(?:^|\s)(?:dt-)?published(?:$|\s)")
# Types that do not describe the page's own text, but something embedded in it or its subject.
_NO_TEXT = re.compile(
    r"(?i)(?:video|image|audio|media|event|comment|person|product|review|movie|book|place)(?:object)?\b"
)
# What hides a script from readers of HTML and of XML stands at its very beginning and end; the end is looked for there.
_SCRIPT_BEGIN = re.compile(r"<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\*/)?")
_SCRIPT_END = re.compile(r"(?:-->|(?://|/\*)?\s{0,8}\]\]>(?:\*/)?)\Z")
_LONGEST_MARK = 16
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|(?<=/)(?:[1-9]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?=/))"
    r"[/-]?(0[1-9]|[12]\d|3[01]|(?<=/)[1-9])(?=[/_-]|$)"
)
_MAY_DATE = lxml.etree.XPath(
    "descendant-or-self::*[self::time or self::abbr"
    " or (self::span or self::div or self::p or self::a) and (@itemprop or @property or @pubdate)]"
)
_MOST_NODES = 2_000
#: A date before printing, or the start of a clock's count, is a field that was left empty; one after this century is of
#: another calendar.
_FIRST, _LAST = "1600-01-01", "2100-01-01"
_EMPTY = frozenset({"1970-01-01"})


def declared_date(tree: lxml.html.HtmlElement, *, url: str | None = None) -> tuple[str | None, str]:
    """Return the date of publication as YYYY-MM-DD, or None, and the first declared value that could not be read, or
    an empty text."""
    unread = ""
    for value in chain(
        linked_data(tree, "datePublished"),
        _metas(tree, _META),
        _times(tree),
        linked_data(tree, "dateCreated"),
        _address(url),
        filter(None, (shown_date(tree),)),
    ):
        day = (iso_date(value) or "")[:10]
        if _FIRST < day < _LAST and day not in _EMPTY:
            return day, unread
        unread = unread or value.strip()
    return None, unread


def declared_change(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date of the last change as YYYY-MM-DD, or None."""
    marked = (
        element.get("datetime") or element.get("content") or element.text_content()
        for element in tree.iter("time", "meta", "span")
        if "dateModified" in (element.get("itemprop") or "").split()
    )
    for value in chain(linked_data(tree, "dateModified"), _metas(tree, _CHANGED_META), marked):
        day = (iso_date(value) or "")[:10]
        if _FIRST < day < _LAST and day not in _EMPTY:
            return day
    return None


def linked_data(tree: lxml.html.HtmlElement, name: str) -> Iterator[str]:
    """Yield what JSON-LD gives under a name, or what that is called: of articles first, then of the page."""
    nodes = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for node in _nodes(script.text)
        if not _NO_TEXT.match(_type_of(node))
    ]
    for node in sorted(nodes, key=lambda node: not re.search(r"(?i)article|posting|report", _type_of(node))):
        value = node.get(name)
        value = value.get("@value", value.get("name")) if isinstance(value, dict) else value
        if isinstance(value, str | int):
            yield str(value)


def _type_of(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _unmarked(script: str) -> str:
    script = script.strip()
    begin = _SCRIPT_BEGIN.match(script)
    end = _SCRIPT_END.search(script, max(0, len(script) - _LONGEST_MARK))
    return script[begin.end() if begin else 0 : end.start() if end else len(script)]


def _nodes(text: str | None) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script that may describe the page itself: not those inside its comments or parts."""
    waiting: list[Any] = [_json(_unmarked(text or ""))]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            yield node
            waiting += [node[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in node]


def _json(text: str) -> Any:
    """Read JSON, also with the comma too many that is the commonest slip in it; None for what is none."""
    for written in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(written, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _metas(tree: lxml.html.HtmlElement, names: tuple[str, ...]) -> Iterator[str]:
    declared: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        declared.setdefault(name.lower(), meta.get("content") or "")
    yield from (declared[name] for name in names if declared.get(name))


def _times(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield what an element of the page marks as its date: itemprop, RDFa, pubdate, or a class of microformats."""
    for element in _MAY_DATE(tree):
        if (_is_property(element) or element.get("pubdate") is not None) and not is_elsewhere(element):
            yield element.get("datetime") or element.get("content") or element.get("title") or element.text_content()
        elif element.tag in ("time", "abbr") and _is_marked(element) and not is_elsewhere(element):
            yield element.get("datetime") or element.get("title") or element.text_content()


def _is_property(element: lxml.html.HtmlElement) -> bool:
    items, properties = element.get("itemprop"), element.get("property")
    if items and "datePublished" in items.split():
        return True
    return bool(properties) and any(
        name.rpartition(":")[2] == "datePublished" or name in ("dc:date", "dcterms:issued")
        for name in properties.split()
    )


def _is_marked(element: lxml.html.HtmlElement) -> bool:
    names = element.get("class") or ""
    # what was never changed has both marks
    return _MARKED.search(names) is not None and (not CHANGED.search(names) or _PUBLISHED.search(names) is not None)


def _address(url: str | None) -> Iterator[str]:
    """Yield the date in the path of the page's own address, as many sites file their articles."""
    if url and (match := _IN_ADDRESS.search(url)):
        year, month, day = match.groups()
        yield f"{year}-{month:0>2}-{day:0>2}" if month.isdigit() else f"{day} {month.strip('/')} {year}"
