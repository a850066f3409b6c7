"""OnnxEncoder: a compiled sentence-transformers model run by ONNX Runtime. The default encoder.

Owns the names of encoders, and the order in which texts are encoded: sorted by length, in batches of a bounded number
of tokens, which is 1.9 times as fast as the order of arrival. An encoder whose name ends in int8 encodes both sentences
and questions in int8: a question then takes less time, and the difference in what is found is within chance
(index/encoders/trained/README.md). Never loads torch.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import DEFAULT_MODEL, FAST_MODEL, check_libraries, is_e5, model_digest
from index.encoders.graphs.block_weights import WordVectors
from index.encoders.storage.cache_eviction import hold
from index.encoders.storage.compiled import (
    FORM,
    GRAPH,
    GRAPH_WEIGHTS,
    IDS,
    INT8_GRAPH,
    PIECES,
    TOKENIZER,
    WORD_VECTORS,
    WORDS,
    compiled_folder,
)
from index.encoders.storage.model_folder import ModelFolder
from index.encoders.tokens.windows import Ids, LibraryTokenizer, UnigramWindows, WindowTokenizer, joined
from index.errors import EncoderError
from index.onnx_runtime import Session, session, usable_cores
from index.unit_vectors import Vectors

#: A model's name with this at its end is that model in int8.
INT8 = ":int8"
DEFAULT_ENCODER = DEFAULT_MODEL + INT8
FAST_ENCODER = FAST_MODEL + INT8
_INT8_VERSION = "int8/1"  # a change of what the int8 graph computes needs another

#: Tokens in a batch: 256 was faster than 1,024 and 4,096, since a batch's activations then stay in the second-level
#: cache.
TOKEN_BUDGET = 256
_CHUNK = 4096  # texts tokenised at a time, so that a long call's token ids need not all be held


class OnnxEncoder:
    """Encodes with ONNX Runtime. Safe to call from several threads at once.

    Of a text longer than ``max_tokens`` the vector is the mean of its windows', each weighed by its tokens."""

    def __init__(self, folder: Path, *, threads: int | None = None, int8: bool = False) -> None:
        """Load a compiled model. ``threads``: cores used by one call; None takes all that this process may use
        for sentences, and one for a question: two cores use a seventh more processor time, which other questions need.
        ``int8``: encode in int8; that is another encoder, with another name, and its vectors do not mix with these.

        Raises EncoderError when a file is missing or is not the one that was compiled, and when a model of this kind
        cannot be had in int8."""
        self._folder = ModelFolder(folder, FORM)
        says = self._folder.description
        if int8 and INT8_GRAPH not in says["files"]:
            raise EncoderError(f"{says['name']} is of a kind that has no int8 form; leave {INT8} away")
        digest = str(says["digest"])
        self.name = f"{says['name']}{INT8 if int8 else ''}"
        self.digest = hashlib.sha256(f"{digest} {_INT8_VERSION}".encode()).hexdigest() if int8 else digest
        self.dimension = int(says["dimension"])
        self.max_tokens = int(says["max_tokens"])
        self._divider = _divider(self._folder)
        self._words = _word_vectors(self._folder)
        self._padded = bool(says["padded"])
        self._prompts = {kind: str(says[f"{kind}_prompt"]) for kind in ("question", "sentence")}
        self._threads = threads or usable_cores()
        self._graph = INT8_GRAPH if int8 else GRAPH
        self._session = self._started(self._graph, threads=threads or 1)
        self._starting = threading.Lock()
        self._sentence_session: Session | None = self._session if (threads or 1) == 1 else None

    @classmethod
    def open(cls, cache: Path, encoder: str | Path = DEFAULT_ENCODER, *, threads: int | None = None) -> OnnxEncoder:
        """Load a model (the default's name, or a folder; with ":int8" for int8) from ``cache``, compiling
        it there first if it is not.

        Compiling takes some seconds, 20 of any model but the default, and runs in another process, so that what it
        needs is never loaded in this one."""
        return cls(compiled(cache, encoder), threads=threads, int8=named(encoder)[1])

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: float32[len(texts), dimension], unit rows, in the order given."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            chunk = texts[start : start + _CHUNK]
            vectors[start : start + len(chunk)] = self._encode(chunk)
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: float32[dimension], unit length."""
        (windows,) = self._divider.windows([text], prompt=self._prompts["question"])
        vectors = np.concatenate([self._run(self._session, [window]) for window in windows])
        question: Vectors = joined(vectors, [windows])[0]
        return question

    def _encode(self, texts: Sequence[str]) -> Vectors:
        divided = self._divider.windows(texts, prompt=self._prompts["sentence"])
        windows = [window for parts in divided for window in parts]
        lengths = np.fromiter(map(len, windows), dtype=np.intp, count=len(windows))
        vectors = np.empty((len(windows), self.dimension), dtype=np.float32)
        running = self._for_sentences()

        def run(batch: NDArray[np.intp]) -> None:
            vectors[batch] = self._run(running, [windows[place] for place in batch])

        # The longest first, so that no thread is left with one at the end.
        parts = list(batches(lengths, TOKEN_BUDGET, mixed=self._padded))[::-1]
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(run, parts))
        return joined(vectors, divided)

    def _run(self, running: Session, rows: Sequence[Ids]) -> Vectors:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        inputs: dict[str, NDArray[Any]] = {IDS: ids} if self._words is None else {WORD_VECTORS: self._words.rows(ids)}
        if self._padded:
            lengths = np.array([len(row) for row in rows])
            inputs["attention_mask"] = (np.arange(longest) < lengths[:, None]).astype(np.int64)
        return np.asarray(running.run(None, inputs)[0], dtype=np.float32)

    def _for_sentences(self) -> Session:
        """Return what sentences are run with, one batch a thread; started when first needed, which for a program that
        only answers is never."""
        with self._starting:
            if self._sentence_session is None:
                self._sentence_session = self._started(self._graph, threads=1)
            return self._sentence_session

    def _started(self, graph: str, *, threads: int) -> Session:
        if graph == GRAPH and GRAPH_WEIGHTS in self._folder.description["files"]:
            self._folder.check(GRAPH_WEIGHTS)
        return session(str(self._folder.check(graph)), threads=threads)


def compiled(cache: Path, encoder: str | Path) -> Path:
    """Return the folder of an encoder's compiled model in ``cache``, compiling it first if it is not there.

    Raises EncoderError when there is no such model or it cannot be compiled."""
    model, _ = named(encoder)
    # A pinned model's files are checked when they are compiled; here only their digest is needed, as a name.
    folder = compiled_folder(cache, model_digest(model, check=False))
    if not hold(folder):
        _compile(cache, model)
        hold(folder)
    return folder


def is_compiled(cache: Path, encoder: str | Path) -> bool:
    """Tell whether an encoder opens without compiling its model first. Raises EncoderError when there is no such
    model."""
    return compiled_folder(cache, model_digest(named(encoder)[0], check=False)).is_dir()


def named(encoder: str | Path) -> tuple[str | Path, bool]:
    """Divide an encoder's name into its model's, name or folder, and whether it is in int8."""
    name = str(encoder)
    return (name.removesuffix(INT8), True) if name.endswith(INT8) else (encoder, False)


def batches(lengths: NDArray[np.intp], budget: int, *, mixed: bool) -> Iterator[NDArray[np.intp]]:
    """Divide texts, given by their lengths in tokens, into batches of one length, or with ``mixed`` of similar lengths:
    arrays of places, the shortest first.

    A batch padded to its longest text holds at most ``budget`` tokens; a text longer than that is a batch of its
    own."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end - start + 1) * lengths[order[end]] <= budget:
            if not mixed and lengths[order[end]] != lengths[order[start]]:
                break
            end += 1
        yield order[start:end]
        start = end


def _divider(folder: ModelFolder) -> WindowTokenizer:
    says = folder.description
    if PIECES not in says["files"]:
        return LibraryTokenizer(folder.check(TOKENIZER))
    first, last = says["marks"]
    return UnigramWindows(folder.check(PIECES), marks=(first, last), max_tokens=says["max_tokens"])


def _word_vectors(folder: ModelFolder) -> WordVectors | None:
    if WORDS not in folder.description["files"]:
        return None
    return WordVectors(folder.check(WORDS), width=folder.description["dimension"])


def _compile(cache: Path, model: str | Path) -> None:
    check_libraries(model)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            pass
    except OSError as error:
        raise EncoderError(
            f"{cache}, where compiled models are kept, cannot be written ({error.strerror}); "
            "set QA_CACHE to a folder that can"
        ) from error
    command = (
        ["index.encoders.compiling.e5", str(cache), str(model)]
        if is_e5(model)
        else ["index.encoders.compiling.any_model", str(model), str(cache)]
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", *command], capture_output=True, encoding="utf-8", errors="backslashreplace", check=False
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise EncoderError(f"{model} could not be compiled: {reason[0]}")
