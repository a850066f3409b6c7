"""Unit vectors: what encoders give, the catalogue stores and searches compare. Pure.

Owns how far from unit length a vector may be. It is measured everywhere on the vector as it is stored, in half
precision, so that no accepted vector is later reported as damaged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: float32[n, d] of unit rows, or float32[d] of unit length.
Vectors = NDArray[np.float32]

#: A cosine is off by no more than this; rounding alone moves a length by up to 5e-4.
_TOLERANCE = 1e-2


def are_unit(vectors: Vectors) -> bool:
    """Tell whether every row of float32[n, d] is finite and of unit length once it is stored."""
    with np.errstate(over="ignore", invalid="ignore"):  # what is too large becomes infinite, and is refused
        rounded = vectors.astype(np.float16).astype(np.float32)
    return bool((np.abs(np.linalg.norm(rounded, axis=1) - 1) < _TOLERANCE).all())
