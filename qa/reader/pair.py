"""Two readers: the first reads every candidate, the second the best few again.

Owns how many are read again, and in which language. Knows nothing of how candidates are ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qa.reader.base import Reader, ReaderInput, Reading
from qa.reader.onnx import OnnxReader
from qa.text.english import is_english, nothing_speaks_against_english

#: How many statements are read again: below them hardly any is right (scripts.fit.confidence).
AGAIN = 3


class ReaderPair:
    """A reader, and a larger one of English that reads the best few again. Safe to call from several threads at once.

    ``fitted`` belongs to both together. The first one's own fit chooses what is read again, and judges what the second
    cannot read."""

    def __init__(self, first: Reader, second: OnnxReader, *, fitted: Mapping[str, Any]) -> None:
        """Take over both; they are closed with the pair."""
        self.first, self.second, self._fitted = first, second, fitted

    @property
    def name(self) -> str:
        """Name both models and the digests of their weights."""
        return f"{self.first.name}+{self.second.name}"

    @property
    def fitted(self) -> Mapping[str, Any] | None:
        """What was fitted for both together."""
        return self._fitted

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        """Let the first read every candidate."""
        return self.first.score(question, candidates)

    def again(self, question: str, candidates: Sequence[ReaderInput]) -> list[float] | None:
        """Let the second read: a logit for each candidate, larger answers better; None where it cannot, because
        something is not in English."""
        if not nothing_speaks_against_english(question) or not all(is_english(c.text) for c in candidates):
            return None
        return [reading.score for reading in self.second.score(question, candidates)]

    def close(self) -> None:
        """Close both."""
        self.first.close()
        self.second.close()
