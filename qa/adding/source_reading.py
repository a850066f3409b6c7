"""A source -> its result: articles that can be stored, failures, or that nothing has changed.

Decides when a source counts as unchanged. Reads and fetches; stores nothing. Safe to use from several threads at once.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from index import IngestEntry
from index.durable import file_sha256
from index.errors import FetchError, FetchGone, InvalidArticle, LoadError
from index.fetching import Fetched, Fetcher
from index.loaders import Draft, Loaded, finished, load_stream, metadata_path, outcomes_of, same_site
from qa.adding.sources import DataSource, FileSource, ListSource, PageSource, Source, conditions, moment
from qa.limits import check_storable

#: A file with more bytes is read when its turn comes, article by article: it may hold many.
_READ_AHEAD_BYTES = 4_000_000
#: Sources that are read before their turn: more than a batch of the encoder takes.
_AHEAD = 64
_MOST_THREADS = 4
#: How often somebody who waits for a slow page looks whether to stop.
_STOP_SECONDS = 0.2
#: A file that was changed this shortly before it was read may be changed again without getting another time of change
#: (seconds; FAT stores times in steps of two).
_RACY_SECONDS = 2.0

State = Literal["read", "unchanged", "failed before", "older", "gone"]


@dataclass(frozen=True, slots=True)
class AddOptions:
    """The options of adding."""

    #: Fields of all articles (source, published), which win over what a file says.
    details: Mapping[str, str] = field(default_factory=dict)
    #: Leave out files and entries that were changed before, in seconds since 1970.
    since: float | None = None
    retry_failed: bool = False
    dry_run: bool = False
    most_chars: int = 2_000_000
    #: Whether a failure says why an address was not fetched: only to whoever is at this machine.
    explain_fetch_errors: bool = False


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The result of a source. ``entry`` is written to the ingest log once its articles are stored, None for nothing;
    ``outcomes`` are empty unless it was read."""

    name: str
    state: State
    entry: IngestEntry | None = None
    outcomes: Iterable[Loaded] = ()


