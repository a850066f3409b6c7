"""Readers by name: which one the settings mean, and how sure its readings make an answer.

Owns the choice. Knows nothing of how any of them reads.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

from qa.assurance import READING, Assurance
from qa.onnx_reader import DEFAULT_FOLDER, DESCRIPTION, OnnxReader
from qa.reader import Reader
from qa.settings import Settings


def open_reader(settings: Settings) -> Reader | None:
    """Open the reading model that the settings name: "none", "default", the folder of a reader of our own, or any
    sentence-transformers CrossEncoder by folder or name. Raises ReaderError."""
    if settings.reader == "none":
        return None
    folder = DEFAULT_FOLDER if settings.reader == "default" else Path(settings.reader)
    if settings.reader == "default" or (folder / DESCRIPTION).is_file():
        return OnnxReader(folder, threads=settings.threads)
    # That module loads torch, which only those who name such a model should wait for.
    module = importlib.import_module("qa.cross_encoder_reader")
    reader: Reader = module.CrossEncoderReader(settings.reader, threads=settings.threads)
    return reader


def reading_assurance(reader: Reader) -> Assurance:
    """Return how sure a reader's answers are: the shipped one's by all signals, another's by its own curve when it
    brings one, else as plain retrieval's."""
    if not isinstance(reader, OnnxReader):
        return Assurance.load()
    if reader.folder == DEFAULT_FOLDER:
        return replace(Assurance.load(READING), dense_weight=reader.dense_weight)
    weights = {"reading": 1.0, "fused": reader.dense_weight}
    return Assurance(weights, 0.0, reader.calibration, reader.threshold, dense_weight=reader.dense_weight)
