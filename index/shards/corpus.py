"""ShardedCorpus: a divided corpus with the interface of Corpus, for reading. Owns the error of every method that would
change it, and how it is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

from index.catalogue.rows import Entry
from index.corpus import Corpus
from index.encoders.base import Encoder
from index.errors import CorpusReadOnly, EncoderMismatch, IndexingError, InvalidFilter
from index.folder.ingest_log import IngestLog
from index.folder.notes import Notes
from index.ingest.batches import OnOutcome
from index.maintenance.verify import Finding, Report
from index.records import Article
from index.shards import layout
from index.shards.fleet import LocalFleet, ShardGroup
from index.shards.view import ShardedView
from index.view import View

#: Seconds that a question waits for the slowest part.
BUDGET = 1.0


class ShardedCorpus(Corpus):
    """A corpus in parts. It is written once and never changed."""

    def __init__(self, folder: Path, fleet: ShardGroup, encoder: Encoder | None, *, budget: float = BUDGET) -> None:
        """Take over a fleet. Raises EncoderMismatch."""
        if encoder is not None:
            check_encoder(fleet.layout, encoder, folder=folder)
        self.folder, self.notices = folder, []
        self.notes, self.ingest_log = Notes(folder), IngestLog(folder)
        self._fleet, self._encoder, self._budget = fleet, encoder, budget
        self._closed = False

    @contextmanager
    def view(self, *, as_of: str | None = None) -> Iterator[View]:
        """Look at the corpus for as long as the block runs. Raises InvalidFilter for a moment of the past."""
        if as_of is not None:
            raise InvalidFilter(
                f"as_of is {as_of!r}, but a corpus in parts looks at no earlier day; leave as_of out, or ask "
                "the corpus that the parts were made of"
            )
        yield ShardedView(self._fleet, self._encoder, budget=self._budget)

    @property
    def generation(self) -> int:
        """It is never changed."""
        return 1

    def stats(self) -> dict[str, Any]:
        """Say what the corpus holds, as ``Corpus.stats`` does, and in how many parts."""
        made = self._fleet.layout
        return {
            "articles": sum(part.articles for part in made.parts),
            "sentences": sum(part.sentences for part in made.parts),
            "generation": self.generation,
            "encoder": made.encoder,
            "dimension": made.dimension,
            "recipe": made.recipe,
            "index": "parts",
            "parts": len(made.parts),
            "bytes": {f"{p.folder}/{name}": file.size for p in made.parts for name, file in p.files.items()},
        }

    def verify(self, *, sample: int = 32) -> Report:
        """Compare every byte of every part with its digest."""
        del sample
        findings = []
        for part in self._fleet.layout.parts:
            try:
                layout.check(self.folder, part, whole=True)
            except IndexingError as error:
                findings.append(Finding(part.folder, str(error)))
        held = self.stats()
        return Report(held["articles"], held["sentences"], findings=findings)

    def add(
        self, articles: Iterable[Article], *, on_outcome: OnOutcome | None = None, stop: Event | None = None
    ) -> NoReturn:
        """Raise CorpusReadOnly."""
        del articles, on_outcome, stop
        self._refuse()

    def compared(self, articles: Iterable[Article]) -> NoReturn:
        """Raise CorpusReadOnly."""
        del articles
        self._refuse()

    def delete(self, article_ids: Sequence[str]) -> NoReturn:
        """Raise CorpusReadOnly."""
        del article_ids
        self._refuse()

    def write_when_free(self) -> None:
        """Do nothing: it is never changed."""

    def repair(self) -> NoReturn:
        """Raise CorpusReadOnly."""
        self._refuse()

    def checkpoint(self) -> NoReturn:
        """Raise CorpusReadOnly."""
        self._refuse()

    def compact(self, *, superseded_before: str | None = None) -> NoReturn:
        """Raise CorpusReadOnly."""
        del superseded_before
        self._refuse()

    def put(self, entries: Sequence[Entry]) -> NoReturn:
        """Raise CorpusReadOnly."""
        del entries
        self._refuse()

    def snapshot(self, path: str | Path) -> NoReturn:
        """Raise CorpusReadOnly: it is a snapshot already."""
        raise CorpusReadOnly(f"{self.folder} is never changed; copy the folder to {path} as it is")

    def settle(self) -> None:
        """Do nothing: no work goes on in the background."""

    def close(self) -> None:
        """Close the parts. Calling again does nothing."""
        if not self._closed:
            self._closed = True
            self._fleet.close()

    def _refuse(self) -> NoReturn:
        raise CorpusReadOnly(f"{self.folder} is a corpus in parts, which is made as a whole; make it anew")


def check_encoder(made: layout.Layout, encoder: Encoder, *, folder: Path) -> None:
    """Raise EncoderMismatch where a divided corpus was made with another encoder."""
    if (encoder.digest, encoder.dimension) != (made.encoder_digest, made.dimension):
        raise EncoderMismatch(
            f"{folder} was built with the encoder {made.encoder} ({made.encoder_digest[:12]}), not {encoder.name} "
            f"({encoder.digest[:12]}); open it with that one, or make the snapshot again"
        )


def open_snapshot(folder: Path, *, encoder: Encoder | None = None) -> Corpus:
    """Open what may be read in a folder: a corpus, or one in parts, all of them in this process."""
    if layout.is_sharded(folder):
        return ShardedCorpus(folder, LocalFleet(folder), encoder)
    return Corpus.open(folder, encoder=encoder, writable=False)
