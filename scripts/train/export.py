"""Export a trained reader to what the service ships: an int8 ONNX graph and its description.

Owns which graph and description are written; the graph's parts are index.encoders.graphs'. Word vectors and pieces are
not in it: the reader shares the encoder's, whose table training never changes. Knows nothing of training's schedule or
of calibration.

    python -m scripts.train.export --run WORK/run --out qa/models/reader

Of several runs, each started from the one before, the mean of their weights is exported ("Model soups", Wortsman et
al., ICML 2022): ``--run A B C --shares 3 2 5``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from index.durable.files import file_sha256, sha256
from index.encoders.compiling.e5 import channel_sizes
from index.encoders.compiling.e5_weights import BOS, E5, EOS, read_e5
from index.encoders.graphs.bert_graph import Bert, Shape
from index.encoders.graphs.block_weights import Blocks
from index.encoders.graphs.onnx_graph import Graph
from index.encoders.graphs.relevance_graph import OUTPUTS, ROWS, add_heads
from index.encoders.storage.compiled import WORD_VECTORS
from qa.reader.inputs import Budget
from qa.reader.onnx import DESCRIPTION, GRAPH, SHARED_FORMAT
from scripts.train.model import ReaderModel
from scripts.train.train import WEIGHTS

SERVED = Budget(question=64, title=16, section=16, previous=0, sentence=128, stride=96, first=BOS, between=EOS)
TRAINED = "trained.safetensors"
WORD_TABLE = "embeddings.word_embeddings.weight"
_CALIBRATION_ROWS = 60


def averaged(runs: Sequence[Path], shares: Sequence[float]) -> dict[str, torch.Tensor]:
    """Return the weights of a run's last checkpoint, or the mean of several runs'. Raises SystemExit unless there is a
    share for each run."""
    if len(shares) != len(runs):
        raise SystemExit(f"there are {len(runs)} runs and {len(shares)} shares: give a share for each")
    parts = [load_file(run / WEIGHTS) for run in runs]
    counts = [share / sum(shares) for share in shares]
    return {
        name: torch.stack([part[name] * count for part, count in zip(parts, counts, strict=True)]).sum(0)
        for name in parts[-1]
    }


def graph_of(model: ReaderModel, e5: E5, *, int8: bool) -> bytes:
    """Write the graph: rows of one length, as word vectors and types, to relevance, start and end."""
    weights = {name: tensor.numpy() for name, tensor in model.body.state_dict().items() if name != WORD_TABLE}
    config = e5.config
    layers = len(model.body.encoder["layer"])
    shape = Shape(layers, config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"])
    sizes = channel_sizes(weights, shape, rows=random_rows(e5)) if int8 else None
    g = Graph()
    flat, batched = Bert(g, weights, shape=shape, sizes=sizes).states_of_words(WORD_VECTORS, "types")
    heads = {name: tensor.numpy() for name, tensor in model.state_dict().items() if not name.startswith("body.")}
    add_heads(g, heads, states=g.op("Reshape", flat, batched))
    return g.model({WORD_VECTORS: [*ROWS, shape.width], "types": ROWS}, OUTPUTS)


def random_rows(e5: E5) -> list[NDArray[np.float32]]:
    """Return the word vectors of rows of random words, float32[length, width] each: the same ones every time."""
    random, table = np.random.default_rng(7), e5.weights[WORD_TABLE]
    words = [number for number, (text, _) in enumerate(e5.pieces) if text.strip("▁").isalpha()]
    lengths = random.integers(12, 80, _CALIBRATION_ROWS)
    return [table[[BOS, *random.choice(words, length), EOS]] for length in lengths]


def halved(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return weights in float16, to be trained on later: matrices lose a thousandth of their size at most."""
    return {name: tensor.half().contiguous() for name, tensor in weights.items()}


def describe(folder: Path, e5: E5, *, name: str) -> None:
    """Write the description: what the files are, their digests, and no assurance until one is fitted."""
    description = {
        "format": SHARED_FORMAT,
        "name": name,
        "budget": asdict(SERVED),
        "span_threshold": 0.0,
        "words": words_sha256(e5),
        "files": {GRAPH: file_sha256(folder / GRAPH)},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description, indent=1, sort_keys=True) + "\n")


def words_sha256(e5: E5) -> str:
    """Digest the word vectors as a compiled encoder keeps them."""
    table = e5.tensors[WORD_TABLE]
    assert isinstance(table, Blocks)
    return sha256(table.blocks.tobytes())


def main() -> None:
    """Export: ``--out`` gets the int8 artifact, ``--fp32`` the same unquantised, to compare, ``--half`` the trained
    weights in float16, to train on from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, nargs="+")
    parser.add_argument("--shares", type=float, default=[1.0], nargs="+", help="what each run counts in the mean")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, help="also write the unquantised artifact into this folder")
    parser.add_argument("--half", type=Path, help=f"also write {TRAINED} into this folder")
    parser.add_argument("--name", default="e5-reader-12")
    options = parser.parse_args()
    e5 = read_e5()
    layers = tuple(int(i) for i in json.loads((options.run[-1] / "options.json").read_text())["layers"].split(","))
    model = ReaderModel(e5, layers=layers).eval()
    weights = averaged(options.run, options.shares)
    model.load_state_dict(weights, strict=False)
    for folder, int8 in ((options.out, True), (options.fp32, False)):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / GRAPH).write_bytes(graph_of(model, e5, int8=int8))
            describe(folder, e5, name=options.name if int8 else f"{options.name}-fp32")
    if options.half:
        options.half.mkdir(parents=True, exist_ok=True)
        save_file(halved(weights), options.half / TRAINED)
    print(f"{options.out / GRAPH}: {(options.out / GRAPH).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
