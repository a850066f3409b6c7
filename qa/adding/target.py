"""What articles are added to: a corpus that this process has open, or one that a server holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Event
from typing import Protocol

from index import ArticleSummary, IngestEntry, Outcome
from index.records import Article


class IngestRecords(Protocol):
    """An ingest log: that of a corpus here, or of one that a server holds; see ``index.folder.ingest_log``."""

    def entries(self) -> dict[str, IngestEntry]:
        """Return the entry of every place."""
        ...

    def record(self, entries: Iterable[IngestEntry], *, gone: Iterable[str] = ()) -> None:
        """Write entries, durably, and forget the places that are ``gone``."""
        ...

    def tidy(self) -> None:
        """Rewrite the file where most of its lines no longer count."""
        ...


class Target(Protocol):
    """The part of ``Corpus`` that adding and removing need."""

    @property
    def ingest_log(self) -> IngestRecords:
        """Which files and addresses were read."""
        ...

    def articles(self) -> list[ArticleSummary]:
        """List the articles, without their text."""
        ...

    def compared(self, articles: Iterable[Article]) -> Iterator[Outcome]:
        """Say of each article what ``add`` would do with it."""
        ...

    def add(
        self,
        articles: Iterable[Article],
        *,
        on_outcome: Callable[[Outcome], None] | None = None,
        stop: Event | None = None,
    ) -> list[Outcome]:
        """Store articles; what is reported is durable. Ends soon once ``stop`` is set."""
        ...

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles and everything derived from them, all or none."""
        ...
