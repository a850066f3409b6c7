"""Readers by name: which one the settings mean.

Owns the choice. Knows nothing of how any of them reads.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from index import DEFAULT_MODEL, compiled
from index.errors import EncoderError
from qa.errors import ReaderError
from qa.reader.base import Reader
from qa.reader.onnx import DEFAULT_FOLDER, DESCRIPTION, OnnxReader, shares_words
from qa.settings import Settings


def open_reader(settings: Settings) -> Reader | None:
    """Open the reading model that the settings name: "none", "default", the folder of a reader of our own, or any
    sentence-transformers CrossEncoder by folder or name. Raises ReaderError."""
    if settings.reader == "none":
        return None
    folder = DEFAULT_FOLDER if settings.reader == "default" else Path(settings.reader)
    if settings.reader == "default" or (folder / DESCRIPTION).is_file():
        encoder = _words(settings) if shares_words(folder) else None
        return OnnxReader(folder, threads=settings.threads, encoder=encoder)
    # That module loads torch, which only those who name such a model should wait for.
    try:
        module = importlib.import_module("qa.reader.cross_encoder")
    except ModuleNotFoundError as error:
        raise ReaderError(
            f"{settings.reader} is read as a CrossEncoder, and that needs {error.name}, which is not installed here; "
            "run `pip install torch sentence-transformers`, or set QA_READER to default or none"
        ) from error
    reader: Reader = module.CrossEncoderReader(settings.reader, threads=settings.threads)
    return reader


def _words(settings: Settings) -> Path:
    """Return the folder of the compiled encoder whose words a reader shares, whichever encoder the corpus is of."""
    try:
        return compiled(settings.cache, DEFAULT_MODEL)
    except EncoderError as error:
        raise ReaderError(f"the reader needs the words of {DEFAULT_MODEL}: {error}") from error
