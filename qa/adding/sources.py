"""What is to be added, one source at a time: a file, a page, what standard input brings.

Owns the walk through folders, feeds and sitemaps. Knows nothing of what a source holds, nor of what went in before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from index import IngestEntry
from index.errors import LoadError
from index.fetching import Fetched, Fetcher, Link, Listing, listing_of
from index.loaders import Loaded, identity, key_of, path_text, shown_path, walk

#: The version of an ingest log's entry that is of a list, not of a page.
LIST = "list"
#: How deep sitemaps may list sitemaps: the protocol has one level.
_DEEPEST = 2
#: Most lists behind one address. Each may list thousands more, and who keeps the site may be hostile.
MOST_LISTS = 1_000
#: Most pages behind one address, in all its lists together: as many as one sitemap may list by the protocol. Four at a
#: time, each as slow and as large as a page may be, they take three days and 500 GB of traffic.
MOST_PAGES = 50_000
_LISTS_THEMSELVES = "the rest was left out: add the lists that it leads to by themselves"


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, and by what name the identifiers of its articles are made."""

    path: Path
    key: str

    @property
    def place(self) -> str:
        """How the ingest log calls it."""
        return path_text(self.path.absolute())

    @property
    def shown(self) -> str:
        """How people are shown it."""
        return shown_path(self.path)


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page, and what the list that led to it says of it; ``fetched`` where that was needed to know that it is one;
    ``from_open_web`` where that list was there; ``listed``: the place of that list, or of the one that led to it."""

    link: Link
    fetched: Fetched | None = None
    from_open_web: bool = False
    listed: str | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        """How the ingest log calls it: the same for all addresses of a page."""
        return identity(self.link.url)

    @property
    def shown(self) -> str:
        """How people are shown it."""
        return self.link.url


@dataclass(frozen=True, slots=True)
class DataSource:
    """Bytes that came without a place that could be looked at again; ``media_type`` "" where only the name tells."""

    data: bytes
    name: str
    media_type: str = ""
    charset: str | None = None
    #: By what name the identifiers of its articles are made, None for by what they say.
    key: str | None = None

    @property
    def shown(self) -> str:
        """How people are shown it."""
        return self.name


@dataclass(frozen=True, slots=True)
class ListSource:
    """A feed or sitemap that was read, or had not changed (``entry`` is None then); whether it is on the open web."""

    url: str
    links: int
    entry: IngestEntry | None
    is_open: bool


Source = FileSource | PageSource | DataSource | ListSource


def is_address(target: str) -> bool:
    """Tell whether a target is an address and not a path."""
    return target[:8].lower().startswith(("http://", "https://"))


def files_below(path: Path) -> Iterator[FileSource | Loaded]:
    """Yield the files below a path, and the result of what is no file."""
    for file, root in walk(path):
        yield file if isinstance(file, Loaded) else FileSource(file, key_of(file, root))


def behind(
    url: str, fetcher: Fetcher, *, known: Mapping[str, IngestEntry], afresh: bool = False
) -> Iterator[Source | Loaded]:
    """Yield the page at an address, or every page that the feed or sitemap there leads to.

    ``known`` are the ingest log's entries, by which a list that has not changed is not read again, unless ``afresh``.
    Each list is read once, and each page is yielded once; at most ``MOST_LISTS`` and ``MOST_PAGES`` are, and what is
    left out is told."""
    waiting = deque([(url, 0, False)])
    lists = {identity(url)}
    seen: set[str] = set()
    while waiting:
        at, depth, from_open_web = waiting.popleft()
        there = _at(PageSource(Link(at), from_open_web=from_open_web), fetcher, known=known, afresh=afresh)
        if not isinstance(there, _List):
            yield there
            continue
        room = MOST_PAGES - len(seen)
        new = _unseen(there.listing.links, seen)
        yield from (PageSource(link, from_open_web=there.is_open, listed=identity(url)) for link in new[:room])
        if len(new) > room:
            yield Loaded(at, error=f"more than {MOST_PAGES:,} pages stand behind {url[:200]}; {_LISTS_THEMSELVES}")
            return
        for further in there.listing.lists if depth < _DEEPEST else ():
            if identity(further) in lists:
                continue
            if len(lists) == MOST_LISTS:
                yield Loaded(
                    further, error=f"more than {MOST_LISTS:,} lists stand behind {url[:200]}; add it by itself"
                )
                break
            lists.add(identity(further))
            waiting.append((further, depth + 1, there.is_open))
        if there.listing.without_address:
            reason = f"{there.listing.without_address:,} of its entries have no address; save it, and add the file"
            yield Loaded(at, skipped=reason)
        if there.listing.left_out:
            yield Loaded(at, error=f"it lists too much: the last {there.listing.left_out:,} were left out")
        yield ListSource(at, len(new), there.entry, there.is_open)


def _unseen(links: Iterable[Link], seen: set[str]) -> list[Link]:
    """Return the first link to each page that is not in ``seen``, and put the page there."""
    new = []
    for link in links:
        if (page := identity(link.url)) not in seen:
            seen.add(page)
            new.append(link)
    return new


@dataclass(frozen=True, slots=True)
class _List:
    """A feed or sitemap that was read, what the ingest log is to remember of it, and whether it was on the open web."""

    listing: Listing
    entry: IngestEntry
    is_open: bool


def _at(
    page: PageSource, fetcher: Fetcher, *, known: Mapping[str, IngestEntry], afresh: bool
) -> PageSource | ListSource | _List:
    """Fetch what may be a page, unless it is known to be one, and tell whether it is one or a list."""
    at, before = page.link.url, known.get(page.place)
    if before is not None and before.version != LIST and before.fate == "in":
        return page  # it is asked for only if it has changed
    try:
        sent = conditions(before if not afresh else None)
        fetched = fetcher.get(at, **sent, from_open_web=page.from_open_web)
        if fetched.body is None:
            return ListSource(at, 0, None, fetched.is_open)
        listing = listing_of(fetched.body, fetched.url)
    except LoadError:
        return page  # whose reading says what is wrong, and is remembered
    if listing is None:
        return replace(page, fetched=fetched)
    entry = IngestEntry(page.place, "in", version=LIST, etag=fetched.etag, modified=fetched.modified)
    return _List(listing, entry, fetched.is_open)


def conditions(before: IngestEntry | None) -> dict[str, str | None]:
    """Return what to send so that a page comes only if it is another than before."""
    return {} if before is None else {"etag": before.etag, "modified": before.modified}


def moment(text: str | None) -> float | None:
    """Return seconds since 1970 of a date as feeds (RFC 822) and sitemaps (ISO 8601) write it, None for any other."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read((text or "").strip())
        except (ValueError, TypeError):
            continue
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return None
