"""Export a trained reader to the artifact the service ships: an int8 ONNX graph, tokenizer and description.

Owns the heads' part of the graph and the word vectors, int8 with a scale a row; the body is
index.encoders.graphs.bert_graph's:
matrices int8 with a scale a column, activations with a scale a token. Writes the fp32 graph for comparison. Knows
nothing of training or calibration.

    python -m scripts.export_reader --run WORK/run --out qa/models/reader

Of several runs, each started from the one before, the mean of their weights is exported ("Model soups", Wortsman et
al., ICML 2022): ``--run A B C --shares 3 2 5``.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from index.durable.files import file_sha256
from index.encoders.compiling.any_model import channel_sizes, random_rows
from index.encoders.graphs.bert_graph import Bert, Graph, Shape
from qa.reader.inputs import CLS, SEP, Budget
from qa.reader.onnx import DESCRIPTION, FORMAT, GRAPH, TOKENIZER
from scripts.reader_mining import body_folder
from scripts.reader_model import ReaderModel

FLOAT = 1  # ONNX's number of float32


def load_trained(runs: Sequence[Path], *, shares: Sequence[float]) -> ReaderModel:
    """Load the weights of a training run, or the mean of several, on the CPU, ready to read."""
    layers = {json.loads((run / "options.json").read_text())["layers"] for run in runs}
    if len(layers) > 1 or len(shares) != len(runs):
        raise SystemExit("runs are averaged that keep the same layers, with a share for each: --shares")
    model = ReaderModel(layers=tuple(int(i) for i in layers.pop().split(",")))
    parts = [load_file(run / "model.safetensors") for run in runs]
    whole = sum(shares)
    mean_of = {
        name: sum(part[name].float() * (share / whole) for part, share in zip(parts, shares, strict=True))
        if tensor.is_floating_point()
        else tensor
        for name, tensor in parts[-1].items()
    }
    model.load_state_dict(mean_of)
    return model.eval()


def graph_of(model: ReaderModel, *, int8: bool) -> bytes:
    """Write the graph: ids and types of rows of one length, without padding, to relevance, start and end."""
    weights = {name: tensor.numpy() for name, tensor in model.body.state_dict().items()}
    sizes = None
    if int8:
        weights |= rowwise(weights["embeddings.word_embeddings.weight"])
        sizes = channel_sizes(model.body, typed_rows())
    config = model.body.config
    shape = Shape(config.num_hidden_layers, config.hidden_size, config.num_attention_heads, config.layer_norm_eps)
    g = Graph()
    flat, batched = Bert(g, weights, shape=shape, sizes=sizes).states("ids", "types")
    states = g.op("Reshape", flat, batched)
    heads(g, model, states)
    rows: list[str | int] = ["batch", "length"]
    return g.model(
        {"ids": ["batch", "length"], "types": ["batch", "length"]},
        {"relevance": ["batch"], "start": rows, "end": rows},
    )


def heads(g: Graph, model: ReaderModel, states: str) -> None:
    """Add what ReaderModel makes of the body's states."""
    kinds = g.op("Cast", "types", to=FLOAT)
    sentence = mean(g, states, kinds)
    question = mean(g, states, g.op("Sub", g.constant(1.0), kinds))
    first = g.op("Gather", states, g.constant(np.array(0, dtype=np.int64)), axis=1)
    product = g.op("Mul", g.op("Mul", question, sentence), g.constant(4.0))
    features = g.op("Concat", first, sentence, product, axis=1)
    inner, outer = model.relevance[0], model.relevance[2]
    scored = dense(g, g.op("Gelu", dense(g, features, inner)), outer)
    g.op("Squeeze", scored, g.integers(1), output="relevance")
    edges = dense(g, states, model.span)
    for place, name in enumerate(("start", "end")):
        g.op("Gather", edges, g.constant(np.array(place, dtype=np.int64)), axis=2, output=name)


def mean(g: Graph, states: str, weight: str) -> str:
    """Add the weighted mean of every row's states: float32[batch, width]."""
    total = g.op("ReduceSum", weight, g.integers(1), keepdims=1)
    shares = g.op("Unsqueeze", g.op("Div", weight, total), g.integers(1))
    return g.op("Squeeze", g.op("MatMul", shares, states), g.integers(1))


def dense(g: Graph, given: str, layer: Any) -> str:
    """Add a linear layer in fp32: the heads' are too small to gain by less."""
    weight, bias = (g.constant(tensor.detach().numpy()) for tensor in (layer.weight.T, layer.bias))
    return g.op("Add", g.op("MatMul", given, weight), bias)


def rowwise(table: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """Round word vectors to int8 with a scale a row: a quarter of the size, at most 0.4 % of the largest off."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    name = "embeddings.word_embeddings"
    return {f"{name}.weight": np.rint(table / scale).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}


def typed_rows() -> Iterator[dict[str, Tensor]]:
    """Yield rows of random words, the first half as a question and the second as a sentence."""
    vocabulary = Tokenizer.from_file(str(body_folder() / "tokenizer.json")).get_vocab()
    words = sorted(number for word, number in vocabulary.items() if word.isalpha())
    for row in random_rows(words, first=CLS, last=SEP):
        types = torch.zeros_like(row["input_ids"])
        types[:, types.shape[1] // 2 :] = 1
        yield {**row, "token_type_ids": types}


def describe(folder: Path, *, name: str, extra: dict[str, Any]) -> None:
    """Write the description: what the files are, their digests, and no confidence model until one is fitted."""
    description = {
        "format": FORMAT,
        "name": name,
        "budget": asdict(Budget()),
        "span_threshold": 0.0,
        **extra,
        "files": {n: file_sha256(folder / n) for n in (GRAPH, TOKENIZER)},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description, indent=1, sort_keys=True) + "\n")


def main() -> None:
    """Export: ``--out`` gets the int8 artifact, ``--fp32`` the same unquantised, to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, nargs="+")
    parser.add_argument("--shares", type=float, default=[1.0], nargs="+", help="what each run counts in the mean")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, help="also write the unquantised artifact into this folder")
    parser.add_argument("--name", default="minilm-reader-4")
    options = parser.parse_args()
    model = load_trained(options.run, shares=options.shares)
    if options.fp32:
        options.fp32.mkdir(parents=True, exist_ok=True)
        (options.fp32 / GRAPH).write_bytes(graph_of(model, int8=False))
        shutil.copyfile(body_folder() / "tokenizer.json", options.fp32 / TOKENIZER)
        describe(options.fp32, name=f"{options.name}-fp32", extra={})
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / GRAPH).write_bytes(graph_of(model, int8=True))
    shutil.copyfile(body_folder() / "tokenizer.json", options.out / TOKENIZER)
    describe(options.out, name=options.name, extra={})
    print(f"{options.out / GRAPH}: {(options.out / GRAPH).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
