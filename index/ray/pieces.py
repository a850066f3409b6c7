"""What a worker does: encode one piece of the sources, learn the codes of all parts, write one part of the snapshot.

Owns the folders of intermediate results. Each step is deterministic, and its folder gets its final name only when it is
complete.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from index.catalogue.rows import Entry
from index.durable.files import make_private_folder, publish, sync_folder
from index.encoders.base import Encoder
from index.errors import CorpusFull, InvalidArticle
from index.ingest.batches import Prepared, encoded, prepared
from index.ingest.passages import recipe_named
from index.limits import DEFAULT
from index.loaders.files import outcomes_of, shown_path
from index.ray.engine import limit_memory
from index.records import Article, Span
from index.shards.layout import Part, part_from, part_of
from index.shards.writing import Kind, batches, write_encoded_part
from index.unit_vectors import Vectors
from index.vectors.faiss_index import learnt

#: The encoder of this process, by the folder of the run that it was opened for.
_ENCODERS: dict[Path, Encoder] = {}
#: The file in each folder of intermediate results that lists what was stored, what failed and what was skipped.
_OUTCOME = "outcome.json"


@dataclass(frozen=True, slots=True)
class Work:
    """What all workers know: the folder of intermediate results, the number of parts of the snapshot, bytes of memory
    of each worker, the recipe, and the number of sentences up to which a part is searched exactly."""

    folder: Path
    parts: int
    memory: int
    recipe: str
    flat: int = DEFAULT.flat_vectors

    @property
    def snapshot(self) -> Path:
        """Where the snapshot is put together."""
        return self.folder / "snapshot"

    @property
    def codes(self) -> Path:
        """The file of the quantizer that is shared by all parts that are not searched exactly."""
        return self.folder / "codes.faiss"


@dataclass(frozen=True, slots=True)
class Piece:
    """Files, each with its key, and when the newest was changed (nanoseconds since 1970); or of one file every
    ``of``-th article from the ``slice``-th on."""

    files: tuple[tuple[str, str], ...]
    changed: int
    slice: int = 0
    of: int = 1


def is_done(work: Work, number: int) -> bool:
    """Tell whether a piece is done."""
    return _piece_folder(work, number).is_dir()


def done(work: Work, number: int) -> dict[str, Any]:
    """Return the result of a piece that is done."""
    reply: dict[str, Any] = json.loads((_piece_folder(work, number) / _OUTCOME).read_bytes())
    return reply


def part_folder(work: Work, place: int) -> Path:
    """Return the folder that holds a part once all of it is written."""
    return work.folder / "parts" / f"{place:03}"


def encode(work: Work, number: int, *, piece: Piece, opened: Callable[[], Encoder]) -> None:
    """Read and encode a piece, and write its articles to files, one for each part of the snapshot."""

    def fill(folder: Path) -> None:
        failed: list[tuple[str, str]] = []
        skipped: list[tuple[str, str]] = []
        batches = _prepared(_articles(piece, failed, skipped), failed)
        encoder, recipe = _encoder(work, opened), recipe_named(work.recipe)
        by_part: dict[int, list[Entry]] = {}
        for batch in batches:
            for entry in encoded(batch, encoder, recipe=recipe):
                by_part.setdefault(part_of(entry.article.id, work.parts), []).append(entry)
        for place, entries in by_part.items():
            publish(folder / _entries_name(place), _packed(entries))
        sentences = [sum(len(entry.spans) for entry in by_part.get(place, ())) for place in range(work.parts)]
        publish(folder / _OUTCOME, json.dumps({"failed": failed, "skipped": skipped, "sentences": sentences}).encode())

    _once(_piece_folder(work, number), fill, memory=work.memory)


def learn(work: Work, count: int) -> None:
    """Learn the codes of all parts, if any is too large to be searched exactly, from sentences of all pieces."""
    totals = _totals(work, count)
    if max(totals, default=0) <= work.flat or work.codes.exists():
        return
    limit_memory(work.memory)
    paths = [_piece_folder(work, n) / _entries_name(place) for n in range(count) for place in range(work.parts)]
    blocks = (_vectors(path) for path in paths if path.exists())
    first = next(blocks)
    codes = learnt(chain([first], blocks), dimension=first.shape[1], count=sum(totals))
    publish(work.codes, codes.saved()[0])


def _totals(work: Work, count: int) -> list[int]:
    """Return how many sentences each part will have."""
    of_pieces = [done(work, number)["sentences"] for number in range(count)]
    return [sum(of_part) for of_part in zip(*of_pieces, strict=True)]


def write(work: Work, place: int, *, count: int, opened: Callable[[], Encoder]) -> tuple[Part, list[str]]:
    """Write a part from the files of all pieces, in their order. Returns the part, and the ids that came twice."""

    def entries() -> Iterator[Entry]:
        for number in range(count):
            path = _piece_folder(work, number) / _entries_name(place)
            if path.exists():
                yield from _unpacked(path.read_bytes())

    def fill(folder: Path) -> None:
        is_large = _totals(work, count)[place] > work.flat
        kind = Kind(_encoder(work, opened), work.recipe, work.codes.read_bytes() if is_large else None)
        part, twice = write_encoded_part(folder, place, entries=entries(), kind=kind)
        publish(folder / _OUTCOME, json.dumps({"part": asdict(part), "twice": twice}).encode())

    _once(part_folder(work, place), fill, memory=work.memory)
    record = json.loads((part_folder(work, place) / _OUTCOME).read_bytes())
    return part_from(record["part"]), record["twice"]


def _once(target: Path, fill: Callable[[Path], None], *, memory: int) -> None:
    """Fill a folder, and give it its final name when it is complete; do nothing where it is there already.

    Each attempt has a folder of its own: a worker that was taken for dead may still be running beside its replacement,
    and the first to finish counts."""
    if target.is_dir():
        return
    limit_memory(memory)
    make_private_folder(target.parent)
    attempt = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        fill(attempt)
        attempt.rename(target)
        sync_folder(target.parent)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def _articles(
    piece: Piece, failed: list[tuple[str, str]], skipped: list[tuple[str, str]]
) -> Iterator[tuple[str, Article]]:
    for name, key in piece.files:
        path_name = shown_path(Path(name))
        for place, loaded in enumerate(outcomes_of(Path(name), key)):
            if place % piece.of != piece.slice:
                continue
            if loaded.error is not None:
                failed.append((path_name, loaded.error))
            elif loaded.skipped is not None:
                skipped.append((path_name, loaded.skipped))
            yield from ((path_name, article) for article in loaded.articles)


def _prepared(articles: Iterator[tuple[str, Article]], failed: list[tuple[str, str]]) -> Iterator[list[Prepared]]:
    """Divide articles into sentences, each once, in batches; one that cannot be stored stops no other."""

    def each() -> Iterator[Prepared]:
        for name, article in articles:
            try:
                ((item,),) = prepared([article])
            except InvalidArticle as error:
                failed.append((name, str(error)))
            else:
                yield item

    return batches(each())


def _encoder(work: Work, opened: Callable[[], Encoder]) -> Encoder:
    """Return the encoder of this process, which is kept for the next task of the same run. Ray hands the process of one
    run to the next, which may have another encoder."""
    if work.folder not in _ENCODERS:
        _ENCODERS.clear()
        _ENCODERS[work.folder] = opened()
    return _ENCODERS[work.folder]


def _piece_folder(work: Work, number: int) -> Path:
    return work.folder / "pieces" / f"{number:06}"


def _entries_name(place: int) -> str:
    return f"{place:03}.npz"


def _packed(entries: list[Entry]) -> bytes:
    rows = [{"article": _plain(e.article, Article), "spans": [_plain(span, Span) for span in e.spans]} for e in entries]
    text = np.frombuffer(json.dumps(rows).encode("utf-8"), dtype=np.uint8)
    file = io.BytesIO()
    np.savez(file, entries=text, vectors=np.concatenate([e.vectors for e in entries]))
    return file.getvalue()


def _plain(record: Article | Span, kind: type[Article] | type[Span]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in kind.__slots__}


def _vectors(path: Path) -> Vectors:
    with np.load(path, allow_pickle=False) as file:
        return np.asarray(file["vectors"], dtype=np.float32)


def _unpacked(data: bytes) -> Iterator[Entry]:
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        rows, vectors = json.loads(file["entries"].tobytes()), file["vectors"]
    start = 0
    for one in rows:
        spans = tuple(Span(**span) for span in one["spans"])
        if start + len(spans) > len(vectors):
            raise CorpusFull("a file between two steps is not whole; run the command again")
        yield Entry(Article(**one["article"]), spans, vectors[start : start + len(spans)])
        start += len(spans)
