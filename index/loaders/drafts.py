"""Draft -> Article: identifiers, dates, and what a text must be like to be taken in.

Owns the identifier rules (see ``article_id``), the dates it understands, and the one place where line ends are
normalised. Knows nothing of file formats.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any, cast

from index.errors import LoadError
from index.language.written_dates import iso_date
from index.loaders.addresses import identity
from index.loaders.extraction.metadata.titles import title_without
from index.loaders.extraction.outline import Outline
from index.records import Article, Original, Places, is_web_address, misfit, outlined

ID = re.compile(r"(?!\.\.?\Z)[A-Za-z0-9._~-]{1,128}")
"""What an identifier given by the user must look like: it stands in addresses unescaped, where dots alone are a way."""

_MOST_SHOWN = 80
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LINE_END = re.compile(r"\r\n?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}(?:[-_][A-Za-z0-9]{2,8})*))?(?:\.[\w-]+)?")
_FRONT_PAGE = re.compile(r"(?i)https?://[^/]+/?")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a loader found, as it stood there. ``published`` and ``updated`` may be in any form; they are read
    by ``iso_date``.

    ``where`` names the place inside the file, for messages ("line 12"). ``outline``: what the source calls the lines of
    the text, None where it has no way to say so. ``places``: from where in the text on -> the place of it in the
    source. ``notices``: remarks on what could not be read. ``original``: the file, where its pages can be shown.
    """

    text: str
    title: str = ""
    id: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    where: str | None = None
    outline: Outline | None = None
    places: Places = ()
    notices: tuple[str, ...] = ()
    updated: str | None = None
    language: str | None = None
    original: Original | None = field(default=None, compare=False)

    def noted(self, notices: tuple[str, ...]) -> Draft:
        """Return the draft with more remarks, before its own."""
        return replace(self, notices=(*notices, *self.notices))


def article_from_text(text: str, *, title: str = "", **fields: str | None) -> Article:
    """Make an article of a text that came without a file.

    ``fields``: id, url, source, author, published. Without id and url the identifier comes from title and text. Raises
    LoadError when the text is empty or holds what cannot be stored, or the identifier is malformed.
    """
    return finish(Draft(text=text, title=title, **cast(dict[str, Any], fields)))[0]


def finish(draft: Draft, key: str | None = None) -> tuple[Article, tuple[str, ...]]:
    """Turn a draft into an article and notices of what was left out.

    ``key`` names where it came from, stable across runs: a path relative to the folder given, with its line.
    Raises LoadError.
    """
    text = _LINE_END.sub("\n", draft.text).removeprefix("\ufeff")
    _check(text)
    for name in ("title", "url", "source", "author", "language"):
        _check_storable(name, getattr(draft, name) or "")
    notices = list(draft.notices)
    published = iso_date(draft.published or "")
    if published is None and (draft.published or "").strip():
        notices.append(f"date {_short(draft.published)} is not understood and was left out; write YYYY-MM-DD")
    updated = iso_date(draft.updated or "")
    url = _line(draft.url)
    if url is not None and not is_web_address(url):
        notices.append(f"address {_short(url)} is not one of http or https and was left out")
        url = None
    file = None if draft.where or misfit(key or "") else key  # a name that is not UTF-8 is no title
    article = Article(
        id=article_id(draft, url=url, key=key),
        title=" ".join(draft.title.split()) or title_without(text, name=file),
        text=text,
        url=url,
        source=_line(draft.source),
        author=_line(draft.author),
        published=published,
        # Many systems write both dates when an article is made, and a change before publication does not count.
        updated=updated if updated and updated[:10] > (published or "")[:10] else None,
        language=_language(draft.language),
    )
    if draft.outline is None and not draft.places:
        return article, tuple(notices)
    return outlined(article, draft.outline, places=draft.places, original=draft.original), tuple(notices)


def article_id(draft: Draft, *, url: str | None, key: str | None, digits: int = 8) -> str:
    """Choose an identifier: the one given, else from the address ``url``, else from ``key``, else from the content.

    All addresses of an article give one identifier (``index.loaders.addresses.identity``).

    The last three are a readable slug and ``digits`` hexadecimal digits of a sha256: of the address, of the key, or of
    title and text.
    """
    if draft.id is not None:
        if not ID.fullmatch(draft.id):
            raise LoadError(
                f"id {draft.id[:140]!r} is not usable; use 1 to 128 of the characters A-Z a-z 0-9 . _ ~ - "
                "and not only dots"
            )
        return draft.id
    # The address of a site's front page, which careless pages give as their own, names no article.
    if url and (not key or not _FRONT_PAGE.fullmatch(url)):
        one = identity(url)
        return _slug_and_digest(one.split("?")[0].rstrip("/").rpartition("/")[2], one, digits)
    if key:
        return _slug_and_digest(re.split(r"\.[A-Za-z]+(?:\.gz)?(?=\Z|:)", key.rpartition("/")[2])[0], key, digits)
    return _slug_and_digest(draft.title, f"{draft.title}\n{draft.text}", digits)


def _slug_and_digest(name: str, whole: str, digits: int) -> str:
    plain = unicodedata.normalize("NFKD", name[:200].lower()).encode("ascii", "ignore").decode("ascii")
    slug = _NOT_SLUG.sub("-", plain)[:60].strip("-") or "article"
    return f"{slug}-{hashlib.sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:digits]}"


def _language(value: str | None) -> str | None:
    """Write a language as BCP 47 does, or return None for what is no tag of one."""
    tag = _LANGUAGE.fullmatch((value or "").strip())
    return None if tag is None else "-".join(filter(None, (tag[1].lower(), tag[2]))).replace("_", "-")


def _short(value: object) -> str:
    written = repr(value)
    return written if len(written) <= _MOST_SHOWN else written[: _MOST_SHOWN - 1] + "…"


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _check(text: str) -> None:
    if not text.strip():
        raise LoadError("it holds no text; an article needs at least one sentence")
    _check_storable("text", text)


def _check_storable(what: str, value: str) -> None:
    if (wrong := misfit(value)) is None:
        return
    if wrong[0] == "\x00":
        raise LoadError(f"the {what} holds a NUL at {wrong.start()}, so it is not text; convert or remove it")
    raise LoadError(
        f"the {what} holds half a character (U+{ord(wrong[0]):04X}) at {wrong.start()}; repair its encoding"
    )
