"""BERT as an ONNX graph written by hand, its matrices in fp32, int8 or 4 bits. What ONNX Runtime runs fastest on a CPU.

Owns the layout of the graph and how activations are quantised. Rows given together must have one length:
there is no padding and no mask, so that a row's outcome is the same whatever it is run with. Knows nothing of files,
tokenizers or of what the states are used for.

In int8, every token's activations have a scale of their own, found as it is run; matrices have one for each column.
Integer products are exact, and so the same on every processor, because no pair of weights can overflow the 16 bits
in which processors without VNNI add two products. Channels that are large in every token are made smaller before they
are quantised, and the weights that meet them larger by as much.

Matrices that come in blocks of 4 bits stay so where no int8 is asked for: their product is that of the fp32 matrix, but
that activations have 8 bits, with a scale for each token and block, and it takes a sixth of the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from index.encoders.graphs.block_weights import BLOCK, Blocks
from index.encoders.graphs.int8_rounding import quantised
from index.encoders.graphs.onnx_graph import Graph

Floats = NDArray[np.float32]
Weights = Mapping[str, NDArray[Any] | Blocks]
Sizes = Mapping[str, NDArray[Any]]

#: How much of the difference in size is moved from activations to weights: the strength alpha of SmoothQuant.
_SMOOTHING = 0.5
#: "accuracy_level" of a 4-bit product; computed in float32 instead (1), vectors agree to .9999 and take twice the time.
_INT8_ACTIVATIONS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of a BERT: how many layers, how wide the states, how many heads, and what norms add to a variance."""

    layers: int
    width: int
    heads: int
    epsilon: float


class Bert:
    """Writes the body of a BERT into a graph: token ids in, states of all tokens out."""

    def __init__(
        self,
        graph: Graph,
        weights: Weights,
        *,
        shape: Shape,
        sizes: Sizes | None = None,
        distances: Floats | None = None,
    ) -> None:
        """``weights`` are named as in transformers' BertModel, and matrices may be in blocks of 4 bits. Word vectors
        may be int8, each to be multiplied by its row of "embeddings.word_embeddings.scale", float32[words, 1], and are
        not needed for ``states_of_words``. ``sizes``: for each matrix (say "encoder.layer.0.output.dense") how large
        each channel of what it is given usually gets, float32[inputs]; with them the matrices are int8. ``distances``:
        what a head adds to the attention that a token pays to another, float32[heads, longest, longest] by their
        places, where the model has such; no row may then be longer.

        Once the states are written, ``taken`` holds what each matrix is given, by the matrix's name."""
        self.graph, self.shape, self.int8 = graph, shape, sizes is not None
        self._weights, self._sizes, self._distances = weights, sizes or {}, distances
        self.taken: dict[str, str] = {}
        self._rows = graph.integers(-1, shape.width)
        self._last = graph.integers(-1)
        self._zero = graph.constant(np.array(128, dtype=np.uint8))

    def states(self, ids: str, types: str | None = None) -> tuple[str, str]:
        """Add everything from ids (int64[batch, length]) to the states: float32[batch * length, width], and the shape
        that makes them float32[batch, length, width]. Without ``types`` all tokens are of type 0."""
        return self.states_of_words(self._words(ids), types)

    def states_of_words(self, words: str, types: str | None = None) -> tuple[str, str]:
        """Add everything from the word vectors, float32[batch, length, width], to the states, as ``states`` does."""
        g = self.graph
        self._batched = g.op("Shape", words)
        length = g.op("Slice", self._batched, *map(g.integers, (1, 2)))
        self._added = self._biased(length)
        state = g.op("Reshape", self._embedded(words, types, length=length), self._rows)
        tokens = g.op("Slice", g.op("Shape", state), *map(g.integers, (0, 1)))
        self._zeros = g.op("Expand", self._zero, tokens)
        for number in range(self.shape.layers):
            state = self._layer(state, f"encoder.layer.{number}")
        return state, self._batched

    def _biased(self, length: str) -> tuple[str, ...]:
        """Add the biases of distances for rows of a length, as attention takes them: after a mask, left out."""
        if self._distances is None:
            return ()
        g = self.graph
        ends, starts = g.op("Concat", length, length, axis=0), g.integers(0, 0)
        return "", g.op("Slice", g.constant(self._distances[None]), starts, ends, g.integers(2, 3))

    def _words(self, ids: str) -> str:
        g = self.graph
        words = np.asarray(self._weights["embeddings.word_embeddings.weight"])
        if words.dtype == np.int8:
            scale = g.constant(self._vector("embeddings.word_embeddings.scale"))
            word = g.op("Cast", g.op("Gather", g.constant(words), ids), to=onnx.TensorProto.FLOAT)
            return g.op("Mul", word, g.op("Gather", scale, ids))
        if self.int8:  # half the size; what is lost is a hundredth of what quantising loses
            halves = g.constant(words.astype(np.float16))
            return g.op("Cast", g.op("Gather", halves, ids), to=onnx.TensorProto.FLOAT)
        return g.op("Gather", g.constant(words.astype(np.float32)), ids)

    def _embedded(self, word: str, types: str | None, *, length: str) -> str:
        g = self.graph
        places = self._vector("embeddings.position_embeddings.weight")
        kinds = self._vector("embeddings.token_type_embeddings.weight")
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
        biases = [self._vector(f"{name}.bias") for name in names]
        if inside is not None:
            biases[2] = biases[2] / inside
        bias = g.constant(np.concatenate(biases))
        mixed = g.extension("MultiHeadAttention", *parts, bias, *self._added, num_heads=self.shape.heads)
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
        self.taken[name] = given[0]
        product = self._product(given, name, even=even, outer=outer)
        return g.op("Add", product, g.constant(self._vector(f"{name}.bias"))) if bias else product

    def _product(self, given: tuple[str, str | None], name: str, *, even: Floats | None, outer: Floats | None) -> str:
        g = self.graph
        activations, scale = given
        stored = self._weights[f"{name}.weight"]
        if scale is None and isinstance(stored, Blocks):
            return self._of_blocks(activations, stored)
        matrix = self._matrix(name)
        matrix = matrix if even is None else matrix * even
        matrix = matrix if outer is None else matrix / outer[:, None]
        if scale is None:
            return g.op("MatMul", activations, g.constant(matrix.T))
        whole, scales = quantised(matrix)
        zeros = g.constant(np.zeros(len(scales), dtype=np.int8))
        inputs = (activations, g.constant(whole.T), g.constant(1.0), g.constant(scales), self._zero, zeros)
        return g.op("Mul", g.extension("MatMulIntegerToFloat", *inputs), scale)

    def _of_blocks(self, activations: str, matrix: Blocks) -> str:
        g = self.graph
        codes = matrix.codes()
        pairs = g.constant(codes[..., 0::2] | (codes[..., 1::2] << 4))  # as ONNX Runtime has them: neighbours in a byte
        return g.extension(
            "MatMulNBits",
            activations,
            pairs,
            g.constant(matrix.scales().reshape(-1)),
            K=matrix.shape[1],
            N=matrix.shape[0],
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )

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
        parts = (self.graph.constant(self._vector(f"{name}.{part}")) for part in ("weight", "bias"))
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
        stored = self._weights[f"{name}.weight"]
        return stored.whole() if isinstance(stored, Blocks) else np.asarray(stored, dtype=np.float32)

    def _vector(self, name: str) -> Floats:
        return np.asarray(self._weights[name], dtype=np.float32)
