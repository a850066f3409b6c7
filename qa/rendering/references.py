"""The articles that answers cite, as a reference manager takes them: CSL-JSON and BibTeX, an entry an article.

Owns the escaping of BibTeX. What is quoted stands in the note, with its place in the article's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from index.records import is_web_address
from qa.rendering.messages import evidence
from qa.visible import visible

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: What TeX gives a meaning, and how the character itself is written. A brace is not written as "\{": BibTeX counts that
#: too, and ends the field where they do not match.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: "\\" + mark for mark in "&%$#_"},
}


def csl(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cited articles as items of CSL-JSON, in the order in which they are cited."""
    return [_item(cited, quotes) for cited, quotes in _cited(answers)]


def bibtex(answers: Iterable[dict[str, Any]]) -> str:
    """Return the cited articles as entries of BibTeX, in the order in which they are cited."""
    keys: set[str] = set()
    return "\n".join(_entry(cited, quotes, _key(cited["article_id"], keys)) for cited, quotes in _cited(answers))


def _cited(answers: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Gather the quotes of each article, with its citation."""
    gathered: dict[str, list[dict[str, Any]]] = {}
    for answer in answers:
        for quote in evidence(answer):
            same = gathered.setdefault(quote["citation"]["article_id"], [])
            if quote["citation"] not in [one["citation"] for one in same]:
                same.append(quote)
    return [(quotes[0]["citation"], quotes) for quotes in gathered.values()]


def _note(quotes: list[dict[str, Any]]) -> str:
    parts = [f"“{one['text']}” ({one['citation']['start']}:{one['citation']['end']})" for one in quotes]
    return " ".join(" ".join(visible(text).split()) for text in parts)


def _item(cited: dict[str, Any], quotes: list[dict[str, Any]]) -> dict[str, Any]:
    kind = "article-newspaper" if cited["source"] else "webpage" if _address(cited) else "document"
    fields = {
        "title": cited["title"] or None,
        "container-title": cited["source"],
        "author": [{"literal": cited["author"]}] if cited["author"] else None,
        "issued": {"date-parts": [_day(cited)]} if cited["published"] else None,
        "URL": _address(cited),
        "note": _note(quotes),
    }
    return {"id": cited["article_id"], "type": kind, **{name: value for name, value in fields.items() if value}}


def _entry(cited: dict[str, Any], quotes: list[dict[str, Any]], key: str) -> str:
    year, month, day = _day(cited) if cited["published"] else (None, None, None)
    fields = {
        # A second pair of braces keeps capitals, and a name from being taken apart.
        "title": f"{{{{{_tex(cited['title'] or 'Untitled')}}}}}",
        "author": f"{{{{{_tex(cited['author'])}}}}}" if cited["author"] else None,
        "howpublished": f"{{{_tex(cited['source'])}}}" if cited["source"] else None,
        "year": f"{{{year}}}" if year else None,
        "month": f'{_MONTHS[month - 1]} # "~{day}"' if month else None,
        "url": f"{{{_in_url(address)}}}" if (address := _address(cited)) else None,
        "note": f"{{{_tex(_note(quotes))}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def _key(article_id: str, taken: set[str]) -> str:
    """Make a key that BibTeX takes, and that no other entry has."""
    plain = unicodedata.normalize("NFKD", article_id).encode("ascii", "ignore").decode("ascii")
    key = base = re.sub(r"[^A-Za-z0-9:._-]+", "-", plain).strip("-") or "article"
    number = 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return key


def _tex(text: str) -> str:
    return "".join(_TEX.get(mark, mark) for mark in " ".join(visible(text).split()))


def _in_url(address: str) -> str:
    """Escape what would end a field of BibTeX, or TeX would obey, as an address escapes it."""
    return address.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _address(cited: dict[str, Any]) -> str | None:
    return cited["url"] if cited["url"] and is_web_address(cited["url"]) else None


def _day(cited: dict[str, Any]) -> list[int]:
    return [int(part) for part in cited["published"][:10].split("-")]
