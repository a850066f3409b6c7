"""What a cross-encoder makes of a body's states: how well a row answers, and where an answer begins and ends.

Owns the heads' form. Knows nothing of bodies, files or of what the outcome is used for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.graphs.onnx_graph import Dimensions, Graph

_FLOAT = 1  # ONNX's number of float32
ROWS: Dimensions = ("batch", "length")
#: The outputs, as ``Graph.model`` takes them.
OUTPUTS: Mapping[str, Dimensions] = {"relevance": ("batch",), "start": ROWS, "end": ROWS}


def add_heads(g: Graph, weights: Mapping[str, NDArray[Any]], *, states: str) -> None:
    """Add the heads over states, float32[batch, length, width]: outputs "relevance", float32[batch], "start" and "end",
    float32[batch, length]. The input "types", int64[batch, length], is 1 in the sentence and 0 before it.

    ``weights``: "relevance.0", "relevance.2" and "span", each with ".weight", float32[outputs, inputs], and ".bias"."""
    kinds = g.op("Cast", "types", to=_FLOAT)
    sentence = _mean(g, states, kinds)
    question = _mean(g, states, g.op("Sub", g.constant(1.0), kinds))
    first = g.op("Gather", states, g.constant(np.array(0, dtype=np.int64)), axis=1)
    product = g.op("Mul", g.op("Mul", question, sentence), g.constant(4.0))
    features = g.op("Concat", first, sentence, product, axis=1)
    scored = _dense(g, g.op("Gelu", _dense(g, features, weights, "relevance.0")), weights, "relevance.2")
    g.op("Squeeze", scored, g.integers(1), output="relevance")
    edges = _dense(g, states, weights, "span")
    for place, name in enumerate(("start", "end")):
        g.op("Gather", edges, g.constant(np.array(place, dtype=np.int64)), axis=2, output=name)


def _mean(g: Graph, states: str, weight: str) -> str:
    """Add the weighted mean of every row's states: float32[batch, width]."""
    total = g.op("ReduceSum", weight, g.integers(1), keepdims=1)
    shares = g.op("Unsqueeze", g.op("Div", weight, total), g.integers(1))
    return g.op("Squeeze", g.op("MatMul", shares, states), g.integers(1))


def _dense(g: Graph, given: str, weights: Mapping[str, NDArray[Any]], name: str) -> str:
    """Add a linear layer in fp32: the heads are so small that int8 would save nothing."""
    weight, bias = (np.asarray(weights[f"{name}.{part}"], dtype=np.float32) for part in ("weight", "bias"))
    return g.op("Add", g.op("MatMul", given, g.constant(weight.T)), g.constant(bias))
