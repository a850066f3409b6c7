"""The date that the short lines of a page show, which are marked as byline or date: what a reader sees of it.

Owns the marks of such lines, and which parts of a page have dates of something else. Knows nothing of what a page
declares to programs, nor of the text of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import lxml.etree
import lxml.html

from index.language.date_labels import LABELS
from index.language.written_dates import iso_date

_BYLINE = re.compile(
    r"(?i)byline|dateline|(?:^|[\s_-])(?:dates?|datum|fecha|data|autor(?:es)?|auteurs?|autore|meta|info|posted|timestamp)(?:$|[\s_-])|(?:article|post|entry)-(?:date|meta|info)"
)
CHANGED = re.compile(r"(?i)updated|modified|edited|reviewed|revised|geändert|aktualisiert")
"""A name by which the elements of pages say that a date is that of a change."""
# What microdata and RDFa call a date that is not of publication: dateModified, startDate, birthDate.
_DATE_OF = re.compile(r"(?i)date|time|year|expire")
_OF_PUBLICATION = re.compile(r"(?i)publish|publicat|pubdate|posted|created|issued|dc:date|dcterms:date|datetime")
# Parts of a page whose dates belong to something else: an event, or another text.
_ELSEWHERE = re.compile(
    r"(?i)(?:^|[\s_-])(?:comments?|repl(?:y|ies)|respond|sidebar|related|recommend\w*|popular|trending|most-?read"
    r"|latest|more|next|prev(?:ious)?|events?|calendar|expir\w*|deadline|newsletter|promo\w*)(?:$|[\s_-])"
)
_OTHER_PARTS = frozenset({"aside", "nav", "form"})
_WHOLE = frozenset({"html", "body", "main", "article"})
# The word for the month is read by iso_date, in any language that it knows.
_MONTH = r"(?:de\s+)?[^\W\d_]{3,12}\.?,?(?:\s+de)?"
_SHOWN = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?\s+{_MONTH}\s+\d{{4}}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d)\b"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
)
_YEAR = re.compile(r"\d{4}")
_MAY_SHOW = lxml.etree.XPath(
    "descendant-or-self::*[self::time or (@class or @id) and"
    " (self::div or self::p or self::span or self::li or self::small or self::footer or self::header)]"
)
_LONGEST = 120
_DIGIT = re.compile(r"\d")
# A label means the date behind it only when no other date stands between them.
_NEAR = 12
_APART = re.compile(r"[|·•–—/]|.{25}")


def shown_date(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date of the lines that are marked as byline or date, as YYYY-MM-DD, when all of them show the same
    one: several are those of other articles too."""
    dates: dict[str, None] = {}
    for element in _MAY_SHOW(tree):
        names = element.get("class") or "", element.get("id") or ""
        if _is_marked(*names, time=element.tag == "time") and _stands_alone(element):
            own_dates = [] if _is_of_other(element) else list(_dates(element))
            dates |= dict.fromkeys(own_dates if own_dates and not is_elsewhere(element) else ())
    return next(iter(dates)) if len(dates) == 1 else None


@lru_cache(4096)
def _is_marked(names: str, name: str, *, time: bool) -> bool:
    names = f"{names} {name}"  # the elements of a page have few different ones
    return (time or _BYLINE.search(names) is not None) and not CHANGED.search(names)


def is_elsewhere(element: lxml.html.HtmlElement) -> bool:
    """Tell whether an element stands in a part of the page whose dates are of something else."""
    return any(
        holder.tag in _OTHER_PARTS
        or (holder.tag not in _WHOLE and _ELSEWHERE.search(f"{holder.get('class') or ''} {holder.get('id') or ''}"))
        for holder in (element, *element.iterancestors())
    )


def _dates(element: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the dates that a line shows, each as YYYY-MM-DD; "2 days ago" by the date of its element time."""
    text = " ".join(element.text_content().split())
    if len(text) > _LONGEST:
        return
    if not _YEAR.search(text) and next(element.iter("time"), None) is None:
        return
    every = list(_SHOWN.finditer(text))
    dates = [date.group() for date in every if not _is_said_otherwise(text[: date.start()])]
    if not every:
        dates = [time.get("datetime") or "" for time in element.iter("time") if not _is_of_other(time)]
    for date in dates:
        if iso := iso_date(date):
            yield iso[:10]


def _is_said_otherwise(before: str) -> bool:
    """Tell whether the words before a date say that it is of a change ("Last updated:"), or of something else than the
    text ("Valid until"), which stands right before it."""
    labels = list(LABELS.finditer(before))
    if not labels or labels[-1].lastgroup == "published":
        return False
    label = labels[-1]
    return label.lastgroup == "changed" or _APART.search(before, label.end()) is None


def _is_of_other(element: lxml.html.HtmlElement) -> bool:
    """Tell whether an element, or the line that it stands in, is marked or labelled as a date of something else than
    publication."""
    line = element
    for holder in (element, *element.iterancestors()):
        if holder.tag in _WHOLE or (holder is not element and len(holder.text_content()) > _LONGEST):
            break
        line = holder
        kinds = f"{holder.get('itemprop') or ''} {holder.get('property') or ''}".split()
        if any(_DATE_OF.search(kind) and not _OF_PUBLICATION.search(kind) for kind in kinds):
            return True
        names = holder.get("class") or ""
        if CHANGED.search(names) and "publish" not in names.lower():
            return True
    before = _text_before(element, line)
    return not _DIGIT.search(before[-_NEAR:]) and _is_said_otherwise(before)


def _text_before(element: lxml.html.HtmlElement, line: lxml.html.HtmlElement) -> str:
    """Return what stands in a line before one of its elements."""
    parts: list[str] = []
    for event, other in lxml.etree.iterwalk(line, events=("start", "end")):
        if other is element:
            break
        parts.append((other.text if event == "start" else other.tail) or "")
    return " ".join(" ".join(parts).split())


def _stands_alone(element: lxml.html.HtmlElement) -> bool:
    """Tell whether an element stands in no sentence: a date inside a paragraph is of what the paragraph tells."""
    parent = element.getparent()
    while parent is not None and parent.tag in ("span", "em", "i", "b", "strong", "a", "small", "mark"):
        parent = parent.getparent()
    return parent is None or parent.tag not in ("p", "li", "td", "th", "dd", "blockquote", "h1", "h2", "h3")
