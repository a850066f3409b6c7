"""The graph of a sentence encoder: a BERT and the mean of its states, of unit length. Pure."""

from __future__ import annotations

from index.encoders.graphs.bert_graph import Bert, Shape, Sizes, Weights
from index.encoders.graphs.onnx_graph import Dimensions, Graph
from index.encoders.storage.compiled import IDS, WORD_VECTORS


def sentence_graph(weights: Weights, shape: Shape, *, sizes: Sizes | None = None, words_outside: bool = False) -> bytes:
    """Write the graph: rows of one length in, as ids or with ``words_outside`` as word vectors, "vectors" out.

    With ``sizes`` its matrices are int8, as Bert has it."""
    graph = Graph()
    body = Bert(graph, weights, shape=shape, sizes=sizes)
    states, batched = body.states_of_words(WORD_VECTORS) if words_outside else body.states(IDS)
    # As a product, because ReduceMean adds up in another order when there is one row only.
    length = graph.op("Slice", batched, graph.integers(1), graph.integers(2))
    share = graph.op("Reciprocal", graph.op("Cast", length, to=1))
    shares = graph.op("Expand", share, graph.op("Concat", graph.integers(1), length, axis=0))
    mean = graph.op("MatMul", shares, graph.op("Reshape", states, batched))
    mean = graph.op("Squeeze", mean, graph.integers(1))
    norm = graph.op("ReduceL2", mean, graph.integers(1), keepdims=1)
    graph.op("Div", mean, norm, output="vectors")
    ids: Dimensions = ["batch", "length"]
    words: Dimensions = ["batch", "length", shape.width]
    inputs = {WORD_VECTORS: words} if words_outside else {IDS: ids}
    return graph.model(inputs, {"vectors": ["batch", shape.width]})
