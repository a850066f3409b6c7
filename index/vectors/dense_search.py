"""The dense leg: the vector index kept in step with the catalogue, and searched as of one generation.

Owns which vectors are valid in which generation. The index only grows; deleted sentences are marked with the generation
that deleted them, and are dropped only in a copy, which then replaces the index. So a search sees exactly its own
generation, whatever is added, deleted or rebuilt meanwhile.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.catalogue.snapshot import Snapshot
from index.errors import CorpusDamaged, EncoderError
from index.limits import Limits
from index.records import Filters, Hit
from index.unit_vectors import Vectors
from index.vectors.faiss_index import Bitmap, Kind, Numbers, VectorIndex, build

# Candidates of a compact index that are scored exactly: so many for each hit wanted, and never fewer than the root of
# how many vectors there are. The encoder's vectors are close together: with 100 candidates .83 of the ten nearest of a
# million were found, with 1,000 .99; of 100,000 with the root .998, and of the fifty nearest with 500 .99
# (scripts/bench/growth.py, whose vectors are mixtures of real ones).
_REFINED = 10
_SPARE = 16
_AT_ONCE = 10_000  # vectors read from the catalogue at once
_TIES_LIMIT = 4_096  # how many equal scores are looked at, so that the lowest number wins


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Deleted ranges of numbers, ascending: int64 arrays of the first, the last, and the generation that deleted
    them."""

    first: Numbers
    last: Numbers
    generation: Numbers

    @classmethod
    def of(cls, ranges: Sequence[tuple[int, int, int]]) -> Tombstones:
        """Make tombstones of (first, last, generation) in any order."""
        table = np.array(sorted(set(ranges)), dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2])

    def extended(self, ranges: Sequence[tuple[int, int, int]]) -> Tombstones:
        """Return these tombstones with the given ones added."""
        mine = zip(self.first.tolist(), self.last.tolist(), self.generation.tolist(), strict=True)
        return Tombstones.of([*mine, *ranges]) if ranges else self

    def contains(self, numbers: Numbers, generation: int) -> NDArray[np.bool_]:
        """Return a mask of the numbers that were deleted in ``generation`` or before: bool[n]."""
        if not len(self.first):
            return np.zeros(len(numbers), dtype=np.bool_)
        place = np.maximum(np.searchsorted(self.first, numbers, side="right") - 1, 0)
        inside = (self.first[place] <= numbers) & (numbers <= self.last[place])
        return np.asarray(inside & (self.generation[place] <= generation), dtype=np.bool_)

    def __len__(self) -> int:
        return int((self.last - self.first + 1).sum())


