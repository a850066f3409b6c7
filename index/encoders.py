"""Encoders: text -> unit vectors. (Protocol here; implementations join in this package.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into unit vectors. A text's vector must not depend on the other texts of the call."""

    @property
    def name(self) -> str:
        """Name of the model, as recorded in the corpus."""

    @property
    def digest(self) -> str:
        """Hexadecimal sha256 that changes when the vectors would: weights, tokenizer and pooling."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: float32[len(texts), dimension], unit rows, in the order given."""

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: float32[dimension], unit length."""
