"""Writing a divided corpus: each part a corpus folder of its own, and the manifest once all are there.

Owns the names of the parts, and that the first article of an id is the one that is stored.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from index.catalogue.rows import Entry, rows_digest
from index.corpus import Corpus
from index.durable.files import make_private_folder, sync_folder
from index.encoders.base import Encoder
from index.folder.lock import NAME as LOCK
from index.folder.reserve import NAME as RESERVE
from index.limits import DEFAULT
from index.records import Article
from index.shards import layout
from index.shards.layout import Layout, Part

#: Files that only the process that changes a folder needs.
NOT_KEPT = (LOCK, RESERVE, "catalogue.sqlite-wal", "catalogue.sqlite-shm")


def part_folder(folder: Path, place: int) -> Path:
    """Return the folder of the part at a place."""
    return folder / f"part-{place:03}"


def write_part(folder: Path, place: int, *, articles: Iterable[Article], encoder: Encoder, recipe: str | None) -> Part:
    """Write one part from articles, which are encoded here. Raises what ``Corpus.add`` raises."""
    with _begun(folder, place, encoder, recipe) as corpus:
        corpus.add(articles)
    return finished_part(folder, place)


def write_encoded_part(
    folder: Path, place: int, *, entries: Iterable[Entry], encoder: Encoder, recipe: str
) -> tuple[Part, list[str]]:
    """Write one part from articles that were encoded elsewhere; whatever was there under its name is made anew.

    Returns the part, and the ids of articles that were left out since another article before had the id."""
    stored: dict[str, str] = {}
    twice: list[str] = []

    def first_only() -> Iterator[Entry]:
        for entry in entries:
            name, digest = entry.article.id, _digest(entry)
            if name not in stored:
                stored[name] = digest
                yield entry
            elif stored[name] != digest:
                twice.append(name)

    with _begun(folder, place, encoder, recipe) as corpus:
        for batch in _batches(first_only()):
            corpus.put(batch)
    return finished_part(folder, place), twice


def _digest(entry: Entry) -> str:
    """Digest all that an article says, and where it was divided: equal for one that comes a second time unchanged."""
    return rows_digest(entry.article, 0, spans=[astuple(span) for span in entry.spans])


def finished_part(folder: Path, place: int) -> Part:
    """Describe a part that was closed, leaving in its folder only what readers need."""
    part = part_folder(folder, place)
    with Corpus.open(part, writable=False) as corpus, corpus.view() as view:
        counts = (view.article_count, view.sentence_count, view.last_number)
    for name in NOT_KEPT:
        (part / name).unlink(missing_ok=True)
    return layout.described(folder, part, counts=counts)


def finish(folder: Path, parts: Sequence[Part], *, encoder: Encoder, recipe: str) -> Layout:
    """Publish the manifest of parts that are all there: from then on the folder is a corpus."""
    whole = Layout(uuid.uuid4().hex, encoder.name, encoder.digest, encoder.dimension, recipe, tuple(parts))
    layout.write(folder, whole)
    sync_folder(folder)
    return whole


def _begun(folder: Path, place: int, encoder: Encoder, recipe: str | None) -> Corpus:
    part = part_folder(folder, place)
    shutil.rmtree(part, ignore_errors=True)
    make_private_folder(folder)
    return Corpus.create(part, encoder=encoder, recipe=recipe)


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    sentences = 0
    for entry in entries:
        batch.append(entry)
        sentences += len(entry.spans)
        if sentences >= DEFAULT.batch_sentences:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch
