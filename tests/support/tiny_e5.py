"""A body like multilingual-e5-small, of two narrow layers with random weights; and a compiled encoder's words of it."""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from index.encoders.compiling.e5_weights import BOS, E5, EOS, PAD, UNK, WORD_TABLE
from index.encoders.graphs.block_weights import BLOCK, Blocks
from index.encoders.storage.compiled import PIECES, WORDS, write_once
from index.encoders.tokens.unigram_build import unigram_file

WIDTH, INNER, HEADS, PLACES = 32, 64, 4, 512


def tiny_e5(*, layers: int = 2, seed: int = 5) -> E5:
    """Make a body whose pieces are single letters, of words and within them."""
    letters = string.ascii_letters + string.digits + ".,?!'-"
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(f"▁{letter}", -2.0) for letter in letters] + [(letter, -3.0) for letter in letters] + [("▁", -5.0)]
    random = np.random.default_rng(seed)

    def drawn(*size: int, around: float = 0.0) -> np.ndarray:
        return (random.standard_normal(size) * 0.2 + around).astype(np.float32)

    tensors: dict[str, object] = {
        WORD_TABLE: table_of(random, len(pieces)),
        "embeddings.position_embeddings.weight": drawn(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": drawn(2, WIDTH),
    }
    sizes = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (INNER, WIDTH),
        "output.dense": (WIDTH, INNER),
    }
    for layer in range(layers):
        for name, size in sizes.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = drawn(*size)
            tensors[f"encoder.layer.{layer}.{name}.bias"] = drawn(size[0])
    norms = [f"encoder.layer.{i}.{n}.LayerNorm" for i in range(layers) for n in ("attention.output", "output")]
    for name in ["embeddings.LayerNorm", *norms]:
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = drawn(WIDTH, around=1.0), drawn(WIDTH)
    config = {
        "hidden_size": WIDTH,
        "num_hidden_layers": layers,
        "num_attention_heads": HEADS,
        "intermediate_size": INNER,
        "vocab_size": len(pieces),
        "max_position_embeddings": PLACES,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "pad_token_id": 1,
    }
    return E5(tensors, config, pieces, {0x200B: "", 0xA0: " "})  # type: ignore[arg-type]


def table_of(random: np.random.Generator, words: int) -> Blocks:
    """Make word vectors in blocks of 4 bits."""
    blocks = np.zeros((words, WIDTH // BLOCK), dtype=[("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
    blocks["scale"] = 0.05
    blocks["pairs"] = random.integers(0, 256, blocks["pairs"].shape)
    return Blocks(blocks)


def words_of(e5: E5) -> bytes:
    """Return the table of word vectors as a compiled encoder keeps it."""
    table = e5.tensors[WORD_TABLE]
    assert isinstance(table, Blocks)
    return table.blocks.tobytes()


def write_encoder(cache: Path) -> Path:
    """Write the folder of a compiled encoder with the words and pieces of the tiny body, and no graphs."""

    def write(folder: Path) -> Mapping[str, Any]:
        e5 = tiny_e5()
        (folder / WORDS).write_bytes(words_of(e5))
        control = frozenset({BOS, PAD, EOS, UNK})
        (folder / PIECES).write_bytes(unigram_file(e5.pieces, folded=e5.blanks(), unknown=UNK, control=control))
        says = {"name": "tiny", "dimension": WIDTH, "max_tokens": PLACES, "padded": False, "marks": [BOS, EOS]}
        return {**says, "question_prompt": "", "sentence_prompt": ""}

    return write_once(cache, "tiny", write=write)


def write_shared_reader(folder: Path) -> Path:
    """Write a reader that shares those words: relevance is the mean over the sentence of the sum of a word's vector, an
    edge is that sum."""
    axes = [numpy_helper.from_array(np.array([axis], np.int64), name) for axis, name in ((2, "last"), (1, "tokens"))]
    nodes = [
        helper.make_node("ReduceSum", ["words", "last"], ["start"], keepdims=0),
        helper.make_node("Identity", ["start"], ["end"]),
        helper.make_node("Cast", ["types"], ["weight"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["start", "weight"], ["weighed"]),
        helper.make_node("ReduceSum", ["weighed", "tokens"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["weight", "tokens"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["relevance"]),
    ]
    inputs = [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "t", WIDTH])]
    inputs.append(helper.make_tensor_value_info("types", TensorProto.INT64, ["n", "t"]))
    outputs = [helper.make_tensor_value_info("relevance", TensorProto.FLOAT, ["n"])]
    outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", "t"]) for name in ("start", "end")]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, axes)
    data = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9).SerializeToString()
    (folder / "reader.onnx").write_bytes(data)
    budget = {"question": 32, "title": 8, "section": 8, "previous": 0, "sentence": 24, "stride": 16}
    description = {
        "format": 3,
        "name": "tiny-shared",
        "budget": {**budget, "first": BOS, "between": EOS},
        "span_threshold": 0.0,
        "words": hashlib.sha256(words_of(tiny_e5())).hexdigest(),
        "files": {"reader.onnx": hashlib.sha256(data).hexdigest()},
    }
    (folder / "reader.json").write_text(json.dumps(description))
    return folder
