"""The form of a compiled model's folder: its files, its description, and how it is written in one step.

Owns the names of the files and the digests that are checked on opening. Knows nothing of what is in graphs.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.durable.files import file_sha256, publish, sync_file, sync_folder
from index.encoders.storage.model_folder import Form
from index.errors import EncoderError

FORMAT = 3
GRAPH = "model.onnx"
GRAPH_WEIGHTS = "model.bin"  # beside the graph, so that it can be mapped: of the word vectors, few are ever read
INT8_GRAPH = "sentences.onnx"
#: The word vectors, where graphs are given these and not ids: shared by all graphs, and mapped.
WORDS = "words.bin"
TOKENIZER = "tokenizer.json"
#: The tokenizer, where it is one that index.encoders.tokens.unigram reads.
PIECES = "pieces.bin"
DESCRIPTION = "encoder.json"
#: What a graph is given: ids, int64[batch, length], or, where word vectors stay outside, float32[batch, length, width].
IDS, WORD_VECTORS = "input_ids", "words"

_KEYS = {"format", "name", "digest", "dimension", "max_tokens", "question_prompt", "sentence_prompt", "padded", "files"}

FORM = Form(DESCRIPTION, FORMAT, frozenset(_KEYS), EncoderError, "delete {folder} to have it compiled again")


def compiled_folder(cache: Path, digest: str) -> Path:
    """Name the folder of a compiled model: by the model's digest and the form of the folder."""
    return cache / hashlib.sha256(f"{digest} {FORMAT}".encode()).hexdigest()[:24]


def write_once(cache: Path, digest: str, *, write: Callable[[Path], Mapping[str, Any]], form: Form = FORM) -> Path:
    """Write a model's folder into ``cache`` unless it is there, and return it. A crash leaves nothing under its name.

    ``write`` puts the files into the folder that it is called with, and returns what they are to be described by, in
    the description that ``form`` names."""
    target = compiled_folder(cache, digest)
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache):
        return target if target.is_dir() else _written(target, digest, write=write, form=form)


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Wait until no other process compiles into the cache: each takes both cores for a minute, and up to 1.6 GB. Waits
    for nobody where the file system has no locks."""
    folder = os.open(cache, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _written(target: Path, digest: str, *, write: Callable[[Path], Mapping[str, Any]], form: Form) -> Path:
    working = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".tmp", dir=target.parent))
    try:
        says = write(working)
        files = sorted(working.iterdir())
        for path in files:
            sync_file(path)
        description = {
            **says,
            "format": form.format,
            "digest": digest,
            "files": {p.name: file_sha256(p) for p in files},
        }
        publish(working / form.description, json.dumps(description, indent=1, sort_keys=True).encode("utf-8"))
        _put(working, target)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return target


def _put(working: Path, target: Path) -> None:
    sync_folder(working)
    try:
        working.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another process has compiled the same model meanwhile
            raise
    sync_folder(target.parent)
