"""The title of an article: what its page or file calls it, and never the name of the site or nothing at all.

Owns the choice among the titles that a page offers, and the title of an article that brings none: the name of its file
where that is made of words, else its first line. Pure; knows nothing of formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"(?<!\s)\s+(?:(?:::|[–—|·•»«:/~-])\s+|\|\s*)|\|\s*")
_SUFFIX = re.compile(r"\.[A-Za-z]+(?:\.gz)?\Z")
_WORD = re.compile(r"[^\W\d_]{3,}")
_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])[\"'”’»)]*\s")
_MARK = re.compile(r"^(?:[-*•#>]\s*)+")
#: Most characters of a first line that is taken as a title.
_LONGEST = 100
#: Names that programs give to files.
_NO_NAMES = frozenset(
    """
    article artikel articles document dokument doc download downloads file files index page new untitled text txt copy
    clipboard note notes test tmp temp stdin unnamed unbenannt content default html story data main
    """.split()  # noqa: SIM905
)


#: What a site's program writes where nobody gave a title.
_NO_TITLES = frozenset(
    """
    home homepage startseite accueil inicio início главная untitled untitleddocument untitledpage ohnetitel unbenannt
    document page index article news blog newpage notitle sanstítulo sintítulo senzatitolo
    """.split()  # noqa: SIM905
)


#: What programs write into the title of a document: the name of a file, of themselves, of nothing.
_WRITTEN_BY_PROGRAMS = re.compile(
    r"(?i)microsoft\s|untitled|unbenannt|\S*\.(?:docx?|pdf|indd|tex|dvi|qxp|ai|odt|rtf|pptx?)\W*$|\W*$"
    r"|\(?(?:anonymous|unknown title|(?:word )?document ?\d*|dokument ?\d*|presentation ?\d*|slide 1|title"
    r"|powerpoint[ -](?:presentation|präsentation)|présentation powerpoint|presentaci[oó]n de powerpoint"
    r"|presentazione (?:standard|di powerpoint)|apresentação do powerpoint)\)?$"
)
#: What they write where they do not know who wrote it.
_NOBODY = re.compile(
    r"(?i)\W*(?:anonymous|unknown|unspecified|(?:windows |microsoft office )?user|admin(?:istrator)?|root|author|owner"
    r"|python-docx|openpyxl|apache poi)?\W*"
)


def written_title(title: str) -> str:
    """Return the title in a document's properties, "" where only a program wrote it."""
    return "" if _WRITTEN_BY_PROGRAMS.match(title) else title


def written_author(author: str | None) -> str | None:
    """Return the author in a document's properties, None where only a program wrote it."""
    return None if author is None or _NOBODY.fullmatch(author) else author


def letters(text: str) -> str:
    """Return the letters and digits of a text, for comparing names."""
    return "".join(filter(str.isalnum, text.casefold()))


def parts_of(title: str) -> list[str]:
    """Return the parts of a page's title, at least one: the title of its text, a section, the site."""
    return [" ".join(part.split()) for part in _BETWEEN.split(title)]


def page_title(offered: Iterable[str | None], *, sites: Iterable[str]) -> str:
    """Choose the first title offered that is not the name of the site, and take that name off its end or front."""
    names = {name for site in sites if (name := letters(site))}
    for title in offered:
        title = _without_prefix(title or "", names)
        parts = parts_of(title)
        at = next((i for i, part in enumerate(parts) if letters(part) in names), None)
        whole = " ".join(title.split()) if at is None else _before(title, at) if at else _after(title)
        if letters(whole) and letters(whole) not in names and letters(whole) not in _NO_TITLES:
            return whole
    return ""


def _without_prefix(title: str, names: set[str]) -> str:
    """Take the name of the site and a colon off the front: what stands before a colon is else part of the title."""
    first, colon, rest = title.partition(": ")
    return rest if colon and letters(first) in names and letters(rest) else title


def _before(title: str, part: int) -> str:
    """Return what stands before the ``part``-th of the parts of a title."""
    end = list(_BETWEEN.finditer(title))[part - 1].start()
    return " ".join(title[:end].split())


def _after(title: str) -> str:
    first = _BETWEEN.search(title)
    return " ".join(title[first.end() :].split()) if first else ""


def title_without(text: str, *, name: str | None) -> str:
    """Return a title for a text that brings none: the ``name`` of its file if made of words, else its first line."""
    stem = _SUFFIX.sub("", (name or "").rpartition("/")[2])
    words = _WORD.findall(stem)
    if sum(word.casefold() not in _NO_NAMES for word in words) >= 2:
        return " ".join(re.split(r"[\s_]+|(?<=\w)-(?=\w)", stem)).strip()
    line = next((tidy for line in text.split("\n") if letters(tidy := _MARK.sub("", line.strip()))), "")
    end = _END.search(line)
    return _cut(" ".join((line[: end.start()] if end else line).split()))


def _cut(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return (
        line[:_LONGEST].rpartition(" ")[0].rstrip(" ,;:–-") + "…" if " " in line[:_LONGEST] else line[:_LONGEST] + "…"
    )
