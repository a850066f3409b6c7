"""CrossEncoderReader: any sentence-transformers CrossEncoder, by name or folder, as a reader.

Owns how such a model is asked and how its output becomes a logit. It marks no spans. Slower than the reader of our own
on CPU, and loads torch. Knows nothing of thresholds or answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from qa.errors import ReaderError
from qa.reader.base import ReaderInput, Reading
from qa.reader.inputs import windows

_MOST_TOKENS = 512
_SPECIAL = 6  # [CLS] and separators, and room for a word that a cut turns into more tokens


class CrossEncoderReader:
    """Reads with a CrossEncoder of one output, larger better, or of two, the second meaning "answers"."""

    fitted: None = None  # nothing was fitted for a model that its user chose

    def __init__(self, model: str | Path, *, threads: int = 0) -> None:
        """Load a model from a folder, or by name from the local cache or the hub. Raises ReaderError if that fails."""
        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = CrossEncoder(str(model), device="cpu")
        except (OSError, ValueError, ImportError) as error:
            raise ReaderError(
                f"{model} cannot be loaded as a CrossEncoder ({error}): give a model's folder, its name, or 'none'"
            ) from error
        labels = int(self._model.config.num_labels)
        if labels > 2:
            raise ReaderError(f"{model} has {labels} outputs; a reader has one, or two: 'does not answer', 'answers'")
        if not self._model.tokenizer.is_fast:
            raise ReaderError(f"{model} has no fast tokenizer, so long sentences cannot be read in windows")
        # the model's property has another name in each version; the tokenizer's has not, but may be unbounded
        self._longest = min(int(self._model.tokenizer.model_max_length), _MOST_TOKENS)
        self._name = str(model)

    @property
    def name(self) -> str:
        """Name the model as it was given."""
        return self._name

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        """Read every candidate with its title before it; one reading each, in order, without a span.

        Each text is run alone: padding to a neighbour's length would change the last digits of its score. A sentence
        longer than the model's window is read in overlapping windows, and its best counts."""
        asked = self._parts(question, self._longest // 3)[0]
        return [Reading(max(self._logit(asked, text) for text in self._windows(asked, c))) for c in candidates]

    def close(self) -> None:
        """Hold on to nothing that must be given back."""

    def _windows(self, question: str, candidate: ReaderInput) -> list[str]:
        heading = self._parts(f"{candidate.title}. ", self._longest // 6)[0] if candidate.title else ""
        taken = len(self._offsets(question)) + len(self._offsets(heading)) + _SPECIAL
        return [f"{heading} {part}".strip() for part in self._parts(candidate.text, max(8, self._longest - taken))]

    def _parts(self, text: str, room: int) -> list[str]:
        """Cut a text into overlapping parts of at most ``room`` tokens; the whole text where it fits."""
        offsets = self._offsets(text)
        if len(offsets) <= room:
            return [text]
        parts = windows(len(offsets), room, stride=max(1, room * 3 // 4))
        return [text[offsets[p.start][0] : offsets[p.stop - 1][1]] for p in parts]

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        return found

    def _logit(self, question: str, text: str) -> float:
        found: Any = self._model.predict(
            [(question, text)], activation_fn=torch.nn.Identity(), show_progress_bar=False, convert_to_numpy=True
        )
        values = np.ravel(found)
        return float(values[0]) if len(values) == 1 else float(values[1] - values[0])
