"""Compile multilingual-e5-small, trained on or as it comes, once: `python -m index.encoders.compiling.e5 CACHE MODEL`.

Owns which files it becomes: for questions its matrices unchanged, those that were not trained on in 4 bits; for
sentences int8 ones; word vectors and pieces as files that are mapped and read without conversion. Takes seconds, and no
torch. Runs in a process of its own, so that the process that serves answers never loads what compiling needs.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import DEFAULT_MODEL, model_digest
from index.encoders.compiling.e5_weights import (
    BOS,
    E5,
    EOS,
    QUESTION_PROMPT,
    SENTENCE_PROMPT,
    UNK,
    WORD_TABLE,
    read_e5,
    whole,
)
from index.encoders.compiling.trained_layers import trained_layers
from index.encoders.graphs.bert_graph import Bert, Shape
from index.encoders.graphs.block_weights import Blocks
from index.encoders.graphs.onnx_graph import Graph
from index.encoders.graphs.sentence_graph import sentence_graph
from index.encoders.storage.compiled import GRAPH, GRAPH_WEIGHTS, INT8_GRAPH, PIECES, WORD_VECTORS, WORDS, write_once
from index.encoders.tokens.unigram_build import unigram_file
from index.errors import EncoderError
from index.onnx_runtime import session, usable_cores

_CALIBRATION_ROWS = 60  # with 150, vectors came out no nearer to those of the 4-bit graph


def compile_e5(cache: Path, model: str = DEFAULT_MODEL) -> Path:
    """Compile the installed model into ``cache`` unless it is there, and return its folder.

    Raises EncoderError when the model is missing or not the one pinned."""
    trained = trained_layers() if model == DEFAULT_MODEL else {}
    return write_once(cache, model_digest(model), write=lambda working: _write(working, model, trained))


def _write(working: Path, model: str, trained: Mapping[str, NDArray[np.float32]]) -> dict[str, Any]:
    e5 = read_e5()
    table = e5.tensors[WORD_TABLE]
    assert isinstance(table, Blocks)
    (working / WORDS).write_bytes(table.blocks.tobytes())
    pieces = unigram_file(e5.pieces, folded=e5.blanks(), unknown=UNK, control=e5.control)
    (working / PIECES).write_bytes(pieces)
    config = e5.config
    shape = Shape(
        config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    )
    weights = {name: tensor for name, tensor in e5.tensors.items() if name != WORD_TABLE}
    weights |= {name: whole(tensor) for name, tensor in weights.items() if name.startswith("embeddings.")}
    weights |= trained
    (working / GRAPH).write_bytes(sentence_graph(weights, shape, words_outside=True))
    sizes = channel_sizes(weights, shape, rows=_random_rows(e5, table))
    (working / INT8_GRAPH).write_bytes(sentence_graph(weights, shape, sizes=sizes, words_outside=True))
    return {
        "name": model,
        "dimension": shape.width,
        "max_tokens": config["max_position_embeddings"],
        "question_prompt": QUESTION_PROMPT,
        "sentence_prompt": SENTENCE_PROMPT,
        "padded": False,
        "marks": [BOS, EOS],
    }


def channel_sizes(
    weights: Any,
    shape: Shape,
    *,
    rows: list[NDArray[np.float32]],
    distances: NDArray[np.float32] | None = None,
) -> dict[str, NDArray[np.float32]]:
    """Find out how large each channel gets that a matrix is given, by the matrix's name.

    ``rows`` are word vectors, float32[length, width] each; ``distances`` as ``Bert`` takes them. Which channels are
    large is a property of the model and hardly depends on the text."""
    graph = Graph()
    body = Bert(graph, weights, shape=shape, distances=distances)
    body.states_of_words(WORD_VECTORS)
    outputs = {name: ["tokens", "channels"] for name in body.taken.values()}
    largest: dict[str, NDArray[np.float32]] = {}
    with tempfile.TemporaryDirectory(prefix="calibration-") as folder:
        path = Path(folder) / GRAPH
        graph.save(
            path, constants=GRAPH_WEIGHTS, inputs={WORD_VECTORS: ["batch", "length", shape.width]}, outputs=outputs
        )
        running = session(str(path), threads=usable_cores())
        for row in rows:
            states = running.run(list(outputs), {WORD_VECTORS: row[None]})
            for name, state in zip(outputs, states, strict=True):
                size = np.abs(state).max(axis=0)
                largest[name] = np.maximum(largest[name], size) if name in largest else size
    return {matrix: largest[name] for matrix, name in body.taken.items()}


def _random_rows(e5: E5, table: Blocks) -> list[NDArray[np.float32]]:
    """Return word vectors of rows of random words: the same ones every time."""
    random = np.random.default_rng(7)
    words = [number for number, (text, _) in enumerate(e5.pieces) if text.strip("▁").isalpha()]
    rows = []
    for length in random.integers(6, 50, _CALIBRATION_ROWS):
        ids = np.array([BOS, *random.choice(words, length), EOS])
        rows.append(Blocks(table.blocks[ids]).whole())
    return rows


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{compile_e5(Path(sys.argv[1]), *sys.argv[2:])}\n")
    except EncoderError as error:
        sys.exit(str(error))
