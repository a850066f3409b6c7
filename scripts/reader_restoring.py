"""Weights out of a shipped int8 graph and back into the torch model, to train on from them.

Owns the way from an ONNX graph's matrices to the names of the model's weights. Knows nothing of training.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from reader_model import ReaderModel


def restore(model: ReaderModel, graph: Path) -> None:
    """Load what an int8 graph holds into a model of as many layers; matrices come back to within their 7 bits.

    The word vectors stay those of the body, of which the graph holds a rounding. Raises SystemExit when the graph is
    not of such a model."""
    found = _weights(onnx.load(graph))
    state = model.state_dict()
    missing = {n for n in state if n not in found and "word_embeddings" not in n and "position_ids" not in n}
    wrong = [n for n, w in found.items() if n not in state or state[n].shape != w.shape]
    if missing or wrong:
        raise SystemExit(f"{graph} is of another model: {sorted(missing) or wrong} do not fit")
    model.load_state_dict({**state, **found})


def _weights(graph: onnx.ModelProto) -> dict[str, torch.Tensor]:
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.graph.initializer}
    found = {n.removeprefix("model."): torch.tensor(a) for n, a in arrays.items() if n.startswith("model.")}
    found = {n: w for n, w in found.items() if not n.endswith("position_ids")}
    users = {name: node for node in graph.graph.node for name in node.input}
    for node in graph.graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].endswith("_quantized"):
            stem = node.input[1].removesuffix("_quantized")
            matrix = arrays[node.input[1]].astype(np.float32) * arrays[f"{stem}_scale"]
            bias = _bias_after(node, users)
            found[bias.removesuffix("bias") + "weight"] = torch.tensor(matrix.T.copy())
    return found


def _bias_after(node: onnx.NodeProto, users: dict[str, onnx.NodeProto]) -> str:
    """Follow a product of matrices to the bias added to it, which bears the layer's name."""
    while node.op_type != "Add":
        node = users[node.output[0]]
    return next(name for name in node.input if name.startswith("model.")).removeprefix("model.")
