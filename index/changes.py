"""Changes of an open corpus: articles are added, replaced and deleted, one change after the other.

Owns the queue, and the order that makes a change durable before it is acknowledged: the catalogue commits, the manifest
records the generation, only then is the outcome reported. Articles are encoded before their change enters the queue, so
that a long article does not block others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from index.catalogue.rows import Entry, Stored
from index.encoders.base import Encoder
from index.errors import CorpusFull, CorpusReadOnly, CorpusUnwritable, EncoderError, UnknownArticle
from index.folder.opening import Opened
from index.ingest.batches import OnOutcome, Outcome, Prepared, Stopped, compared_with_stored, encoded, prepared
from index.ingest.passages import recipe_named
from index.maintenance import checkpoint, whole_folder
from index.maintenance.background import BackgroundRebuild
from index.records import Article, OutlinedArticle, check_date, moment
from index.vectors.dense_search import DenseLeg


class Changes:
    """Changes one open corpus. Safe to use from several threads at once."""

    def __init__(self, opened: Opened, encoder: Encoder | None, background: BackgroundRebuild | None) -> None:
        """Change an open folder, whose vector index ``background`` brings forward."""
        self._opened, self._encoder, self._background = opened, encoder, background
        self._recipe = recipe_named(opened.store.description.recipe)
        self._mutex = threading.RLock()
        #: Whether a change takes the folder's lock, if the lock is free at that time.
        self.when_free = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold back all other changes for as long as the block runs. Raises CorpusReadOnly."""
        self._check_writable()
        with self._mutex:
            self._opened.store.wait_for_room()
            yield

    def add(
        self,
        articles: Iterable[Article],
        on_outcome: OnOutcome | None,
        *,
        stop: threading.Event | None = None,
    ) -> list[Outcome]:
        """Store articles. See ``Corpus.add``."""
        if self._encoder is None:
            raise EncoderError("the corpus was opened without an encoder; open it with one to add articles")
        self._check_writable()
        outcomes: list[Outcome] = []
        for batch in prepared(articles, most=self._opened.limits.batch_sentences):
            try:
                stored = self._store(batch, self._encoder, stop)
            except Stopped:
                break
            for outcome in stored:
                outcomes.append(outcome)
                if on_outcome is not None:
                    on_outcome(outcome)
        return outcomes

    def put(self, entries: Sequence[Entry]) -> None:
        """Store entries. See ``Corpus.put``."""
        with self.turn():
            self._put(entries)

    def compared(self, articles: Iterable[Article]) -> Iterator[Outcome]:
        """Report what would happen to articles. See ``Corpus.compared``."""
        for batch in prepared(articles, most=self._opened.limits.batch_sentences):
            yield from self._compared(batch)[1]

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles. See ``Corpus.delete``."""
        if isinstance(article_ids, str):  # it would be taken for the list of its letters
            raise UnknownArticle(f"one id stands where several are expected; write [{article_ids!r}]")
        ids = list(dict.fromkeys(article_ids))
        with self.turn():
            with self._opened.store.snapshot() as snapshot:
                if unknown := snapshot.unknown(ids):
                    raise UnknownArticle(f"no article has the id {', '.join(map(repr, unknown))}; nothing was deleted")
            if ids:
                try:
                    self._remove(ids)
                except CorpusFull:
                    if not self._opened.reserve.spend():
                        raise
                    self._remove(ids)
                self._opened.reserve.keep()
        return ids

    def compact(self, superseded_before: str | None, leg: Callable[[], DenseLeg]) -> int:
        """Forget earlier revisions, and rewrite the files. See ``Corpus.compact``."""
        forgotten = 0
        check_date("superseded_before", superseded_before)
        before = None if superseded_before is None else moment(superseded_before)
        with self.turn():
            if before is not None:
                with self._opened.store.change() as change:
                    forgotten = change.forget_superseded(before)
                checkpoint.acknowledge(self._opened)
            whole_folder.compact(self._opened, leg())
        return forgotten

    def _remove(self, ids: Sequence[str]) -> None:
        self._opened.ingest_log.forget_articles(ids)
        self._opened.originals.remove(
            ids
        )  # first, so that deleted articles leave no trace even if the process stops here
        with self._opened.notes.without(ids), self._opened.store.change() as change:
            change.remove(ids)
        checkpoint.acknowledge(self._opened)

    def _check_writable(self) -> None:
        self._opened.check_process()
        self._opened.store.check_open()
        if self._opened.lock is None and self.when_free:
            with self._mutex:
                if self._opened.lock is None:
                    with suppress(CorpusUnwritable):  # then the corpus is read-only, which is reported below
                        self._opened.lock_when_free()
        if self._opened.lock is None:
            raise CorpusReadOnly(f"{self._opened.folder} was opened for reading; open it for writing to change it")

    def _store(self, batch: list[Prepared], encoder: Encoder, stop: threading.Event | None) -> list[Outcome]:
        """Encode what is new in a batch, during which others may change the corpus, and then store it. Raises
        Stopped."""
        vectors: dict[str, Stored] = {}
        while True:
            changed, outcomes = self._compared(batch)
            if not changed:
                self._keep_originals(item.article for item in batch)
                return outcomes
            missing = [item for item in changed if item.article.id not in vectors]
            most = self._opened.limits.batch_sentences
            entries = encoded(missing, encoder, recipe=self._recipe, most=most, stop=stop)
            vectors.update((entry.article.id, entry.vectors) for entry in entries)
            with self.turn():
                changed, outcomes = self._compared(batch)
                if all(
                    item.article.id in vectors for item in changed
                ):  # otherwise one was deleted or replaced meanwhile
                    self._put([Entry(item.article, item.spans, vectors[item.article.id]) for item in changed])
                    self._keep_originals(item.article for item in batch)
                    return outcomes

    def _keep_originals(self, articles: Iterable[Article]) -> None:
        """Keep the files of stored articles; an article whose file cannot be kept is shown as text, and the change goes
        on."""
        originals = self._opened.originals
        files = [(one, one.original) for one in articles if isinstance(one, OutlinedArticle)]
        wanted = [(one, original) for one, original in files if original and originals.wants(one, original)]
        if not wanted:
            return
        with self.turn(), self._opened.store.snapshot() as snapshot:
            for article, original in wanted:
                stored = snapshot.find_article(article.id)  # it may have been deleted or replaced meanwhile
                if stored is None or stored.content_sha256 != article.content_sha256:
                    continue
                try:
                    originals.keep(article, original)
                except CorpusFull as error:
                    self._opened.notices.append(f"article {article.id!r} is stored, but not its pages: {error}")

    def _compared(self, batch: list[Prepared]) -> tuple[list[Prepared], list[Outcome]]:
        with self._opened.store.snapshot() as snapshot:
            return compared_with_stored(batch, snapshot.find_article)

    def _put(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        store = self._opened.store
        with self._opened.notes.fitting(entry.article for entry in entries), store.change() as change:
            change.put(entries)
        replaced = [entry.article for entry in entries if entry.article.revision > 1]
        self._opened.originals.remove(
            (one.id for one in replaced), but=frozenset(one.content_sha256 for one in replaced)
        )
        checkpoint.acknowledge(self._opened)
        if self._background is not None:
            with store.snapshot() as snapshot:
                self._background.caught_up(snapshot)
