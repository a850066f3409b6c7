"""Windows: a text as token ids, in as many pieces of a model's greatest length as the text needs.

The two tokenizers that encoders use, behind one call, and how the vectors of windows become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer

from index.encoders.tokens.unigram import Unigram
from index.unit_vectors import Vectors

Ids = list[int]


class WindowTokenizer(Protocol):
    """Turns texts into windows."""

    def windows(self, texts: Sequence[str], *, prompt: str) -> list[list[Ids]]:
        """Return each text's windows in order, one at least, with what a model expects around and before them."""


class LibraryTokenizer:
    """A tokenizer of the package ``tokenizers``, which cuts at its model's greatest length and keeps what follows."""

    def __init__(self, path: Path) -> None:
        """Read a tokenizer.json, with truncation switched on and padding off."""
        self._tokenizer = Tokenizer.from_file(str(path))

    def windows(self, texts: Sequence[str], *, prompt: str) -> list[list[Ids]]:
        """Divide; the prompt stands before the first window."""
        encodings = self._tokenizer.encode_batch_fast([prompt + text for text in texts])
        return [[first.ids, *(following.ids for following in first.overflowing)] for first in encodings]


class UnigramWindows:
    """A unigram tokenizer, with a mark before and after each window."""

    def __init__(self, path: Path, *, marks: tuple[int, int], max_tokens: int) -> None:
        """Read the tokenizer. ``max_tokens`` counts the marks and the prompt too. Raises OSError and ValueError."""
        self._unigram = Unigram.read(path)
        self._marks, self._max_tokens = marks, max_tokens

    def windows(self, texts: Sequence[str], *, prompt: str) -> list[list[Ids]]:
        """Divide; the prompt stands before every window."""
        before = [self._marks[0], *self._unigram.ids(prompt)]
        room = self._max_tokens - len(before) - 1
        divided = []
        for text in texts:
            ids = self._unigram.ids(text)
            starts = range(0, max(len(ids), 1), room)
            divided.append([[*before, *ids[start : start + room], self._marks[1]] for start in starts])
        return divided


def joined(vectors: Vectors, divided: Sequence[Sequence[Ids]]) -> Vectors:
    """Make of the windows' vectors, float32[windows, d] of unit rows, one for each text: float32[texts, d].

    Windows count by their tokens; a text of one window has its vector, to the bit."""
    if len(vectors) == len(divided):
        return vectors
    rows = np.empty((len(divided), vectors.shape[1]), dtype=np.float32)
    start = 0
    for place, windows in enumerate(divided):
        parts = vectors[start : start + len(windows)]
        start += len(windows)
        if len(windows) == 1:
            rows[place] = parts[0]
            continue
        together = np.array([len(window) for window in windows], dtype=np.float32) @ parts
        rows[place] = together / np.linalg.norm(together)
    return rows
