"""Feed files (RSS, Atom, JSON Feed) and JSON files of articles -> articles, one an entry. Fences feedparser
(BSD-2-Clause), which reads what feeds are really like: wrong dates, broken XML, nine formats."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from urllib.parse import urljoin

import orjson

from index.errors import LoadError
from index.extras import library
from index.loaders.charsets import decode
from index.loaders.drafts import Draft
from index.loaders.extraction.outline import Piece, joined
from index.loaders.extraction.pieces import fragment_pieces
from index.loaders.jsonl import article_of
from index.loaders.text import read_limited

_LARGEST = 50 * 1024 * 1024
_SIGNED = re.compile(r"The post .{1,300} (?:appeared first on|first appeared on) .{1,200}")


def load_feed(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read the entries of an RSS or Atom file. ``charset`` is not used: XML declares its own. Raises LoadError."""
    del charset
    feedparser = library("feedparser", extra="feeds")
    # A file and not bytes: bytes may be taken for an address, and be fetched.
    data = io.BytesIO(read_limited(stream, _LARGEST))
    try:
        feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # a damaged file trips it in many ways
        raise LoadError(f"it cannot be read as a feed ({type(error).__name__}: {error}); it is damaged") from error
    if not feed.entries:
        why = f" ({feed.bozo_exception})" if feed.get("bozo") else ""
        raise LoadError(f"it holds no entry of a feed{why}; it is empty, damaged, or no feed")
    site, home = feed.feed.get("title"), feed.feed.get("link") or ""
    for number, entry in enumerate(feed.entries, 1):
        # Asked for in the usual way it gives "published" in its place, with a warning.
        updated = dict.get(entry, "updated")
        contents = [one.get("value") for one in entry.get("content") or ()]
        html = max((text for text in (*contents, entry.get("summary")) if text), key=len, default="")
        yield _entry(
            number,
            html=html,
            title=_plain(entry.get("title")),
            url=urljoin(home, address) if (address := entry.get("link")) else None,
            source=_plain(site) or None,
            author=_authors(entry),
            published=entry.get("published") or updated,
            updated=updated,
            language=feed.feed.get("language"),
        )


def _authors(entry: Any) -> str | None:
    names = [one["name"] for one in entry.get("authors") or () if one.get("name")]
    return "; ".join(dict.fromkeys(names)) if len(names) > 1 else entry.get("author")


def load_json(stream: BinaryIO, *, charset: str | None = None) -> Iterator[Draft | LoadError]:
    """Read a JSON Feed, an article as JSON lines have it, or a list of such. ``charset`` is not used. Raises
    LoadError."""
    del charset
    try:
        value = orjson.loads(decode(read_limited(stream, _LARGEST)))
    except orjson.JSONDecodeError as error:
        raise LoadError(f"it is not JSON ({error}); correct it") from error
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        yield from _json_feed(value)
        return
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, 1):
        try:
            yield article_of(record, f"entry {number}" if isinstance(value, list) else None)
        except LoadError as error:
            yield LoadError(f"entry {number}: {error}")


def _json_feed(feed: dict[str, Any]) -> Iterator[Draft | LoadError]:
    home = _string(feed, "home_page_url") or _string(feed, "feed_url") or ""
    for number, item in enumerate(feed["items"], 1):
        if not isinstance(item, dict):
            yield LoadError(f"entry {number}: it is of type {type(item).__name__}, not an object")
            continue
        authors = item.get("authors") or feed.get("authors") or [item.get("author")]
        names = [one["name"] for one in authors if isinstance(one, dict) and isinstance(one.get("name"), str)]
        fields: dict[str, Any] = {
            "title": _string(item, "title") or "",
            "url": urljoin(home, address) if (address := _string(item, "url")) else _address(_string(item, "id")),
            "source": _string(feed, "title"),
            "author": "; ".join(names) or None,
            "published": _string(item, "date_published") or _string(item, "date_modified"),
            "updated": _string(item, "date_modified"),
            "language": _string(item, "language") or _string(feed, "language"),
        }
        text = _string(item, "content_text")
        if text:
            yield Draft(text=text, where=f"entry {number}", **fields)
        else:
            yield _entry(number, html=_string(item, "content_html") or _string(item, "summary") or "", **fields)


def _entry(number: int, *, html: str, **fields: Any) -> Draft | LoadError:
    text, outline = joined(_own(html)) if html else ("", ())
    if not text.strip():
        return LoadError(f"entry {number}: it has no text; add the page that it leads to")
    return Draft(text=text, outline=outline, where=f"entry {number}", **fields)


def _own(html: str) -> list[Piece]:
    """Read an entry, without the line that WordPress puts under each in a feed."""
    pieces = list(fragment_pieces(html))
    return pieces[:-1] if pieces and _SIGNED.fullmatch(pieces[-1].text) else pieces


def _plain(html: str | None) -> str:
    return " ".join(" ".join(piece.text for piece in fragment_pieces(html)).split()) if html else ""


def _address(identifier: str | None) -> str | None:
    """Return what names an entry where it is an address, as the format advises."""
    return identifier if identifier and identifier.startswith(("https://", "http://")) else None


def _string(values: dict[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) else None
