"""Matrices of 4-bit weights, each block of 32 with a scale of its own: the form "Q4_0" of the file they come in.

Owns the layout, turning it into float32, and a table of word vectors in this form that stays in its file. Knows nothing
of models.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Weights that share a scale.
BLOCK = 32
_ZERO = 8  # what stands for 0 among the 16 values
_LAYOUT = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of n rows and m columns as blocks[n, m / 32] of a scale and 16 bytes: a byte holds in its low half one
    of the first 16 weights, and in its high half the one 16 places after."""

    blocks: NDArray[np.void]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.blocks.shape[0], self.blocks.shape[1] * BLOCK

    def codes(self) -> NDArray[np.uint8]:
        """Return the weights as 0 to 15, in order: uint8[n, m / 32, 32]."""
        pairs = self.blocks["pairs"]
        return np.concatenate([pairs & 15, pairs >> 4], axis=-1)

    def scales(self) -> NDArray[np.float32]:
        """Return the scales: float32[n, m / 32]."""
        return self.blocks["scale"].astype(np.float32)

    def whole(self) -> NDArray[np.float32]:
        """Return the matrix: float32[n, m]."""
        values = (self.codes().astype(np.float32) - _ZERO) * self.scales()[..., None]
        return np.asarray(values.reshape(self.shape), dtype=np.float32)


def blocks_of(data: bytes, *, width: int) -> Blocks:
    """Read a matrix of so many columns out of its bytes."""
    return Blocks(np.frombuffer(data, dtype=_LAYOUT).reshape(-1, width // BLOCK))


class WordVectors:
    """A table of word vectors that stays in its file, so that memory holds but the parts of it that are used."""

    def __init__(self, path: Path, *, width: int) -> None:
        """Map the file. ``width``: the length of a vector. Raises OSError, and ValueError when it holds no such
        table."""
        self._blocks = np.memmap(path, dtype=_LAYOUT, mode="r").reshape(-1, width // BLOCK)
        self.width = width

    def rows(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of words by their ids, int64[...]: float32[..., width]."""
        vectors = Blocks(np.asarray(self._blocks[ids.reshape(-1)])).whole()
        return vectors.reshape(*ids.shape, self.width)
