"""Readers by name: which one the settings mean.

Owns the choice. Knows nothing of how any of them reads.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path

from index import DEFAULT_MODEL, compiled, compiled_folder, hold_compiled
from index.errors import EncoderError
from qa.errors import ReaderError
from qa.reader.base import Reader
from qa.reader.onnx import DEFAULT_FOLDER, DESCRIPTION, FORM, OnnxReader, shares_words
from qa.reader.pair import ReaderPair
from qa.reader.second_model import digest, is_installed
from qa.settings import Settings

OWN = ("default", "fast")
#: What was fitted for both readers together.
FITTED = Path(__file__).parents[1] / "models" / "second" / "confidence.json"


def open_reader(settings: Settings) -> Reader | None:
    """Open the reading model that the settings name: "none"; "default", which is both readers of our own where the
    second's model is installed; "fast", the first alone; the folder of a reader of our own; or any
    sentence-transformers CrossEncoder by folder or name. Raises ReaderError."""
    if settings.reader == "none":
        return None
    folder = DEFAULT_FOLDER if settings.reader in OWN else Path(settings.reader)
    if settings.reader in OWN or (folder / DESCRIPTION).is_file():
        encoder = _words(settings) if shares_words(folder) else None
        first = OnnxReader(folder, threads=settings.threads, encoder=encoder)
        second = _second(settings) if settings.reader == "default" else None
        if second is None:
            return first
        return ReaderPair(first, second, fitted=json.loads(FITTED.read_text("utf-8")))
    _check_name(settings.reader)
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


def _check_name(name: str) -> None:
    """Raise ReaderError for a misspelt word and for a folder that is not there, before a hub is asked for them."""
    if Path(name).is_dir():
        return
    if like := get_close_matches(name, (*OWN, "none"), n=1):
        raise ReaderError(f"there is no reader {name!r}; did you mean {like[0]!r}? A CrossEncoder has another name")
    if name.startswith(("/", ".", "~")):
        raise ReaderError(f"there is no folder {name}; give a model's folder, its name, or 'none'")


def _words(settings: Settings) -> Path:
    """Return the folder of the compiled encoder whose words a reader shares, whichever encoder the corpus is of."""
    try:
        return compiled(settings.cache, DEFAULT_MODEL)
    except EncoderError as error:
        raise ReaderError(f"the reader needs the words of {DEFAULT_MODEL}: {error}") from error


def _second(settings: Settings) -> OnnxReader | None:
    """Open the second reader, compiling it first if it is not there; None where its model is not installed."""
    folder = compiled_folder(settings.cache, digest())
    if not hold_compiled(folder, form=FORM):
        if not is_installed():
            return None
        command = [sys.executable, "-m", "qa.reader.second_compiling", str(settings.cache)]
        done = subprocess.run(  # noqa: S603 - our own module
            command, capture_output=True, encoding="utf-8", errors="backslashreplace", check=False
        )
        if done.returncode != 0:
            ended = f"it was ended by signal {-done.returncode}; it needs 1.6 GB of memory, once"
            reason = [ended] if done.returncode < 0 else done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            raise ReaderError(f"the second reader could not be compiled: {reason[0]}; or set QA_READER to fast")
        hold_compiled(folder, form=FORM)
    return OnnxReader(folder, threads=settings.threads)
