"""Matrices rounded to int8 such that no processor computes with them wrongly. Pure.

Owns the limit on pairs of weights and the choice of each row's scale. Knows nothing of graphs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Two neighbouring weights of one sign add up to at most this: 255 times it fits into 16 bits.
PAIR_LIMIT = 128
#: Of the scale under which nothing is cut off, the shares that are tried.
_CLIPPING = (1.0, 0.93, 0.87, 0.81, 0.75, 0.7, 0.65, 0.6)


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round float32[n, m] to int8 with a scale for each row, float32[n], such that no two neighbours of one sign add up
    to more than ``PAIR_LIMIT``. Of several scales each row gets the one that loses least."""
    pairs = matrix.reshape(len(matrix), -1, 2)
    together = np.maximum(np.clip(pairs, 0, None).sum(2), np.clip(-pairs, 0, None).sum(2)).max(axis=1)
    full = np.maximum(np.maximum(together / PAIR_LIMIT, np.abs(matrix).max(axis=1) / 127), 1e-12)
    best = np.full(len(matrix), np.inf)
    whole, scales = np.zeros(matrix.shape, np.int8), full.astype(np.float32)
    for share in _CLIPPING:
        scale = (full * share).astype(np.float32)
        tried = _limited(np.rint(matrix / scale[:, None]).reshape(pairs.shape)).reshape(matrix.shape)
        loss = ((tried * scale[:, None] - matrix) ** 2).sum(axis=1)
        better = loss < best
        best, scales = np.where(better, loss, best), np.where(better, scale, scales)
        whole[better] = tried[better].astype(np.int8)
    return whole, scales


def _limited(pairs: Floats) -> Floats:
    """Bring whole numbers, float32[n, m, 2], within what bytes and pairs hold, taking as much off both of a pair."""
    pairs = np.clip(pairs, -127, 127)
    for sign in (1, -1):
        one_sided = np.clip(sign * pairs, 0, None)
        excess = np.clip(one_sided.sum(axis=2, keepdims=True) - PAIR_LIMIT, 0, None)
        pairs = pairs - sign * np.minimum(np.ceil(excess / 2), one_sided)
    return pairs
