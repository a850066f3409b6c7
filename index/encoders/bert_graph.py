"""BERT as an ONNX graph written by hand, in fp32 or with int8 matrices. What ONNX Runtime runs fastest on a CPU.

Owns the layout of the graph and how matrices and activations are quantised. Rows given together must have one length:
there is no padding and no mask, so that a row's outcome is the same whatever it is run with. Knows nothing of files,
tokenizers or of what the states are used for.

In int8, every token's activations have a scale of their own, found as it is run; matrices have one for each column.
Integer products are exact, and so the same on every processor, because no pair of weights can overflow the 16 bits
in which processors without VNNI add two products. Channels that are large in every token are made smaller before they
are quantised, and the weights that meet them larger by as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = Mapping[str, NDArray[Any]]

OPSET, IR_VERSION = 20, 10
_EXTENSIONS = "com.microsoft"
#: Two neighbouring weights of one sign add up to at most this: 255 times it fits into 16 bits.
PAIR_LIMIT = 128
_CLIPPING = (1.0, 0.93, 0.87, 0.81, 0.75, 0.7, 0.65, 0.6)
#: Of the sizes of activations and weights, this share is evened out between them.
_SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a BERT: how many layers, how wide the states, how many heads, and what norms add to a variance."""

    layers: int
    width: int
    heads: int
    epsilon: float


