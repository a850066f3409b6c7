"""VectorIndex: sentence numbers by nearness of their vectors, held in memory. The only import of faiss.

Owns the two forms of the index and every check that FAISS leaves to its caller. A *flat* index is exact. A *compact*
one (half a byte for each pair of dimensions) finds candidates, which the caller ranks by the stored vectors. Knows
nothing of articles, of files or of which numbers are still valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import CorpusDamaged, EncoderError
from index.limits import DEFAULT, Limits
from index.unit_vectors import Vectors, are_unit
from index.vectors.rwlock import SharedLock

Numbers = NDArray[np.int64]
Bitmap = NDArray[np.uint8]
Kind = Literal["flat", "compact"]

_TRAINING = 65_536


class VectorIndex:
    """Vectors by ascending number. Searches run at the same time; an addition runs alone."""

    def __init__(self, dimension: int) -> None:
        """Make an empty flat index."""
        self.dimension = dimension
        self.kind: Kind = "flat"
        # Half precision holds exactly what is stored, in half the memory of float32.
        flat = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index: Any = faiss.IndexIDMap(flat)
        self._lock = SharedLock()
        self.last_number = 0

    @classmethod
    def compact(cls, dimension: int, training: Vectors) -> VectorIndex:
        """Make an empty compact index, its codes learnt from float32[n, dimension] typical vectors."""
        index = cls(dimension)
        index.kind = "compact"
        codes = faiss.IndexPQFastScan(dimension, dimension // 2, 4, faiss.METRIC_INNER_PRODUCT)
        faiss.omp_set_num_threads(1)  # two threads on two busy cores trained fifty times slower
        codes.train(checked(training, dimension))
        index._index = faiss.IndexIDMap(codes)
        return index

    @classmethod
    def from_bytes(cls, data: bytes, *, dimension: int, kind: Kind, count: int, last_number: int) -> VectorIndex:
        """Restore what ``saved`` gave. The bytes must have been compared with their digest: FAISS loads damaged ones
        without an error. Raises CorpusDamaged when they are not what the other arguments say."""
        # FAISS trusts the sizes in a file; this limits how much memory a wrong one can make it allocate.
        faiss.set_deserialization_vector_byte_limit(max(len(data), 1 << 20))
        try:
            loaded = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        except (RuntimeError, MemoryError) as error:
            raise CorpusDamaged(f"the vector index cannot be read ({error}); run `qa repair`") from error
        index = cls(dimension)
        index.kind = kind
        inner = {"flat": faiss.IndexScalarQuantizer, "compact": faiss.IndexPQFastScan}[kind]
        if not (
            isinstance(loaded, faiss.IndexIDMap)
            and isinstance(faiss.downcast_index(loaded.index), inner)
            and (loaded.d, loaded.ntotal, loaded.id_map.size()) == (dimension, count, count)
            and loaded.metric_type == faiss.METRIC_INNER_PRODUCT
        ):
            raise CorpusDamaged(f"the vector index is not {count} {kind} vectors of {dimension}; run `qa repair`")
        index._index, index.last_number = loaded, last_number
        return index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def is_too_large(self, limits: Limits) -> bool:
        """Tell whether an exact scan of so many vectors is slow enough that a compact index should take its place."""
        return self.kind == "flat" and len(self) > limits.flat_vectors

    def add(self, numbers: Numbers, vectors: Vectors) -> None:
        """Add float32[n, dimension] unit rows under int64[n] ascending numbers, all above ``last_number``."""
        if not len(numbers):
            return
        ids = np.ascontiguousarray(numbers, dtype=np.int64)
        rows = checked(vectors, self.dimension)
        if len(ids) != len(rows) or ids[0] <= self.last_number or (np.diff(ids) <= 0).any():
            raise ValueError(f"numbers must ascend from above {self.last_number}, one for each of {len(rows)} vectors")
        with self._lock.exclusive():
            faiss.omp_set_num_threads(1)
            self._index.add_with_ids(rows, ids)
            self.last_number = int(ids[-1])

    def nearest(self, question: Vectors, k: int, *, allowed: Bitmap | None = None) -> tuple[Vectors, Numbers]:
        """Return up to k (scores float32[m], numbers int64[m]), best first. On a compact index scores are approximate.

        ``allowed``: bit n set lets number n pass (flat only)."""
        query = checked(question.reshape(1, -1), self.dimension)
        parameters = None
        if allowed is not None:
            if self.kind != "flat":
                raise ValueError("a compact index cannot search among chosen numbers; score them from their vectors")
            bits = np.ascontiguousarray(allowed, dtype=np.uint8)
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # its stubs know only the C++ form
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        with self._lock.shared():
            k = min(k, len(self))
            if k < 1:
                return np.empty(0, np.float32), np.empty(0, np.int64)
            # One question is faster on one thread, and questions run in parallel. The setting is local to the thread.
            faiss.omp_set_num_threads(1)
            scores, numbers = self._index.search(query, k, params=parameters)
        filled = numbers[0] >= 0  # FAISS pads with -1, which as an index would mean the last item
        return scores[0][filled], numbers[0][filled]

    def without(self, dead: Callable[[Numbers], NDArray[np.bool_]]) -> VectorIndex:
        """Return a copy without the numbers that ``dead`` marks. This index and running searches are not affected."""
        copy = VectorIndex(self.dimension)
        with self._lock.shared():
            copy._index = faiss.clone_index(self._index)
            copy.kind, copy.last_number = self.kind, self.last_number
        gone = copy.numbers()[dead(copy.numbers())]
        faiss.omp_set_num_threads(1)
        if len(gone):
            copy._index.remove_ids(faiss.IDSelectorBatch(gone))
        return copy

    def numbers(self) -> Numbers:
        """Return all numbers, ascending: int64[len(self)]."""
        with self._lock.shared():
            return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def saved(self) -> tuple[bytes, int, int]:
        """Serialise: the bytes, how many vectors they hold, and the highest number.

        ``faiss.write_index`` is never used: it reports success on a full disk and syncs nothing."""
        with self._lock.shared():
            data, count, last_number = faiss.serialize_index(self._index), len(self), self.last_number
        return bytes(data.data), count, last_number


def build(
    blocks: Callable[[], Iterable[tuple[Numbers, Vectors]]], *, dimension: int, count: int, limits: Limits = DEFAULT
) -> VectorIndex:
    """Build an index of the form that fits ``count`` vectors from blocks of (numbers, vectors), ascending.

    ``blocks`` is called twice when the index is compact: its codes are learnt from an even sample."""
    if count <= limits.flat_vectors:
        index = VectorIndex(dimension)
    else:
        index = learnt((vectors for _, vectors in blocks()), dimension=dimension, count=count)
    for numbers, vectors in blocks():
        index.add(numbers, vectors)
    return index


def learnt(blocks: Iterable[Vectors], *, dimension: int, count: int) -> VectorIndex:
    """Return an empty compact index whose codes are learnt from an even sample of ``count`` vectors in all blocks."""
    step = -(-count // _TRAINING)
    return VectorIndex.compact(dimension, np.concatenate([vectors[::step] for vectors in blocks]))


def checked(vectors: Vectors, dimension: int) -> Vectors:
    """Check what FAISS does not: under ``python -O`` a wrong dimension reads out of bounds, and NaN gives wrong results
    without an error."""
    if vectors.ndim != 2 or vectors.shape[1] != dimension:
        raise EncoderError(f"vectors of shape {vectors.shape} given where rows of {dimension} are needed")
    if vectors.dtype != np.float32:
        raise EncoderError(f"vectors of {vectors.dtype} given where float32 is needed")
    if not are_unit(vectors):
        raise EncoderError("a vector is not of unit length, or not finite")
    return np.ascontiguousarray(vectors)
