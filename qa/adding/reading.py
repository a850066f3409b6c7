"""A source -> what came of it: articles that can be stored, failures, or that nothing has changed.

Owns when a source counts as unchanged. Reads and fetches; stores nothing. Safe to use from several threads at once.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from index import Intake
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
#: A file that was changed this shortly before it was read may be changed again without getting another time of change
#: (seconds; FAT stores times in steps of two).
_RACY_SECONDS = 2.0

State = Literal["read", "unchanged", "failed before", "older", "gone"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants it done."""

    #: Fields of all articles (source, published), which win over what a file says.
    details: Mapping[str, str] = field(default_factory=dict)
    #: Leave out files and entries that were changed before, in seconds since 1970.
    since: float | None = None
    retry_failed: bool = False
    dry_run: bool = False
    most_chars: int = 2_000_000
    #: Whether the person at the machine is told why an address was not fetched.
    plainly: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a source. ``intake`` is what the ledger is to know of it once its articles are stored, None for
    nothing; ``outcomes`` are empty unless it was read."""

    name: str
    state: State
    intake: Intake | None = None
    outcomes: Iterable[Loaded] = ()


class Sight:
    """Reads sources, by what is known of earlier readings."""

    def __init__(
        self, wishes: Wishes, fetcher: Fetcher, *, known: Mapping[str, Intake], stored: AbstractSet[str]
    ) -> None:
        """Read by these wishes. ``known`` are the ledger's entries, ``stored`` the ids of all articles there are."""
        self._wishes, self._fetcher, self._known, self._stored = wishes, fetcher, known, stored

    def read(self, source: FileSource | PageSource | DataSource) -> Reading:
        """Read a source, or say that there is no need. What is wrong with it is among its outcomes."""
        if isinstance(source, FileSource):
            return self._file(source)
        if isinstance(source, PageSource):
            return self._page(source)
        loaded = self._loaded(source, source.key)
        return Reading(source.shown, "read", None, list(self._checked(loaded)))

    def _file(self, source: FileSource) -> Reading:
        try:
            status = source.path.stat()
            details = self._details(source.path)
            if self._wishes.since is not None and status.st_mtime < self._wishes.since:
                return Reading(source.shown, "older")
            before = self._before(source.place, details)
            intake = Intake(
                source.place, "in", read_at=time.time(), size=status.st_size, mtime_ns=status.st_mtime_ns, said=details
            )
            if (
                before is not None
                and (before.size, before.mtime_ns) == (intake.size, intake.mtime_ns)
                and _settled(before)
            ):
                return self._as_before(source.shown, before)
            if source.path.is_file():  # of anything else no digest can be made
                intake = replace(intake, digest=file_sha256(source.path))
            if before is not None and before.digest is not None and before.digest == intake.digest:
                return self._as_before(source.shown, before, touched=intake)
        except OSError as error:
            why = f"the file cannot be read ({error.strerror or error})"
            unread = Intake(source.place, "failed", read_at=time.time())
            return Reading(source.shown, "read", unread, [Loaded(source.shown, error=why)])
        outcomes = self._checked(outcomes_of(source.path, source.key, details=self._wishes.details))
        large = status.st_size > _READ_AHEAD_BYTES
        return Reading(source.shown, "read", intake, outcomes if large else list(outcomes))

    def _before(self, place: str, details: str) -> Intake | None:
        """Return the entry of an earlier reading that still counts."""
        before = self._known.get(place)
        if before is None or before.said != details or not self._stored >= frozenset(before.articles):
            return None
        return None if before.fate == "failed" and self._wishes.retry_failed else before

    def _as_before(self, name: str, before: Intake, *, touched: Intake | None = None) -> Reading:
        if touched is not None:
            before = replace(touched, fate=before.fate, articles=before.articles, reason=before.reason)
        return Reading(name, "unchanged" if before.fate == "in" else "failed before", before)

    def _details(self, path: Path | None = None) -> str:
        """Write down what is said of a source, so that it is read again when that changes."""
        details: dict[str, str] = dict(self._wishes.details)
        if path is not None and (metadata := metadata_path(path)).is_file():
            details["beside"] = file_sha256(metadata)
        return json.dumps(details, sort_keys=True) if details else ""

    def _page(self, source: PageSource) -> Reading:
        link, details = source.link, self._details()
        changed = moment(link.updated)
        if self._wishes.since is not None and changed is not None and changed < self._wishes.since:
            return Reading(source.shown, "older")
        before = self._before(source.place, details)
        if before is not None and before.digest and before.version is not None and before.version == link.updated:
            return self._as_before(source.shown, before)
        sent = before if before is not None and before.fate == "in" else None
        intake = Intake(source.place, "in", read_at=time.time(), said=details, version=link.updated)
        try:
            fetched = source.fetched or self._fetcher.get(link.url, **conditions(sent))
        except FetchError as error:
            why = f"{error} ({error.why})" if self._wishes.plainly and error.why else str(error)
            state: State = "gone" if isinstance(error, FetchGone) else "read"
            return Reading(source.shown, state, intake, [Loaded(source.shown, error=why)])
        intake = replace(intake, etag=fetched.etag, modified=fetched.modified)
        if fetched.body is not None:
            intake = replace(intake, digest=hashlib.sha256(fetched.body).hexdigest())
        if before is not None and (fetched.body is None or before.digest == intake.digest):
            return self._as_before(source.shown, before, touched=replace(intake, digest=before.digest))
        return Reading(source.shown, "read", intake, list(self._checked(self._of_page(source, fetched))))

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
                yield finished(whole, source.shown, key=key, details=self._wishes.details)
        except LoadError as error:
            yield Loaded(source.shown, error=str(error))

    def _checked(self, outcomes: Iterable[Loaded]) -> Iterator[Loaded]:
        for loaded in outcomes:
            try:
                for article in loaded.articles:
                    check_storable(article, most_chars=self._wishes.most_chars)
            except InvalidArticle as error:
                yield Loaded(loaded.path, error=str(error))
            else:
                yield loaded


def read_ahead(sources: Iterable[Source | Loaded], sight: Sight) -> Iterator[Reading | Loaded | ListSource]:
    """Read sources, some ahead of their turn and several at once, and yield what came of each in their order."""
    waiting: deque[Future[Reading] | Loaded | ListSource] = deque()
    coming = iter(sources)
    pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="reading")
    try:
        while True:
            for source in islice(coming, max(0, _AHEAD - len(waiting))):
                if isinstance(source, FileSource | PageSource | DataSource):
                    waiting.append(pool.submit(sight.read, source))
                else:
                    waiting.append(source)
            if not waiting:
                return
            first = waiting.popleft()
            yield first.result() if isinstance(first, Future) else first
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _settled(before: Intake) -> bool:
    """Tell whether a file's time of change can be trusted: a file changed just before it was read may have been
    changed again since, in the same tick of the clock."""
    return before.mtime_ns is not None and before.read_at - before.mtime_ns / 1e9 > _RACY_SECONDS
