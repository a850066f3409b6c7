"""OnnxEncoder: a compiled sentence-transformers model run by ONNX Runtime. The default encoder.

Owns what an encoder is called, and the order in which texts
are encoded: sorted by length, in batches of a bounded number of tokens, which is 1.9 times as fast as the order of
arrival. Questions are encoded in fp32; sentences in int8 where the name says so. Knows nothing of torch.
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

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.encoders.base import DEFAULT_MODEL, model_digest
from index.encoders.model_folder import Form, ModelFolder
from index.errors import EncoderError
from index.onnx_runtime import Session, session, usable_cores
from index.unit_vectors import Vectors

FORMAT = 2
GRAPH = "model.onnx"
GRAPH_WEIGHTS = "model.bin"  # beside the graph, so that it can be mapped: of the word vectors, few are ever read
INT8_GRAPH = "sentences.onnx"
TOKENIZER = "tokenizer.json"
DESCRIPTION = "encoder.json"
#: A model's name with this at its end is that model with its sentences encoded in int8.
INT8 = ":int8"
DEFAULT_ENCODER = DEFAULT_MODEL + INT8
_INT8_VERSION = "int8/1"  # a change of what the int8 graph computes needs another

_KEYS = {"format", "name", "digest", "dimension", "max_tokens", "question_prompt", "sentence_prompt", "padded", "files"}
_FORM = Form(DESCRIPTION, FORMAT, frozenset(_KEYS), EncoderError, "delete {folder} to have it compiled again")

#: Tokens in a batch: 256 was faster than 1,024 and 4,096, since a batch's activations then stay in the second-level
#: cache.
TOKEN_BUDGET = 256
_CHUNK = 4096  # texts tokenised at a time, so that a long call's token ids need not all be held


def compiled_folder(cache: Path, digest: str) -> Path:
    """Name the folder of a compiled model: by the model's digest and the form of the folder."""
    return cache / hashlib.sha256(f"{digest} {FORMAT}".encode()).hexdigest()[:24]


class OnnxEncoder:
    """Encodes with ONNX Runtime. Safe to call from several threads at once.

    ``truncated`` counts the texts that were longer than ``max_tokens`` and were cut."""

    def __init__(self, folder: Path, *, threads: int | None = None, int8: bool = False) -> None:
        """Load a compiled model. ``threads``: cores used by one call; None takes those this process may use.
        ``int8``: encode sentences in int8, which are then another encoder's vectors, by another name.

        Raises EncoderError when a file is missing or is not the one that was compiled, and when a model of this kind
        cannot be had in int8."""
        self._folder = ModelFolder(folder, _FORM)
        description = self._folder.description
        if int8 and INT8_GRAPH not in description["files"]:
            raise EncoderError(f"{description['name']} is of a kind that has no int8 form; leave {INT8} away")
        self._tokenizer = Tokenizer.from_file(str(self._folder.check(TOKENIZER)))
        digest = str(description["digest"])
        self.name = f"{description['name']}{INT8 if int8 else ''}"
        self.digest = hashlib.sha256(f"{digest} {_INT8_VERSION}".encode()).hexdigest() if int8 else digest
        self.dimension = int(description["dimension"])
        self.max_tokens = int(description["max_tokens"])
        self.truncated = 0
        self._padded = bool(description["padded"])
        self._question_prompt = str(description["question_prompt"])
        self._sentence_prompt = str(description["sentence_prompt"])
        self._threads = threads or usable_cores()
        self._session = self._started(GRAPH, threads=self._threads)
        self._int8 = int8
        self._starting = threading.Lock()
        self._sentence_session: Session | None = None

    @classmethod
    def open(cls, cache: Path, encoder: str | Path = DEFAULT_ENCODER, *, threads: int | None = None) -> OnnxEncoder:
        """Load a model (the default's name, or a folder; with ":int8" for sentences in int8) from ``cache``, compiling
        it there first if it is not.

        Compiling takes some 20 seconds and runs in another process, so that torch is never loaded in this one."""
        model, int8 = named(encoder)
        # The default's files are checked when they are compiled; here only their pinned digest is needed, as a name.
        folder = compiled_folder(cache, model_digest(model, check=False))
        if not folder.is_dir():
            _compile(cache, model)
        return cls(folder, threads=threads, int8=int8)

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: float32[len(texts), dimension], unit rows, in the order given."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            chunk = [self._sentence_prompt + text for text in texts[start : start + _CHUNK]]
            vectors[start : start + len(chunk)] = self._encode(self._tokenizer.encode_batch_fast(chunk))
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: float32[dimension], unit length."""
        vector: Vectors = self._run(self._session, [self._tokenizer.encode(self._question_prompt + text)])[0]
        return vector

    def _encode(self, encodings: Sequence[Encoding]) -> Vectors:
        self.truncated += sum(bool(encoding.overflowing) for encoding in encodings)
        lengths = np.fromiter((len(encoding) for encoding in encodings), dtype=np.intp, count=len(encodings))
        vectors = np.empty((len(encodings), self.dimension), dtype=np.float32)
        running = self._for_sentences()

        def run(batch: NDArray[np.intp]) -> None:
            vectors[batch] = self._run(running, [encodings[place] for place in batch])

        # The longest first, so that no thread is left with one at the end.
        parts = list(batches(lengths, TOKEN_BUDGET, mixed=self._padded))[::-1]
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(run, parts))
        return vectors

    def _run(self, running: Session, encodings: Sequence[Encoding]) -> Vectors:
        longest = max(len(encoding) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), dtype=np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
        given = {"input_ids": ids}
        if self._padded:
            lengths = np.array([len(encoding) for encoding in encodings])
            given["attention_mask"] = (np.arange(longest) < lengths[:, None]).astype(np.int64)
        return np.asarray(running.run(None, given)[0], dtype=np.float32)

    def _for_sentences(self) -> Session:
        """Return what sentences are run with, one batch a thread; started when first needed, which for a program that
        only answers is never."""
        with self._starting:
            if self._sentence_session is None:
                self._sentence_session = self._started(INT8_GRAPH if self._int8 else GRAPH, threads=1)
            return self._sentence_session

    def _started(self, graph: str, *, threads: int) -> Session:
        if graph == GRAPH:
            self._folder.check(GRAPH_WEIGHTS)
        return session(str(self._folder.check(graph)), threads=threads)


def named(encoder: str | Path) -> tuple[str | Path, bool]:
    """Divide an encoder's name into its model's, name or folder, and whether sentences are in int8."""
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


def _compile(cache: Path, model: str | Path) -> None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            pass
    except OSError as error:
        raise EncoderError(
            f"{cache}, where compiled models are kept, cannot be written ({error.strerror}); "
            "set QA_CACHE to a folder that can"
        ) from error
    command = [sys.executable, "-m", "index.encoders.compile", str(model), str(cache)]
    done = subprocess.run(  # noqa: S603 - our own module
        command, capture_output=True, encoding="utf-8", errors="backslashreplace", check=False
    )
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise EncoderError(f"{model} could not be compiled: {reason[0]}")
