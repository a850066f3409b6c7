"""The hand-written graph: the states of a BERT computed by numpy, and integers that no processor can get wrong."""

from __future__ import annotations

import math

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from index.encoders.graphs.bert_graph import Bert, Graph, Shape
from index.encoders.graphs.int8_rounding import PAIR_LIMIT, quantised

SHAPE = Shape(layers=2, width=16, heads=2, epsilon=1e-12)
INNER, WORDS, PLACES = 32, 50, 12
Weights = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def weights() -> Weights:
    random = np.random.default_rng(3)

    def norm(name: str) -> Weights:
        return {f"{name}.weight": random.uniform(0.5, 1.5, 16), f"{name}.bias": random.normal(0, 0.3, 16)}

    def dense(name: str, inputs: int, outputs: int) -> Weights:
        matrix = random.normal(0, 0.3, (outputs, inputs))
        return {f"{name}.weight": matrix, f"{name}.bias": random.normal(0, 0.1, outputs)}

    found = norm("embeddings.LayerNorm")
    for name, rows in (("word", WORDS), ("position", PLACES), ("token_type", 2)):
        found[f"embeddings.{name}_embeddings.weight"] = random.normal(0, 1, (rows, 16))
    for number in range(SHAPE.layers):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            found |= dense(f"{layer}.attention.self.{part}", 16, 16)
        found |= dense(f"{layer}.attention.output.dense", 16, 16) | norm(f"{layer}.attention.output.LayerNorm")
        found |= dense(f"{layer}.intermediate.dense", 16, INNER) | dense(f"{layer}.output.dense", INNER, 16)
        found |= norm(f"{layer}.output.LayerNorm")
    return {name: value.astype(np.float32) for name, value in found.items()}


def states(weights: Weights, ids: np.ndarray, types: np.ndarray) -> np.ndarray:
    """A BERT in double precision, after the paper."""

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + SHAPE.epsilon)
        return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ weights[f"{name}.weight"].T.astype(np.float64) + weights[f"{name}.bias"]

    def heads(x: np.ndarray) -> np.ndarray:
        return x.reshape(*x.shape[:2], SHAPE.heads, -1).swapaxes(1, 2)

    words, places, kinds = (
        weights[f"embeddings.{name}_embeddings.weight"].astype(np.float64)
        for name in ("word", "position", "token_type")
    )
    x = norm(words[ids] + places[: ids.shape[1]] + kinds[types], "embeddings.LayerNorm")
    for number in range(SHAPE.layers):
        layer = f"encoder.layer.{number}"
        q, k, v = (heads(dense(x, f"{layer}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = np.exp(q @ k.swapaxes(2, 3) / math.sqrt(q.shape[-1]))
        mixed = (scores / scores.sum(-1, keepdims=True) @ v).swapaxes(1, 2).reshape(x.shape)
        x = norm(x + dense(mixed, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
        inner = dense(x, f"{layer}.intermediate.dense")
        inner = inner * (1 + np.vectorize(math.erf)(inner / math.sqrt(2))) / 2
        x = norm(x + dense(inner, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    return x


def run(weights: Weights, ids: np.ndarray, *, types: np.ndarray | None = None, int8: bool = False) -> np.ndarray:
    sizes = {n.removesuffix(".weight"): np.full(w.shape[-1], 3.0) for n, w in weights.items() if w.ndim == 2}
    graph = Graph()
    body = Bert(graph, weights, shape=SHAPE, sizes=sizes if int8 else None)
    flat, batched = body.states("ids", None if types is None else "types")
    graph.op("Reshape", flat, batched, output="states")
    inputs = {"ids": ["b", "l"]} | ({} if types is None else {"types": ["b", "l"]})
    model = graph.model(inputs, {"states": ["b", "l", SHAPE.width]})
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    given = {"ids": ids} | ({} if types is None else {"types": types})
    return np.asarray(session.run(None, given)[0])


IDS = np.random.default_rng(5).integers(0, WORDS, (3, 7))
TYPES = np.array([[0, 0, 0, 1, 1, 1, 1]] * 3)


def test_in_fp32_its_states_are_those_of_a_bert(weights: Weights) -> None:
    np.testing.assert_allclose(run(weights, IDS), states(weights, IDS, 0 * TYPES), atol=2e-5)
    np.testing.assert_allclose(run(weights, IDS, types=TYPES), states(weights, IDS, TYPES), atol=2e-5)


def test_in_int8_its_states_are_near_those_of_the_bert(weights: Weights) -> None:
    exact, near = states(weights, IDS, TYPES), run(weights, IDS, types=TYPES, int8=True)
    assert np.linalg.norm(near - exact) < 0.05 * np.linalg.norm(exact)
    assert not np.allclose(near, exact, atol=2e-5)


@pytest.mark.parametrize("int8", [False, True])
def test_a_row_comes_out_bit_for_bit_the_same_whatever_it_is_run_with(weights: Weights, int8: bool) -> None:
    together = run(weights, np.tile(IDS, (5, 1)), int8=int8)
    for place, row in enumerate(IDS):
        np.testing.assert_array_equal(together[place], run(weights, row[None], int8=int8)[0])


matrices = npst.arrays(
    np.float32, st.tuples(st.integers(1, 4), st.sampled_from([2, 6, 16])), elements=st.floats(-8, 8, width=32)
)


@given(matrix=matrices)
def test_no_two_neighbouring_weights_can_overflow_sixteen_bits(matrix: np.ndarray) -> None:
    whole, scales = quantised(matrix)
    pairs = whole.astype(np.int64).reshape(len(whole), -1, 2)
    for sign in (1, -1):
        assert (np.clip(sign * pairs, 0, None).sum(axis=2) <= PAIR_LIMIT).all()
    assert np.iinfo(np.int16).max >= 255 * PAIR_LIMIT
    assert np.abs(whole.astype(int)).max(initial=0) <= 127
    assert (scales > 0).all()


@given(matrix=matrices)
def test_a_weight_is_rounded_no_further_than_its_row_is_coarse(matrix: np.ndarray) -> None:
    """The chosen scale loses no more than the plain one, under which nothing has to be cut."""
    whole, scales = quantised(matrix)
    loss = ((whole * scales[:, None] - matrix) ** 2).sum(axis=1)
    plain = 2 * np.abs(matrix).max(axis=1) / PAIR_LIMIT
    assert (loss <= matrix.shape[1] * (plain / 2 * 1.01) ** 2 + 1e-9).all()
