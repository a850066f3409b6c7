"""Corpus: one folder of articles that can be added to, changed and searched. The facade over the other folders.

Owns what is open together and closed together. Knows nothing of questions and answers.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from index import article_conversion
from index.catalogue.rows import ArticleSummary, Entry
from index.changes import Changes
from index.encoders.base import Encoder
from index.errors import CorpusDamaged
from index.folder import opening
from index.ingest.batches import OnOutcome, Outcome
from index.limits import DEFAULT, Limits
from index.maintenance import checkpoint, repair, whole_folder
from index.maintenance.background import BackgroundRebuild
from index.maintenance.verify import Report, verify
from index.records import Article, Filters, moment
from index.vectors.dense_search import DenseLeg
from index.view import Memories, View


class Corpus:
    """An open corpus folder. Make one with ``Corpus.open``; use it as a context manager.

    Searches may run in several threads at once, also while articles are added; changes queue. ``notices`` says what a
    person should know of how it was opened."""

    def __init__(self, opened: opening.Opened, encoder: Encoder | None) -> None:
        """Take over an open folder. Use ``Corpus.open``."""
        self._opened = opened
        self._store = opened.store
        self._encoder, self._memories = encoder, Memories()
        self._dense: DenseLeg | None = None
        self._background: BackgroundRebuild | None = None
        self._closed = False
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.folder, self.notices, self.notes = opened.folder, opened.notices, opened.notes
        self.ingest_log, self.originals = opened.ingest_log, opened.originals
        if encoder is not None:
            opening.check_encoder(opened, encoder)
            with self._store.snapshot() as snapshot:
                self._dense = opening.load_vectors(opened, snapshot)
                self._background = BackgroundRebuild(opened, self._dense)
                self._background.caught_up(snapshot)
        self._changes = Changes(opened, encoder, self._background)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        encoder: Encoder | None = None,
        writable: bool = True,
        create: bool = False,
        limits: Limits = DEFAULT,
    ) -> Corpus:
        """Open the corpus in a folder; with ``create`` make it if it is not there (see ``Corpus.create``).

        Without an encoder everything but ``View.dense`` and ``add`` works. Raises CorpusMissing, CorpusLocked,
        CorpusDamaged, FormatMismatch: each says what to do."""
        if create and writable:
            return cls.create(path, encoder=encoder, limits=limits)
        return cls._taking(opening.open_folder(Path(path), writable=writable, limits=limits), encoder)

    @classmethod
    def create(
        cls, path: str | Path, *, encoder: Encoder | None, recipe: str | None = None, limits: Limits = DEFAULT
    ) -> Corpus:
        """Open the corpus in a folder, and make it if it is not there, with vectors by ``recipe`` (see
        ``index.ingest.passages``; else the encoder's own). Raises what ``open`` raises."""
        description = opening.describe(encoder, recipe)
        opened = opening.open_folder(Path(path), writable=True, create=description, limits=limits)
        return cls._taking(opened, encoder)

    @classmethod
    def temporary(cls, articles: Iterable[Article] = (), *, encoder: Encoder) -> Corpus:
        """Make a corpus in a temporary folder that goes when it is closed, for tests. Raises what ``add`` raises."""
        folder = tempfile.TemporaryDirectory(prefix="grounded-qa-")
        with ExitStack() as opened:
            opened.callback(folder.cleanup)
            corpus = cls.create(folder.name, encoder=encoder)
            corpus._temporary = folder
            opened.callback(corpus.close)
            corpus.add(articles)
            opened.pop_all()
        return corpus

    @classmethod
    def from_texts(cls, texts: Iterable[str], *, encoder: Encoder) -> Corpus:
        """Make a temporary corpus of texts, an article each. Raises what ``add`` raises."""
        return cls.temporary(article_conversion.of_texts(texts), encoder=encoder)

    @classmethod
    def from_dataframe(cls, frame: article_conversion.Frame, *, encoder: Encoder) -> Corpus:
        """Make a temporary corpus of a data frame with a column ``text``, an article a row; see ``of_rows`` of
        ``index.article_conversion`` for the others. Raises what ``add`` raises."""
        return cls.temporary(article_conversion.of_dataframe(frame), encoder=encoder)

    @classmethod
    def open_to_repair(cls, path: str | Path, *, encoder: Encoder | None = None) -> Corpus:
        """Open a corpus that ``open`` refuses, without comparing catalogue and manifest. Call ``repair`` on it next."""
        return cls._taking(opening.open_folder(Path(path), writable=True, trust=True), encoder, repairing=True)

    @classmethod
    def _taking(cls, opened: opening.Opened, encoder: Encoder | None, *, repairing: bool = False) -> Corpus:
        try:
            try:
                return cls(opened, encoder)
            except CorpusDamaged:
                if encoder is None or not repairing:
                    raise
                repair.encode_damaged(opened, encoder)  # no index can be built of damaged vectors
                return cls(opened, encoder)
        except BaseException:
            opened.close()
            raise

    def add(
        self, articles: Iterable[Article], *, on_outcome: OnOutcome | None = None, stop: Event | None = None
    ) -> list[Outcome]:
        """Store articles: a new id is added, a known one with another content replaced, one with the same left alone;
        in batches, each durable before its outcomes are reported, until ``stop`` is set. Raises InvalidArticle at an
        article that cannot be stored, and CorpusFull when the disk is full. What was not reported is not stored."""
        return self._changes.add(articles, on_outcome, stop=stop)

    def put(self, entries: Sequence[Entry]) -> None:
        """Store articles that were divided and encoded elsewhere, by this corpus's encoder and recipe."""
        self._changes.put(entries)

    def compared(self, articles: Iterable[Article]) -> Iterator[Outcome]:
        """Say of each article what ``add`` would do with it; nothing is encoded or stored. Raises InvalidArticle."""
        return self._changes.compared(articles)

    def delete(self, article_ids: Sequence[str]) -> list[str]:
        """Remove articles and everything derived from them, and return their ids. Raises UnknownArticle naming the ids
        that are not there; nothing is then removed."""
        return self._changes.delete(article_ids)

    def write_when_free(self) -> None:
        """Allow changes of a corpus that was opened for reading as soon as the process that writes it has ended.

        Each change then tries to take the writer's lock, and raises CorpusLocked while that process still has it."""
        self._changes.when_free = True

    @contextmanager
    def view(self, *, as_of: str | None = None) -> Iterator[View]:
        """Look at one generation of the corpus for as long as the block runs, whatever is changed meanwhile.

        With ``as_of``, an ISO 8601 day or time, at the revisions that were known at its end. Raises InvalidFilter."""
        then = None if as_of is None else moment(Filters(as_of=as_of).as_of or as_of, is_end=True)
        self._opened.check_process()
        while True:
            with self._store.snapshot(as_of=then) as snapshot, self._memories.of(snapshot) as memory:
                version = None if self._background is None else self._background.caught_up(snapshot)
                # In between, a new index may have replaced the one for this snapshot: take a newer snapshot.
                if version is None or snapshot.state.generation >= version.floor:
                    yield View(snapshot, version, self._encoder, memory=memory)
                    return

    def articles(self, *, offset: int = 0, limit: int | None = None) -> list[ArticleSummary]:
        """List articles, without their text, in the order in which they were last stored."""
        with self.view() as view:
            return view.articles(offset=offset, limit=limit)

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticle."""
        with self.view() as view:
            return view.article(article_id)

    @property
    def generation(self) -> int:
        """The number of changes that the corpus has seen."""
        with self._store.snapshot() as snapshot:
            return snapshot.state.generation

    def stats(self) -> dict[str, Any]:
        """Say what the corpus holds: counts, generation, encoder, recipe, form of the index, bytes of each file."""
        return whole_folder.stats(self._opened, self._dense)

    def verify(self, *, sample: int = 32) -> Report:
        """Recompute every digest, count and index, and encode ``sample`` sentences again; change nothing."""
        with self._store.snapshot() as snapshot:
            return verify(self._opened, snapshot, encoder=self._encoder, sample=sample)

    def repair(self) -> Report:
        """Rebuild everything that is derived from the catalogue, and verify the outcome.

        Nothing is encoded but articles whose stored vectors are damaged, with a notice that names them."""
        with self._changes.turn():
            repair.rebuild(self._opened, self._leg(), encoder=self._encoder)
        self._memories = Memories()
        return self.verify()

    def checkpoint(self) -> None:
        """Save the vector index, so that the next opening need not rebuild it."""
        with self._changes.turn():
            checkpoint.save_vectors(self._opened, self._leg())

    def compact(self, *, superseded_before: str | None = None) -> int:
        """Rewrite the folder's files without the bytes of what was deleted.

        With ``superseded_before``, an ISO 8601 day or time, earlier revisions whose successor was known before it go
        too; returns how many these are. Raises InvalidFilter."""
        return self._changes.compact(superseded_before, self._leg)

    def __repr__(self) -> str:
        return f"Corpus({str(self.folder)!r})"

    def snapshot(self, path: str | Path) -> None:
        """Write a consistent copy to a new folder: a backup, or what a replica opens. Others may write meanwhile."""
        whole_folder.copy(self._opened, Path(path))

    def settle(self) -> None:
        """Wait for what goes on in the background: the vector index changing its form, or being saved."""
        if self._background is not None:
            self._background.settle()

    def close(self) -> None:
        """Save the vector index if that is worth it, and give the lock back. Calling again does nothing."""
        if self._closed or self._opened.process != os.getpid():  # a forked child leaves all to its parent
            return
        self._closed = True
        self.settle()
        try:
            if self._opened.lock is not None and self._dense is not None:
                checkpoint.save_on_closing(self._opened, self._dense)
        finally:
            self._opened.close()
            if self._temporary is not None:
                self._temporary.cleanup()

    def __enter__(self) -> Corpus:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _leg(self) -> DenseLeg:
        return self._dense or checkpoint.leg_of(self._opened)
