"""Deterministic stand-ins for models: functions of the text, for tests of everything but the models."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


class HashEncoder:
    """A hashed bag of words as a unit vector: texts that share words are near, and a text's vector is its own alone."""

    def __init__(self, dimension: int = 64, *, name: str = "hash") -> None:
        self.name = name
        self.dimension = dimension
        self.digest = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self.encoded = 0

    def encode_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float64)
        for word in _WORD.findall(text.lower()) or [text]:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            place = int.from_bytes(digest[:4], "little") % self.dimension
            vector[place] += 1 + digest[4] / 256
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
