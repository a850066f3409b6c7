"""Readers by name: which one the settings mean, and how sure its readings make an answer.

Owns the choice. Knows nothing of how any of them reads.
"""

from __future__ import annotations

from pathlib import Path

from qa.assurance import Assurance
from qa.errors import ReaderError
from qa.onnx_reader import DEFAULT_FOLDER, DESCRIPTION, OnnxReader
from qa.reader import Reader
from qa.settings import Settings


def open_reader(settings: Settings) -> Reader | None:
    """Open the reading model that the settings name: "none", "default", or a folder. Raises ReaderError."""
    if settings.reader == "none":
        return None
    folder = DEFAULT_FOLDER if settings.reader == "default" else Path(settings.reader)
    if not (folder / DESCRIPTION).is_file():
        if settings.reader == "default":
            return None
        raise ReaderError(f"{folder} is no reading model: it has no {DESCRIPTION}; give a reader's folder, or 'none'")
    return OnnxReader(folder, threads=settings.threads)


def reading_assurance(reader: Reader) -> Assurance:
    """Return how sure a reader's answers are: by its own curve when it brings one, else by retrieval's."""
    if not isinstance(reader, OnnxReader):
        return Assurance.load()
    weights = {"reading": 1.0, "fused": reader.dense_weight}
    return Assurance(weights, 0.0, reader.calibration, reader.threshold, dense_weight=reader.dense_weight)