@dataclass(slots=True)
class Graph:
    """Nodes and constants, as they are added."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, value: NDArray[Any] | float) -> str:
        """Add a constant and return its name. A Python number becomes float32."""
        array = np.asarray(value, dtype=np.float32 if isinstance(value, float) else None, order="C")
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        """Add a constant int64[n], as shapes and axes are given."""
        return self.constant(np.array(values, dtype=np.int64))

    def op(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node of one output and return the output's name."""
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(onnx.helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def extension(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of ONNX Runtime's own."""
        return self.op(kind, *inputs, domain=_EXTENSIONS, **attributes)

    def model(self, inputs: Mapping[str, list[str]], outputs: Mapping[str, list[str | int]]) -> bytes:
        """Serialise, given the dimensions of int64 inputs and float32 outputs by name."""
        describe = onnx.helper.make_tensor_value_info
        graph = onnx.helper.make_graph(
            self.nodes,
            "bert",
            [describe(name, onnx.TensorProto.INT64, shape) for name, shape in inputs.items()],
            [describe(name, onnx.TensorProto.FLOAT, shape) for name, shape in outputs.items()],
            self.constants,
        )
        opsets = [onnx.helper.make_opsetid("", OPSET), onnx.helper.make_opsetid(_EXTENSIONS, 1)]
        return bytes(onnx.helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION).SerializeToString())


class Bert:
    """Writes the body of a BERT into a graph: token ids in, states of all tokens out."""

    def __init__(self, graph: Graph, weights: Weights, *, shape: Shape, sizes: Weights | None = None) -> None:
        """``weights`` are named as in transformers' BertModel; word vectors may be int8, each to be multiplied by its
        row of "embeddings.word_embeddings.scale", float32[words, 1]. ``sizes``: for each matrix (say
        "encoder.layer.0.output.dense") how large each channel of what it is given usually gets, float32[inputs]; with
        them the matrices are int8."""
        self.graph, self.shape, self.int8 = graph, shape, sizes is not None
        self._weights, self._sizes = weights, sizes or {}
        self._rows = graph.integers(-1, shape.width)
        self._last = graph.integers(-1)
        self._zero = graph.constant(np.array(128, dtype=np.uint8))

    def states(self, ids: str, types: str | None = None) -> tuple[str, str]:
        """Add everything from ids (int64[batch, length]) to the states: float32[batch * length, width], and the shape
        that makes them float32[batch, length, width]. Without ``types`` all tokens are of type 0."""
        g = self.graph
        size = g.op("Shape", ids)
        self._batched = g.op("Concat", size, g.integers(self.shape.width), axis=0)
        embedded = self._embedded(ids, types, length=g.op("Slice", size, *map(g.integers, (1, 2))))
        state = g.op("Reshape", embedded, self._rows)
        tokens = g.op("Slice", g.op("Shape", state), *map(g.integers, (0, 1)))
        self._zeros = g.op("Expand", self._zero, tokens)
        for number in range(self.shape.layers):
            state = self._layer(state, f"encoder.layer.{number}")
        return state, self._batched

    def _embedded(self, ids: str, types: str | None, *, length: str) -> str:
        g = self.graph
        words = self._weights["embeddings.word_embeddings.weight"]
        places = self._weights["embeddings.position_embeddings.weight"].astype(np.float32)
        kinds = self._weights["embeddings.token_type_embeddings.weight"].astype(np.float32)
        if words.dtype == np.int8:
            scale = g.constant(self._weights["embeddings.word_embeddings.scale"].astype(np.float32))
            word = g.op("Cast", g.op("Gather", g.constant(words), ids), to=onnx.TensorProto.FLOAT)
            word = g.op("Mul", word, g.op("Gather", scale, ids))
        elif self.int8:  # half the size; what is lost is a hundredth of what quantising loses
            word = g.op("Cast", g.op("Gather", g.constant(words.astype(np.float16)), ids), to=onnx.TensorProto.FLOAT)
        else:
            word = g.op("Gather", g.constant(words.astype(np.float32)), ids)
        if types is None:
            places = places + kinds[0]
        else:
            word = g.op("Add", word, g.op("Gather", g.constant(kinds), types))
        place = g.op("Slice", g.constant(places), g.integers(0), length, g.integers(0))
        return self._norm(g.op("Add", word, place), "embeddings.LayerNorm")

    def _layer(self, state: str, layer: str) -> str:
        g = self.graph
        state = g.op("Add", self._attended(state, f"{layer}.attention"), state)
        state = self._norm(state, f"{layer}.attention.output.LayerNorm")
        inner = f"{layer}.intermediate.dense"
        even = self._evened(inner)
        wide = g.op("Gelu", self.linear(self._given(state, even), inner, even=even))
        narrow = self.linear(self._given(wide, None), f"{layer}.output.dense")
        return self._norm(g.op("Add", narrow, state), f"{layer}.output.LayerNorm")

    def _attended(self, state: str, attention: str) -> str:
        g = self.graph
        names = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        even, inside = self._evened(*names), self._evened(f"{attention}.output.dense")
        given = self._given(state, even)
        parts = []
        for name, outer in zip(names, (None, None, inside), strict=True):
            parts.append(g.op("Reshape", self.linear(given, name, even=even, outer=outer, bias=False), self._batched))
        biases = [self._bias(name) for name in names]
        if inside is not None:
            biases[2] = biases[2] / inside
        bias = g.constant(np.concatenate(biases))
        mixed = g.extension("MultiHeadAttention", *parts, bias, num_heads=self.shape.heads)
        flat = g.op("Reshape", mixed, self._rows)
        return self.linear(self._given(flat, None), f"{attention}.output.dense", even=inside)

    def linear(
        self,
        given: tuple[str, str | None],
        name: str,
        *,
        even: Floats | None = None,
        outer: Floats | None = None,
        bias: bool = True,
    ) -> str:
        """Add a product with a matrix and, unless it is left out, its bias. ``even``: by how much each input was made
        smaller; ``outer``: by how much each output is to be."""
        g = self.graph
        activations, scale = given
        matrix = self._matrix(name)
        matrix = matrix if even is None else matrix * even
        matrix = matrix if outer is None else matrix / outer[:, None]
        if scale is None:
            product = g.op("MatMul", activations, g.constant(matrix.T))
        else:
            whole, scales = quantised(matrix)
            zeros = g.constant(np.zeros(len(scales), dtype=np.int8))
            inputs = (activations, g.constant(whole.T), g.constant(1.0), g.constant(scales), self._zero, zeros)
            product = g.op("Mul", g.extension("MatMulIntegerToFloat", *inputs), scale)
        return g.op("Add", product, g.constant(self._bias(name))) if bias else product

    def _given(self, state: str, even: Floats | None) -> tuple[str, str | None]:
        """Return activations as a product takes them, and the scale of each row: None in fp32."""
        g = self.graph
        if not self.int8:
            return state, None
        if even is not None:
            state = g.op("Mul", state, g.constant((1 / even).astype(np.float32)))
        largest = g.op("ReduceMax", g.op("Abs", state), self._last, keepdims=1)
        scale = g.op("Max", g.op("Mul", largest, g.constant(1 / 127)), g.constant(1e-30))
        whole = g.op("QuantizeLinear", state, g.op("Squeeze", scale, self._last), self._zeros, axis=0)
        return whole, scale

    def _norm(self, state: str, name: str) -> str:
        parts = (self.graph.constant(self._weights[f"{name}.{part}"].astype(np.float32)) for part in ("weight", "bias"))
        return self.graph.op("LayerNormalization", state, *parts, axis=-1, epsilon=self.shape.epsilon)

    def _evened(self, *names: str) -> Floats | None:
        """Return by how much to divide what these matrices are given; None in fp32."""
        if not self.int8:
            return None
        weights = np.max([np.abs(self._matrix(name)).max(axis=0) for name in names], axis=0)
        sizes = np.maximum(self._sizes[names[0]], 1e-4)
        even = (sizes / np.maximum(weights, 1e-5)) ** _SMOOTHING
        # In steps, so that the last digits of what was measured, which no two processors agree on, change nothing.
        return np.asarray(2.0 ** (np.round(4 * np.log2(even)) / 4), dtype=np.float32)

    def _matrix(self, name: str) -> Floats:
        return np.asarray(self._weights[f"{name}.weight"], dtype=np.float32)

    def _bias(self, name: str) -> Floats:
        return np.asarray(self._weights[f"{name}.bias"], dtype=np.float32)


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round float32[n, m] to int8 with a scale for each row, float32[n], such that no two neighbours of one sign add up
    to more than ``PAIR_LIMIT``. Of several scales each row gets the one that loses least."""
    pairs = matrix.reshape(len(matrix), -1, 2)
    together = np.maximum(np.clip(pairs, 0, None).sum(2), np.clip(-pairs, 0, None).sum(2)).max(axis=1)
    full = np.maximum(np.maximum(together / PAIR_LIMIT, np.abs(matrix).max(axis=1) / 127), 1e-12)
    best = np.full(len(matrix), np.inf)
    whole, scales = np.zeros(matrix.shape, np.int8), full.astype(np.float32)
    for share in _CLIPPING:
        scale = (full * share).astype(np.float32)
        tried = _limited(np.rint(matrix / scale[:, None]).reshape(pairs.shape)).reshape(matrix.shape)
        loss = ((tried * scale[:, None] - matrix) ** 2).sum(axis=1)
        better = loss < best
        best, scales = np.where(better, loss, best), np.where(better, scale, scales)
        whole[better] = tried[better].astype(np.int8)
    return whole, scales


def _limited(pairs: Floats) -> Floats:
    """Bring whole numbers, float32[n, m, 2], within what bytes and pairs hold, taking as much off both of a pair."""
    pairs = np.clip(pairs, -127, 127)
    for sign in (1, -1):
        one_sided = np.clip(sign * pairs, 0, None)
        excess = np.clip(one_sided.sum(axis=2, keepdims=True) - PAIR_LIMIT, 0, None)
        pairs = pairs - sign * np.minimum(np.ceil(excess / 2), one_sided)
    return pairs
