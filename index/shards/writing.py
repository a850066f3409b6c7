"""Writing a divided corpus: each part a corpus folder of its own, and the manifest once all are there.

Owns the names of the parts, the rule that of several articles with one id the first is stored, and that large parts
share one quantizer, trained once on sentences of all parts.
"""

from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TypeVar

from index.catalogue.rows import Entry, rows_digest
from index.corpus import Corpus
from index.durable.files import make_private_folder, sync_folder
from index.encoders.base import Encoder
from index.folder.opening import open_folder
from index.ingest.batches import Prepared
from index.limits import DEFAULT, Limits
from index.maintenance import checkpoint
from index.records import Article
from index.shards import layout
from index.shards.layout import Layout, Part
from index.vectors.dense_search import DenseLeg, IndexVersion, Tombstones
from index.vectors.faiss_index import VectorIndex

_Divided = TypeVar("_Divided", Entry, Prepared)


def part_folder(folder: Path, place: int) -> Path:
    """Return the folder of the part at a place."""
    return folder / f"part-{place:03}"


def write_part(folder: Path, place: int, *, articles: Iterable[Article], encoder: Encoder, recipe: str | None) -> Part:
    """Write one part from articles, which are encoded here. Raises what ``Corpus.add`` raises."""
    with _begun(folder, place, encoder, recipe) as corpus:
        corpus.add(articles)
    return finished_part(folder, place)


@dataclass(frozen=True, slots=True)
class Kind:
    """What all parts have in common. ``codes``: the empty compact index to be filled with this part's vectors, as
    ``VectorIndex.saved`` gave it; with None the part chooses the form of its index by its size."""

    encoder: Encoder
    recipe: str
    codes: bytes | None = None


def write_encoded_part(folder: Path, place: int, *, entries: Iterable[Entry], kind: Kind) -> tuple[Part, list[str]]:
    """Write one part from articles that were encoded elsewhere; a folder of its name that is there is replaced.

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

    limits = DEFAULT if kind.codes is None else replace(DEFAULT, flat_vectors=sys.maxsize)  # no codes of its own
    with _begun(folder, place, kind.encoder, kind.recipe, limits=limits) as corpus:
        for batch in batches(first_only()):
            corpus.put(batch)
    if kind.codes is not None:
        _search_by(part_folder(folder, place), kind.codes)
    return finished_part(folder, place), twice


def _search_by(part: Path, codes: bytes) -> None:
    """Replace the vector index of a part, which nobody has open, by the compact index ``codes`` filled with its
    vectors."""
    opened = open_folder(part, writable=True)
    try:
        with opened.store.snapshot() as snapshot:
            made = {"dimension": snapshot.dimension, "count": 0, "last_number": 0}
            index = VectorIndex.from_bytes(codes, kind="compact", **made)
            for numbers, vectors in snapshot.vectors_after(0):
                index.add(numbers, vectors)
            generation = snapshot.state.generation
        leg = DenseLeg(IndexVersion(index, Tombstones.of(()), generation, generation))
        checkpoint.save_vectors(opened, leg, even_if_current=True)
    finally:
        opened.close()


def _digest(entry: Entry) -> str:
    """Digest an article's content and its division into sentences: equal for an article that comes a second time
    unchanged."""
    return rows_digest(entry.article, 0, spans=[astuple(span) for span in entry.spans])


def finished_part(folder: Path, place: int) -> Part:
    """Describe a part that was closed, leaving in its folder only what readers need."""
    part = part_folder(folder, place)
    with Corpus.open(part, writable=False) as corpus, corpus.view() as view:
        counts = (view.article_count, view.sentence_count, view.last_number)
    for name in layout.NOT_KEPT:
        (part / name).unlink(missing_ok=True)
    return layout.described(folder, part, counts=counts)


def finish(folder: Path, parts: Sequence[Part], *, encoder: Encoder, recipe: str) -> Layout:
    """Publish the manifest of parts that are all there: from then on the folder is a corpus."""
    whole = Layout(uuid.uuid4().hex, encoder.name, encoder.digest, encoder.dimension, recipe, tuple(parts))
    layout.write(folder, whole)
    sync_folder(folder)
    return whole


def _begun(folder: Path, place: int, encoder: Encoder, recipe: str | None, *, limits: Limits = DEFAULT) -> Corpus:
    part = part_folder(folder, place)
    shutil.rmtree(part, ignore_errors=True)
    make_private_folder(folder)
    return Corpus.create(part, encoder=encoder, recipe=recipe, limits=limits)


def batches(entries: Iterator[_Divided]) -> Iterator[list[_Divided]]:
    """Yield articles that are divided into sentences, as many as are encoded and stored at once."""
    batch: list[_Divided] = []
    sentences = 0
    for entry in entries:
        batch.append(entry)
        sentences += len(entry.spans)
        if sentences >= DEFAULT.batch_sentences:
            yield batch
            batch, sentences = [], 0
    if batch:
        yield batch
