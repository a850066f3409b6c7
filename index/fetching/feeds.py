"""Lists of addresses: feeds (RSS, Atom, JSON Feed) and sitemaps -> what they lead to.

Owns how one is told from a page. Reads feeds by feedparser, as those in files, and
sitemaps by lxml with nothing resolved, in a process of its own (``parse``): who keeps the site may be hostile, and a
few kilobytes that are packed can hold millions of elements. Fetches nothing.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import urljoin

import lxml.etree

from index.errors import LoadError
from index.extras import library
from index.sandbox.children import SandboxError, run
from index.sandbox.limits import Limits

_FEED = re.compile(rb"(?i)<(?:\w+:)?(?:rss|feed|rdf)[\s>]")
_SITEMAP = re.compile(rb"(?i)<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html)[\s>]")
_JSON_FEED = re.compile(rb"https?://(?:www\.)?jsonfeed\.org/version/")
_HEAD = 4_096
_GZIP = b"\x1f\x8b"
_GZIP_HEADER = 31  # zlib's number for a stream with one
_PARSE = "index.fetching.feeds:parse"
_DAMAGED = "it is packed by gzip and cannot be unpacked ({})"
#: A body has 10 MB at most: 20 s on a processor, and 10 s more.
_LIMITS = Limits(cpu_a_byte=1 / 1_000_000)
_PART = 500  # links sent at a time: each may have addresses and titles of some kilobytes
#: Bytes of a list that was packed: the most that the protocol of sitemaps allows.
_LARGEST = 50 * 1024 * 1024
#: Most links of one list: as many as the protocol of sitemaps allows. A feed has tens.
MOST_LINKS = 50_000


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a list, and what the list says of it; ``updated`` as the list writes it."""

    url: str
    title: str = ""
    author: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list leads to: pages, and, of a list of sitemaps, further lists. ``left_out`` is how many more of them it
    has than are read, ``without_address`` how many of its entries lead nowhere."""

    links: tuple[Link, ...]
    lists: tuple[str, ...] = ()
    left_out: int = 0
    without_address: int = 0


def listing_of(body: bytes, url: str) -> Listing | None:
    """Read a feed or sitemap that was fetched from this address; None for anything else. Raises LoadError for one that
    is damaged, or takes too much to read."""
    if _reader_of(body) is None:
        return None
    links: list[Link] = []
    lists: list[str] = []
    left_out = without_address = 0
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.flush()
        try:
            for item in map(json.loads, run(_PARSE, file, options={"url": url}, limits=_LIMITS)):
                if "error" in item:
                    raise LoadError(item["error"])
                links += (Link(**one) for one in item["links"])
                lists += item["lists"]
                left_out, without_address = item["left_out"], item["without_address"]
        except SandboxError as error:
            raise LoadError(str(error)) from error
    return Listing(tuple(links), tuple(lists), left_out, without_address)


def parse(stream: BinaryIO, options: dict[str, Any]) -> Iterator[bytes]:
    """Yield what a feed or sitemap leads to, or why it cannot be read, in parts, as JSON: what the child runs.

    ``options``: the address that it came from."""
    body = stream.read()
    reader = _reader_of(body)
    assert reader is not None, "only what is a list is sent here"
    try:
        if body.startswith(_GZIP):
            body = _unpacked(body)
        listing = reader(body, options["url"])
    except LoadError as error:
        yield _written({"error": str(error)[:1_000]})
        return
    for start in range(0, max(len(listing.links), len(listing.lists), 1), _PART):
        part = slice(start, start + _PART)
        yield _written(asdict(replace(listing, links=listing.links[part], lists=listing.lists[part])))


def _written(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()  # ASCII: also what is half a character


def _reader_of(body: bytes) -> Callable[[bytes, str], Listing] | None:
    """Return what reads a list of the kind that a body begins as, None for what begins as none. Raises LoadError for a
    packed one that is damaged there."""
    head = body[:_HEAD]
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(_GZIP_HEADER).decompress(body, _HEAD)
        except zlib.error as error:
            raise LoadError(_DAMAGED.format(error)) from error
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and _JSON_FEED.search(head) and not body.startswith(_GZIP):
        return _json_feed
    if not head.startswith(b"<") or _PAGE.search(head):
        return None
    return _sitemap if _SITEMAP.search(head) else _feed if _FEED.search(head) else None


def _unpacked(body: bytes) -> bytes:
    """Unpack a sitemap or feed that is packed by gzip, as sitemap.xml.gz. Raises LoadError."""
    unpacking = zlib.decompressobj(_GZIP_HEADER)
    try:
        data = unpacking.decompress(body, _LARGEST)
    except zlib.error as error:
        raise LoadError(_DAMAGED.format(error)) from error
    if not unpacking.eof:
        what = "is cut short" if not unpacking.unconsumed_tail else f"unfolds to more than {_LARGEST:,} bytes"
        raise LoadError(f"it is packed by gzip and {what}")
    return data


def _feed(body: bytes, url: str) -> Listing:
    feedparser = library("feedparser", extra="feeds")
    # A file and not bytes: bytes may be taken for an address, and be fetched.
    feed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and feed.get("bozo"):
        raise LoadError(f"it is a feed that cannot be read ({feed.bozo_exception})")
    links = (
        Link(  # dict.get: for a missing date feedparser itself returns another one, with a warning
            _joined(url, entry.get("link") or ""),
            title=_words(entry.get("title")),
            author=_words(entry.get("author")) or None,
            published=entry.get("published"),
            updated=dict.get(entry, "updated") or entry.get("published"),
        )
        for entry in feed.entries[:MOST_LINKS]
        if entry.get("link")
    )
    return _listing(links, feed.entries)


def _json_feed(body: bytes, url: str) -> Listing:
    try:
        items = json.loads(body)["items"]
        return _listing((_item(item, url) for item in items[:MOST_LINKS] if isinstance(item.get("url"), str)), items)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LoadError(f"it is a JSON Feed that cannot be read ({error})") from error


def _item(item: dict[str, Any], url: str) -> Link:
    names = [one.get("name") for one in item.get("authors") or () if isinstance(one, dict)]
    values = {
        name: value for name in ("title", "date_published", "date_modified") if isinstance(value := item.get(name), str)
    }
    return Link(
        _joined(url, item["url"]),
        title=_words(values.get("title")),
        author="; ".join(name for name in names if isinstance(name, str)) or None,
        published=values.get("date_published"),
        updated=values.get("date_modified") or values.get("date_published"),
    )


def _sitemap(body: bytes, url: str) -> Listing:
    parser = lxml.etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = lxml.etree.fromstring(body, parser=parser)
    except lxml.etree.XMLSyntaxError as error:
        if error.code == lxml.etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise LoadError(f"it is a sitemap that cannot be read ({error})") from error
    places = [
        (_joined(url, loc), changed)
        for entry in root
        if (loc := _child(entry, "loc"))
        for changed in [_child(entry, "lastmod")]
    ]
    if root.tag.endswith("sitemapindex"):
        return Listing((), tuple(loc for loc, _ in places[:MOST_LINKS]), _beyond(places))
    links = tuple(Link(loc, updated=changed or None) for loc, changed in places[:MOST_LINKS])
    return Listing(links, left_out=_beyond(places))


def _listing(links: Iterable[Link], entries: Sized) -> Listing:
    """Return what the entries of a feed lead to; those that have an address are ``links``."""
    kept = tuple(links)
    return Listing(kept, left_out=_beyond(entries), without_address=min(len(entries), MOST_LINKS) - len(kept))


def _beyond(entries: Sized) -> int:
    """Return how many entries of a list are left out."""
    return max(0, len(entries) - MOST_LINKS)


def _child(entry: Any, name: str) -> str:
    return next(
        ((one.text or "").strip() for one in entry if isinstance(one.tag, str) and one.tag.endswith(f"}}{name}")), ""
    )


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # no address: it is refused when it is to be fetched
        return link
