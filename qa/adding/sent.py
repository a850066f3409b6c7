"""Which key sent what: articles that come over HTTP with a key are written down in the ingest log, before they are
stored.

So all that one key sent can be found and removed, when it turns out to have been in wrong hands. What was sent before
is the key's for as long as the corpus holds that text under that id: whoever replaces it makes it theirs. Knows nothing
of HTTP.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Event

from index import ArticleSummary, Corpus, IngestEntry, Outcome
from index.errors import UnknownArticle
from index.records import Article
from qa.adding.target import IngestRecords

# Articles are written down together, as each time waits for the disk; one that came this long before is not held up.
_TOGETHER, _SECONDS = 64, 1.0


class SentWith:
    """A corpus to which articles are added that were sent with a key; "" for none, of which nothing is written down."""

    def __init__(self, corpus: Corpus, key_id: str) -> None:
        self._corpus, self._key_id = corpus, key_id

    @property
    def ingest_log(self) -> IngestRecords:
        """See ``Corpus.ingest_log``."""
        return self._corpus.ingest_log

    def articles(self) -> list[ArticleSummary]:
        """See ``Corpus.articles``."""
        return self._corpus.articles()

    def compared(self, articles: Iterable[Article]) -> Iterator[Outcome]:
        """See ``Corpus.compared``."""
        return self._corpus.compared(articles)

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """See ``Corpus.delete``."""
        return self._corpus.delete(article_ids)

    def add(
        self,
        articles: Iterable[Article],
        *,
        on_outcome: Callable[[Outcome], None] | None = None,
        stop: Event | None = None,
    ) -> list[Outcome]:
        """Store articles as ``Corpus.add`` does, each written down before as sent with the key."""
        coming = self._written_down(articles) if self._key_id else articles
        return self._corpus.add(coming, on_outcome=on_outcome, stop=stop)

    def _written_down(self, articles: Iterable[Article]) -> Iterator[Article]:
        waiting: list[Article] = []
        since = time.monotonic()
        for article in articles:
            waiting.append(article)
            if len(waiting) >= _TOGETHER or time.monotonic() - since > _SECONDS:
                self._write_down(waiting)
                yield from waiting
                waiting, since = [], time.monotonic()
        self._write_down(waiting)
        yield from waiting

    def _write_down(self, articles: Sequence[Article]) -> None:
        outcomes = self._corpus.compared(articles)
        changed = [a for a, outcome in zip(articles, outcomes, strict=True) if outcome.status != "unchanged"]
        self._corpus.ingest_log.record(
            IngestEntry(
                f"key {self._key_id}: {article.id}",
                "in",
                time.time(),
                digest=article.content_sha256,
                articles=(article.id,),
                key=self._key_id,
            )
            for article in changed
        )


def sent_with(corpus: Corpus, *key_ids: str) -> Iterator[str]:
    """Yield the ids of the articles whose text, as it stands now, was sent with one of these keys. Raises
    CorpusDamaged."""
    by_article: dict[str, list[IngestEntry]] = {}
    for entry in corpus.ingest_log.entries().values():
        if entry.key:
            by_article.setdefault(entry.articles[0], []).append(entry)
    for article_id, entries in by_article.items():
        if any(entry.key in key_ids for entry in entries):
            now = _digest(corpus, article_id)
            own = [entry for entry in entries if entry.digest == now]
            if own and max(own, key=lambda entry: entry.read_at).key in key_ids:
                yield article_id


def _digest(corpus: Corpus, article_id: str) -> str | None:
    try:
        return corpus.article(article_id).content_sha256
    except UnknownArticle:
        return None