class SourceReader:
    """Reads sources that are new or have changed since the ingest log's entry."""

    def __init__(
        self, options: AddOptions, fetcher: Fetcher, *, known: Mapping[str, IngestEntry], stored: AbstractSet[str]
    ) -> None:
        """Read by these options. ``known`` are the ingest log's entries, ``stored`` the ids of all articles there
        are."""
        self._options, self._fetcher, self._known, self._stored = options, fetcher, known, stored

    def read(self, source: FileSource | PageSource | DataSource) -> SourceResult:
        """Read a source, unless it is unchanged. What is wrong with it is among its outcomes."""
        if isinstance(source, FileSource):
            return self._file(source)
        if isinstance(source, PageSource):
            return self._page(source)
        loaded = self._loaded(source, source.key)
        return SourceResult(source.shown, "read", None, list(self._checked(loaded)))

    def _file(self, source: FileSource) -> SourceResult:
        try:
            status = source.path.stat()
            details = self._details(source.path)
            if self._options.since is not None and status.st_mtime < self._options.since:
                return SourceResult(source.shown, "older")
            before = self._before(source.place, details)
            entry = IngestEntry(
                source.place, "in", read_at=time.time(), size=status.st_size, mtime_ns=status.st_mtime_ns, said=details
            )
            if (
                before is not None
                and (before.size, before.mtime_ns) == (entry.size, entry.mtime_ns)
                and _settled(before)
            ):
                return self._as_before(source.shown, before)
            if source.path.is_file():  # of anything else no digest can be made
                entry = replace(entry, digest=file_sha256(source.path))
            if before is not None and before.digest is not None and before.digest == entry.digest:
                return self._as_before(source.shown, before, touched=entry)
        except OSError as error:
            why = f"the file cannot be read ({error.strerror or error})"
            unread = IngestEntry(source.place, "failed", read_at=time.time())
            return SourceResult(source.shown, "read", unread, [Loaded(source.shown, error=why)])
        outcomes = self._checked(outcomes_of(source.path, source.key, details=self._options.details))
        large = status.st_size > _READ_AHEAD_BYTES
        return SourceResult(source.shown, "read", entry, outcomes if large else list(outcomes))

    def _before(self, place: str, details: str) -> IngestEntry | None:
        """Return the entry of an earlier reading that still counts."""
        before = self._known.get(place)
        if before is None or before.said != details or not self._stored >= frozenset(before.articles):
            return None
        return None if before.fate == "failed" and self._options.retry_failed else before

    def _as_before(self, name: str, before: IngestEntry, *, touched: IngestEntry | None = None) -> SourceResult:
        if touched is not None:
            before = replace(touched, fate=before.fate, articles=before.articles, reason=before.reason)
        return SourceResult(name, "unchanged" if before.fate == "in" else "failed before", before)

    def _details(self, path: Path | None = None) -> str:
        """Return the fields that a person gave for a source, as text: it is read again when they change."""
        details: dict[str, str] = dict(self._options.details)
        if path is not None and (metadata := metadata_path(path)).is_file():
            details["beside"] = file_sha256(metadata)
        return json.dumps(details, sort_keys=True) if details else ""

    def _page(self, source: PageSource) -> SourceResult:
        link, details = source.link, self._details()
        changed = moment(link.updated)
        if self._options.since is not None and changed is not None and changed < self._options.since:
            return SourceResult(source.shown, "older")
        before = self._before(source.place, details)
        if before is not None and before.digest and before.version is not None and before.version == link.updated:
            return self._as_before(source.shown, before)
        sent = before if before is not None and before.fate == "in" else None
        entry = IngestEntry(
            source.place,
            "in",
            read_at=time.time(),
            said=details,
            version=link.updated or (None if before is None else before.version),
            url=link.url,
            listed=source.listed or (None if before is None else before.listed),
        )
        try:
            fetched = source.fetched or self._fetcher.get(
                link.url, **conditions(sent), from_open_web=source.from_open_web
            )
        except FetchError as error:
            why = f"{error} ({error.why})" if self._options.explain_fetch_errors and error.why else str(error)
            state: State = "gone" if isinstance(error, FetchGone) else "read"
            return SourceResult(source.shown, state, entry, [Loaded(source.shown, error=why)])
        entry = replace(entry, etag=fetched.etag, modified=fetched.modified)
        if fetched.body is not None:
            entry = replace(entry, digest=hashlib.sha256(fetched.body).hexdigest())
        if before is not None and (fetched.body is None or before.digest == entry.digest):
            return self._as_before(source.shown, before, touched=replace(entry, digest=before.digest))
        return SourceResult(source.shown, "read", entry, list(self._checked(self._of_page(source, fetched))))

    def _of_page(self, source: PageSource, fetched: Fetched) -> Iterator[Loaded]:
        name = PurePosixPath(urlsplit(fetched.url).path).name or "page.html"
        data = DataSource(fetched.body or b"", name, fetched.media_type, fetched.charset)
        link = source.link

        def completed(draft: Draft) -> Draft:
            # The address that a page gives as its own is accepted only when it is of the same site.
            own = draft.url if draft.url and same_site(draft.url, fetched.url) else fetched.url
            return replace(
                draft,
                url=own,
                title=draft.title or link.title,
                author=draft.author or link.author,
                published=draft.published or link.published,
            )

        for loaded in self._loaded(data, None, complete=completed):
            yield replace(loaded, path=source.shown)

    def _loaded(self, source: DataSource, key: str | None, *, complete: object = None) -> Iterator[Loaded]:
        try:
            drafts = load_stream(
                io.BytesIO(source.data), name=source.name, media_type=source.media_type or None, charset=source.charset
            )
            for draft in drafts:
                whole = complete(draft) if callable(complete) and isinstance(draft, Draft) else draft
                yield finished(whole, source.shown, key=key, details=self._options.details)
        except LoadError as error:
            yield Loaded(source.shown, error=str(error))

    def _checked(self, outcomes: Iterable[Loaded]) -> Iterator[Loaded]:
        for loaded in outcomes:
            try:
                for article in loaded.articles:
                    check_storable(article, most_chars=self._options.most_chars)
            except InvalidArticle as error:
                yield Loaded(loaded.path, error=str(error))
            else:
                yield loaded


def read_ahead(
    sources: Iterable[Source | Loaded], reader: SourceReader, *, stop: threading.Event
) -> Iterator[SourceResult | Loaded | ListSource]:
    """Read sources, several at once and ahead of their turn, and yield the results in their order.

    Once ``stop`` is set, nothing more is yielded or begun; what is being fetched then ends by itself."""
    waiting: deque[Future[SourceResult] | Loaded | ListSource] = deque()
    coming = iter(sources)
    pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="reading")
    try:
        while True:
            for source in islice(coming, max(0, _AHEAD - len(waiting))):
                if stop.is_set():
                    return
                if isinstance(source, FileSource | PageSource | DataSource):
                    waiting.append(pool.submit(reader.read, source))
                else:
                    waiting.append(source)
            if not waiting:
                return
            first = waiting.popleft()
            while isinstance(first, Future) and not first.done() and not stop.is_set():
                wait([first], timeout=_STOP_SECONDS)
            if stop.is_set():
                return
            yield first.result() if isinstance(first, Future) else first
    finally:
        pool.shutdown(wait=not stop.is_set(), cancel_futures=True)


def _settled(before: IngestEntry) -> bool:
    """Tell whether a file's time of change can be trusted: a file changed just before it was read may have been
    changed again since, in the same tick of the clock."""
    return before.mtime_ns is not None and before.read_at - before.mtime_ns / 1e9 > _RACY_SECONDS
