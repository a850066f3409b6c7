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

from index.language.written_dates import iso_date

_BYLINE = re.compile(
    r"(?i)byline|dateline|(?:^|[\s_-])(?:dates?|datum|fecha|data|autor(?:es)?|auteurs?|autore|meta|info|posted|timestamp)(?:$|[\s_-])|(?:article|post|entry)-(?:date|meta|info)"
)
_CHANGED = r"(?:last )?(?:updated|modified|edited)|geändert|aktualisiert|mis à jour|actualizado|aggiornato"
CHANGED = re.compile(_CHANGED, re.IGNORECASE)
"""A word that marks a date as that of a change."""
# The parts of a line that says both: "Published: 5 March 2024 | Updated: 6 March 2024".
_LABELS = re.compile(
    rf"(?=\b(?:{_CHANGED}|(?:first )?(?:published|posted)|veröffentlicht|publi[ée]|publicado|pubblicato)\b)",
    re.IGNORECASE,
)
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


def shown_date(tree: lxml.html.HtmlElement) -> str | None:
    """Return the date of the lines that are marked as byline or date, as YYYY-MM-DD, when all of them show the same
    one: several are those of other articles too."""
    dates: dict[str, None] = {}
    for element in _MAY_SHOW(tree):
        names = element.get("class") or "", element.get("id") or ""
        if _is_marked(*names, time=element.tag == "time") and _stands_alone(element):
            own_dates = list(_dates(element))
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
    parts = [part for part in _LABELS.split(text) if not CHANGED.match(part)]
    dates = [date for part in parts for date in _SHOWN.findall(part)]
    if not dates and not CHANGED.search(text):
        dates = [time.get("datetime") or "" for time in element.iter("time")]
    for date in dates:
        if iso := iso_date(date):
            yield iso[:10]


def _stands_alone(element: lxml.html.HtmlElement) -> bool:
    """Tell whether an element stands in no sentence: a date inside a paragraph is of what the paragraph tells."""
    parent = element.getparent()
    while parent is not None and parent.tag in ("span", "em", "i", "b", "strong", "a", "small", "mark"):
        parent = parent.getparent()
    return parent is None or parent.tag not in ("p", "li", "td", "th", "dd", "blockquote", "h1", "h2", "h3")