@dataclass(frozen=True, slots=True)
class IndexVersion:
    """The index as it stands at ``generation``. It can serve any generation from ``floor`` to its own."""

    index: VectorIndex
    tombstones: Tombstones
    generation: int
    floor: int

    def needs_rebuild(self, limits: Limits) -> bool:
        """Tell whether so many of its vectors were deleted, or it has grown so large, that it should be rebuilt."""
        many = max(limits.tombstones, len(self.index) // 5)
        return self.index.is_too_large(limits) or len(self.tombstones) > many


class DenseLeg:
    """Holds the newest version of the index and brings it forward. Safe to use from several threads at once."""

    def __init__(self, version: IndexVersion) -> None:
        self._version = version
        self._mutex = threading.Lock()

    @property
    def kind(self) -> Kind:
        """The form of the index."""
        return self._version.index.kind

    def catch_up(self, snapshot: Snapshot) -> IndexVersion:
        """Return an index that is at least of the snapshot's generation, updated if needed. It can serve the snapshot
        unless its ``floor`` is above the snapshot's generation."""
        with self._mutex:
            if self._version.generation < snapshot.state.generation:
                self._version = _advanced(self._version, snapshot)
            return self._version

    def clean_up(self, snapshots: Callable[[], AbstractContextManager[Snapshot]]) -> IndexVersion:
        """Drop what was deleted, change the index's form if it has outgrown it, publish and return it.

        Searches and additions use the old index meanwhile; what was added in that time is then added to the new one."""
        with snapshots() as snapshot:
            version = self.catch_up(snapshot)
            if version.index.is_too_large(snapshot.limits):
                version = rebuilt(snapshot)
            elif len(version.tombstones):
                version = _dropped(version)
            else:
                return version
        while True:
            with self._mutex:
                if self._version.generation <= version.generation:
                    self._version = version
                    return version
            with snapshots() as snapshot:
                version = _advanced(version, snapshot)

    def replace(self, version: IndexVersion) -> None:
        """Publish another index."""
        with self._mutex:
            self._version = version


def rebuilt(snapshot: Snapshot) -> IndexVersion:
    """Rebuild the index from the stored vectors, in the form that fits their number."""
    state = snapshot.state
    with _of_the_catalogue():
        index = build(
            lambda: snapshot.vectors_after(0),
            dimension=snapshot.dimension,
            count=state.sentences,
            limits=snapshot.limits,
        )
    index.last_number = state.last_number
    return IndexVersion(index, Tombstones.of(()), state.generation, state.generation)


def search(
    version: IndexVersion, snapshot: Snapshot, *, question: Vectors, k: int, filters: Filters | None = None
) -> list[Hit]:
    """Rank the k nearest sentences of the snapshot: by cosine, exact in half precision, then by number."""
    allowed, earlier = None, np.empty(0, np.int64)
    if filters or snapshot.as_of is not None:
        ranges = snapshot.ranges_matching(filters)
        if version.index.kind == "compact" and sum(count for _, count in ranges) <= snapshot.limits.scored_directly:
            numbers = np.array([n for first, count in ranges for n in range(first, first + count)], dtype=np.int64)
            return _ranked(_exact(snapshot, numbers, question), numbers, k)
        # Earlier revisions are in no index: there are few of them, and all are scored.
        earlier = snapshot.earlier_numbers(filters)
        allowed = _bitmap(ranges, snapshot.state.last_number)
    if version.index.kind == "flat":
        scores, numbers = _candidates(version, snapshot, question, k, allowed=allowed)
    else:
        refined = max(k * _REFINED, math.isqrt(len(version.index)))
        _, numbers = _candidates(version, snapshot, question, refined, allowed=allowed)
        scores = _exact(snapshot, numbers, question)
    if len(earlier):
        scores = np.concatenate([scores, _exact(snapshot, earlier, question)])
        numbers = np.concatenate([numbers, earlier])
    return _ranked(scores, numbers, k)


def _candidates(
    version: IndexVersion, snapshot: Snapshot, question: Vectors, least: int, *, allowed: Bitmap | None
) -> tuple[Vectors, Numbers]:
    """Return at least ``least`` (scores, numbers) valid for the snapshot, or all there are."""
    index, state = version.index, snapshot.state
    exact = index.kind == "flat"
    count = least + _SPARE
    while True:
        scores, numbers = index.nearest(question, count, allowed=allowed if exact else None)
        valid = (numbers <= state.last_number) & ~version.tombstones.contains(numbers, state.generation)
        if allowed is not None and not exact:
            valid &= _bits(allowed, numbers)
        kept = scores[valid]
        enough = len(kept) >= least
        if len(numbers) < count or (enough and (not exact or count >= _TIES_LIMIT or kept[least - 1] > scores[-1])):
            return kept, numbers[valid]
        count *= 4


def _advanced(version: IndexVersion, snapshot: Snapshot) -> IndexVersion:
    if snapshot.state.log_floor > version.generation:
        return rebuilt(snapshot)
    deleted = snapshot.deletions_after(version.generation)
    # What was added and deleted again on the way is in no index, so the generations between cannot be served any more.
    skipped = any(last > version.index.last_number for _, last, _ in deleted)
    with _of_the_catalogue():
        for numbers, vectors in snapshot.vectors_after(version.index.last_number):
            version.index.add(numbers, vectors)
    generation = snapshot.state.generation
    floor = generation if skipped else version.floor
    return IndexVersion(version.index, version.tombstones.extended(deleted), generation, floor)


@contextmanager
def _of_the_catalogue() -> Iterator[None]:
    try:
        yield
    except (EncoderError, ValueError) as error:  # no vector at all, or numbers out of their order
        raise CorpusDamaged(f"a vector stored in catalogue.sqlite is damaged ({error}); run `qa repair`") from error


def _dropped(version: IndexVersion) -> IndexVersion:
    generation = version.generation
    index = version.index.without(lambda numbers: version.tombstones.contains(numbers, generation))
    return IndexVersion(index, Tombstones.of(()), generation, generation)


def _exact(snapshot: Snapshot, numbers: Numbers, question: Vectors) -> Vectors:
    parts = [numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE)]
    scores = [np.asarray(snapshot.vectors(part.tolist()) @ question, dtype=np.float32) for part in parts]
    return np.concatenate(scores) if scores else np.empty(0, np.float32)


def _ranked(scores: Vectors, numbers: Numbers, k: int) -> list[Hit]:
    order = np.lexsort((numbers, -scores))[:k]
    return [Hit(int(numbers[place]), float(scores[place])) for place in order]


def _bitmap(ranges: Sequence[tuple[int, int]], last_number: int) -> Bitmap:
    marks = np.zeros(last_number + 1, dtype=np.bool_)
    for first, count in ranges:
        marks[first : first + count] = True
    return np.packbits(marks, bitorder="little")


def _bits(bitmap: Bitmap, numbers: Numbers) -> NDArray[np.bool_]:
    inside = (numbers >> 3) < len(bitmap)
    place = np.where(inside, numbers, 0)
    return np.asarray(inside & ((bitmap[place >> 3] >> (place & 7)) & 1).astype(np.bool_), dtype=np.bool_)
