"""Adding sources to a corpus: read ahead of the encoder, store in batches, remember what went in.

Owns the order in which that is done, and what each source is reported as. Knows nothing of terminals or of HTTP.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

from index import IngestEntry, IngestStatus, Outcome
from index.fetching import Fetcher
from index.loaders import Loaded
from index.records import Article
from qa.adding.identities import apart, places_of
from qa.adding.source_reading import AddOptions, SourceReader, SourceResult, read_ahead
from qa.adding.sources import ListSource, Source
from qa.adding.target import Target

#: Entries and seconds after which the ingest log is written: what is not in it is read again after a crash, and no
#: more.
_LOG_ENTRIES, _LOG_SECONDS = 500, 2.0


@dataclass(frozen=True, slots=True)
class ResultLine:
    """The result of one source, or of one article of a source that holds several."""

    outcome: str
    path: str
    details: dict[str, Any] = field(default_factory=dict)
    #: Whether it is otherwise than when it was looked at before.
    is_new: bool = True


@dataclass(slots=True)
class _PendingSource:
    """A source of which some articles may not be stored yet."""

    entry: IngestEntry | None
    waiting: int = 1  # itself, until all of it has been read
    articles: list[str] = field(default_factory=list)
    #: The identifiers that its articles brought along.
    ids: set[str] = field(default_factory=set)
    reason: str = ""


class AddRun:
    """Adds sources to an open corpus. ``stop`` ends it: what is in by then is in, and the rest is not read."""

    def __init__(
        self,
        corpus: Target | None,
        options: AddOptions,
        *,
        fetcher: Fetcher,
        tell: Callable[[ResultLine], None],
        stop: threading.Event | None = None,
    ) -> None:
        """Call ``tell`` with the result of each source. Without a corpus, as in a dry run, all is new."""
        self._corpus, self.options, self._fetcher, self._tell = corpus, options, fetcher, tell
        self._stop = stop or threading.Event()
        #: The entries of the ingest log before, and now.
        self.known: dict[str, IngestEntry] = {} if corpus is None else corpus.ingest_log.entries()
        self.after = dict(self.known)
        self._stored = frozenset() if corpus is None else frozenset(one.id for one in corpus.articles())
        self._reader = SourceReader(options, fetcher, known=self.known, stored=self._stored)
        self._places = places_of(self.known.values())
        self._pending: dict[str, tuple[_PendingSource, Loaded]] = {}
        self._ids: dict[str, tuple[str, bool]] = {}
        self._entries: list[IngestEntry] = []
        self._lists: list[IngestEntry] = []
        self._written = time.monotonic()
        #: The places that were looked at, and those that are gone.
        self.seen: set[str] = set()
        self.gone: set[str] = set()
        self.counts: Counter[str] = Counter()

    def run(self, sources: Iterable[Source | Loaded]) -> None:
        """Add every source. Raises what ``Corpus.add`` raises; what was reported is then in all the same."""
        articles = self._articles(sources)
        try:
            if self.options.dry_run:
                self._try(articles)
            else:
                assert self._corpus is not None
                self._corpus.add(articles, on_outcome=self._stored_now, stop=self._stop)
            if not self._stop.is_set() and not self.counts["failed"]:
                # Only now, at the end: once a list is in the ingest log it is not read again until it changes.
                self._entries += self._lists
        finally:
            articles.close()
            self._write_log()

    def _try(self, articles: Iterator[Article]) -> None:
        if self._corpus is not None:
            for outcome in self._corpus.compared(articles):
                self._stored_now(outcome)
            return
        for article in articles:
            self._stored_now(Outcome(article.id, "added", 0))

    def _articles(self, sources: Iterable[Source | Loaded]) -> Generator[Article, None, None]:
        for one in read_ahead(sources, self._reader, stop=self._stop):
            if isinstance(one, Loaded) and one.articles:
                yield from self._of(SourceResult(one.path, "read", None, (one,)))
            elif isinstance(one, Loaded):
                self._report(one, None)
            elif isinstance(one, ListSource):
                self._list(one)
            else:
                yield from self._of(one)
            if self._stop.is_set():
                return

    def _of(self, result: SourceResult) -> Iterator[Article]:
        if result.entry is not None:
            self.seen.add(result.entry.place)
        if result.state == "gone" and result.entry is not None and self._went_in(result.entry.place):
            self.gone.add(result.entry.place)
            self.say("gone", result.name, reason="it is no longer there; `qa sync` removes its article")
            return
        if result.state not in ("read", "gone"):
            self._as_before(result)
            return
        pending = _PendingSource(result.entry)
        for loaded in map(self._with_own_id, result.outcomes, repeat(pending)):
            for article in loaded.articles:
                if self._stop.is_set():
                    return  # the source is not done: it is not remembered
                if (twin := self._twin(article, pending)) is not None:
                    self._report_twin(article, loaded, pending, twin=twin)
                    continue
                pending.waiting += 1
                pending.articles.append(article.id)
                self._pending[article.id] = (pending, loaded)
                yield article
            if not loaded.articles:
                self._report(loaded, pending)
        self._one_done(pending)

    def _with_own_id(self, loaded: Loaded, pending: _PendingSource) -> Loaded:
        """Return an outcome with another identifier where an article of the same file, or of another, has its."""
        taken = not pending.ids.isdisjoint(one.id for one in loaded.articles)
        loaded = loaded.with_spare_id() if loaded.spare and taken else loaded
        if loaded.spare and pending.entry is not None:
            before = self.known.get(pending.entry.place)
            inside = {one.id: self._ids[one.id][0] for one in loaded.articles if one.id in self._ids}
            loaded = apart(loaded, pending.entry, before=before, taken=inside, places=self._places)
        pending.ids.update(one.id for one in loaded.articles)
        return loaded

    def _twin(self, article: Article, pending: _PendingSource) -> str | None:
        """Return where another article of the same identifier came from, in this run or, of pages, before."""
        here = "" if pending.entry is None else pending.entry.place
        if article.id in self._ids:
            return self._ids[article.id][0]
        if here.startswith("https://"):
            for entry in self._places.get(article.id, ()):
                if entry.place != here and entry.place.startswith("https://") and entry.fate == "in":
                    return entry.place
        self._ids[article.id] = (here or article.id, article.url is not None)
        return None

    def _report_twin(self, article: Article, loaded: Loaded, pending: _PendingSource, *, twin: str) -> None:
        by_address = self._ids.get(article.id, (twin, True))[1] and article.url is not None
        if by_address:
            pending.articles.append(article.id)
            reason = f"it is the article {article.id}, under another address"
            self.say("alias", loaded.path, id=article.id, reason=reason)
            return
        reason = f"its id {article.id!r} is that of {self._ids[article.id][0]}; give one another id"
        self._report(Loaded(loaded.path, error=reason), pending)

    def _as_before(self, result: SourceResult) -> None:
        before = result.entry
        if before is None:
            self.say("older", result.name)
        elif result.state == "unchanged":
            one = {"id": before.articles[0]} if len(before.articles) == 1 else {"articles": len(before.articles)}
            for article_id in before.articles:
                self._ids.setdefault(article_id, (before.place, True))
            self.say("unchanged", result.name, **one)
            self._remember(before)
        else:
            reason = f"{before.reason} (as before; --retry-failed reads it again)"
            self.say("failed", result.name, is_new=False, reason=reason)

    def _list(self, one: ListSource) -> None:
        if one.entry is None:
            self.say("unchanged", one.url)
        else:
            self._lists.append(one.entry)

    def _report(self, loaded: Loaded, pending: _PendingSource | None) -> None:
        reason = loaded.error or loaded.skipped or ""
        if pending is not None and loaded.error:
            pending.reason = pending.reason or reason
        self.say("failed" if loaded.error else "skipped", loaded.path, reason=reason)

    def _stored_now(self, outcome: Outcome) -> None:
        pending, loaded = self._pending.pop(outcome.article_id)
        notices = [*loaded.notices, *outcome.notices]
        details: dict[str, Any] = {"notices": notices} if notices else {}
        if self._corpus is not None:  # a dry run splits nothing into sentences
            details["sentences"] = outcome.sentences
        self.say(outcome.status, loaded.path, id=outcome.article_id, **details)
        self._one_done(pending)

    def _one_done(self, pending: _PendingSource) -> None:
        pending.waiting -= 1
        if pending.waiting == 0 and pending.entry is not None and (pending.articles or pending.reason):
            if pending.reason:  # an article that it held before stays its article
                pending.articles += self._went_in(pending.entry.place)
            articles = tuple(dict.fromkeys(pending.articles))
            fate: IngestStatus = "failed" if pending.reason else "in"
            self._remember(replace(pending.entry, fate=fate, articles=articles, reason=pending.reason))

    def _went_in(self, place: str) -> tuple[str, ...]:
        before = self.known.get(place)
        return () if before is None else before.articles

    def _remember(self, entry: IngestEntry) -> None:
        self.after[entry.place] = entry
        if self.known.get(entry.place) == entry:
            return
        self._entries.append(entry)
        if len(self._entries) >= _LOG_ENTRIES or time.monotonic() - self._written > _LOG_SECONDS:
            self._write_log()

    def _write_log(self) -> None:
        entries, self._entries = self._entries, []
        self._written = time.monotonic()
        if self._corpus is not None and not self.options.dry_run:
            self._corpus.ingest_log.record(entries)

    def say(self, outcome: str, path: str, *, is_new: bool = True, **details: Any) -> None:
        """Count and report the result of a source."""
        self.counts[outcome] += 1
        self._tell(ResultLine(outcome, path, details, is_new))
