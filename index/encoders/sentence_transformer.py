"""Any sentence-transformers model as an encoder, by name or folder, offline unless told otherwise.

Owns the only import of sentence_transformers and torch. Slower than ``OnnxEncoder`` and the reference it is measured
against. Nothing that serves answers imports this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from huggingface_hub import snapshot_download
from huggingface_hub.errors import LocalEntryNotFoundError
from sentence_transformers import SentenceTransformer

from index.encoders.base import FAST_MODEL, model_digest, model_folder
from index.errors import EncoderError
from index.unit_vectors import Vectors

_BATCH = 32  # the fastest measured; 128 is a third slower


class SentenceTransformerEncoder:
    """Encodes with ``SentenceTransformer.encode`` on the CPU."""

    def __init__(self, name_or_path: str | Path = FAST_MODEL, *, offline: bool = True) -> None:
        """Load a model by folder or by its name on the hub; offline only from files that are already here.

        Raises EncoderError when the model is missing or not the one pinned."""
        folder = _folder(name_or_path, offline=offline)
        self.name = Path(name_or_path).name
        self.digest = model_digest(FAST_MODEL if str(name_or_path) == FAST_MODEL else folder)
        self.model = load(folder)
        self.dimension = int(self.model.get_embedding_dimension() or 0)
        self.truncated = 0

    @property
    def max_tokens(self) -> int:
        """The longest text, in tokens, that is encoded whole."""
        return int(self.model.max_seq_length)

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: float32[len(texts), dimension], unit rows. Texts longer than the model takes add to
        ``truncated``."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        lengths = (len(ids) for ids in self.model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"])
        self.truncated += sum(length > self.max_tokens for length in lengths)
        vectors = self.model.encode_document(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: float32[dimension], unit length."""
        vector = self.model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return np.asarray(vector, dtype=np.float32)


def load(folder: Path) -> SentenceTransformer:
    """Load a model from its folder, never from the network and never running code that comes with it."""
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EncoderError(f"{folder} could not be loaded as a sentence-transformers model: {error}") from error


def _folder(name_or_path: str | Path, *, offline: bool) -> Path:
    if str(name_or_path) == FAST_MODEL or Path(name_or_path).is_dir():
        return model_folder(name_or_path)
    try:
        return model_folder(snapshot_download(str(name_or_path), local_files_only=offline))
    except (LocalEntryNotFoundError, OSError, ValueError) as error:
        raise EncoderError(
            f"{name_or_path!r} is neither a folder nor a model kept on this machine; "
            "give its folder, or load it once with offline=False"
        ) from error
