"""Compile the second reader, once: `python -m qa.reader.second_compiling CACHE`.

Owns which files it becomes: those of a reader of our own (qa.reader.onnx) with a vocabulary of its own. Runs in a
process of its own, because the process that serves answers has no use for what compiling needs.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.compiling.e5 import channel_sizes
from index.encoders.graphs.bert_graph import Bert, Shape
from index.encoders.graphs.int8_rounding import quantised
from index.encoders.graphs.onnx_graph import Graph
from index.encoders.graphs.relevance_graph import OUTPUTS, ROWS, add_heads
from index.encoders.storage.compiled import write_once
from qa.errors import ReaderError
from qa.reader.inputs import Budget
from qa.reader.onnx import FORM, GRAPH, GRAPH_WEIGHTS, TOKENIZER
from qa.reader.second_model import digest
from qa.reader.second_weights import SecondWeights, read_second

NAME = "mpnet-reader-12"
INPUTS = {"ids": ROWS, "types": ROWS}
BEGIN, END = 0, 2
BUDGET = Budget(question=64, title=16, section=16, previous=0, sentence=128, stride=96, first=BEGIN, between=END)

_WIDTH, _HEADS, _EPSILON = 768, 12, 1e-5
_WORDS, _WORD_SCALE = "embeddings.word_embeddings.weight", "embeddings.word_embeddings.scale"
_CALIBRATION_ROWS = 40
#: No span of the second reader is ever marked: the first one's are.
_NEVER = 1e9


def compile_second(cache: Path) -> Path:
    """Compile the installed model into ``cache`` unless it is there, and return its folder.

    Raises ReaderError when a package is missing or not the one pinned."""
    return write_once(cache, digest(), write=_write, form=FORM)


def graph_of(weights: SecondWeights, shape: Shape, *, int8: bool = True) -> Graph:
    """Make the graph: ``INPUTS``, rows of one length, to relevance, start and end."""
    sizes = None
    if int8:
        body = {name: value for name, value in weights.body.items() if name != _WORDS}
        sizes = channel_sizes(body, shape, rows=_random_rows(weights.body[_WORDS]), distances=weights.distances)
    tensors: dict[str, NDArray[Any]] = dict(weights.body)
    if int8:
        tensors[_WORDS], scales = quantised(weights.body[_WORDS])
        tensors[_WORD_SCALE] = scales[:, None]
    g = Graph()
    bert = Bert(g, tensors, shape=shape, sizes=sizes, distances=weights.distances)
    flat, batched = bert.states("ids")
    add_heads(g, weights.heads, states=g.op("Reshape", flat, batched))
    return g


def _write(working: Path) -> dict[str, Any]:
    weights = read_second()
    made = graph_of(weights, Shape(weights.layers, _WIDTH, _HEADS, _EPSILON))
    made.save(working / GRAPH, constants=GRAPH_WEIGHTS, inputs=INPUTS, outputs=OUTPUTS)
    (working / TOKENIZER).write_text(weights.tokenizer, "utf-8")
    return {"name": NAME, "budget": asdict(BUDGET), "span_threshold": _NEVER}


def _random_rows(table: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return the word vectors of rows of random words, float32[length, width] each: the same ones every time."""
    random = np.random.default_rng(7)
    rows = []
    for length in random.integers(12, 80, _CALIBRATION_ROWS):
        rows.append(table[[BEGIN, *random.integers(len(table) // 10, len(table), length), END]])
    return rows


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{compile_second(Path(sys.argv[1]))}\n")
    except ReaderError as error:
        sys.exit(str(error))
