"""Export a trained reader to the artifact the service ships: an int8 ONNX graph, tokenizer and description.

Owns quantising: word vectors to int8 with a scale a row, matrices to int8 with a scale a column, activations per row of
text at run time. Writes the fp32 graph beside it for comparison. Knows nothing of training or calibration.

    python scripts/export_reader.py --run WORK/run --out qa/models/reader
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.torch import load_file
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reader_mining import body_folder
from reader_model import ReaderModel

from index.files import file_sha256
from qa.onnx_reader import DESCRIPTION, FORMAT, GRAPH, TOKENIZER
from qa.reader_input import Budget


class RowwiseEmbedding(nn.Module):
    """An embedding table of int8 with a scale a row: a quarter of the size, at most 0.4 % of the largest off."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Look up rows as float32."""
        return self.table[ids].to(torch.float32) * self.scale[ids]


class OneRow(nn.Module):
    """The reader over rows without padding: the mask is all ones."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Read rows of equal length."""
        found: tuple[Tensor, Tensor, Tensor] = self.model(ids, torch.ones_like(ids), types)
        return found


def load_trained(run: Path) -> ReaderModel:
    """Load the weights of a training run, on the CPU, ready to read."""
    layers = json.loads((run / "options.json").read_text())["layers"]
    model = ReaderModel(layers=tuple(int(i) for i in layers.split(",")))
    model.load_state_dict(load_file(run / "model.safetensors"))
    return model.eval()


def export(model: nn.Module, path: Path) -> None:
    """Write a graph with free batch and length."""
    ids = torch.tensor([[101, 2023, 2003, 102, 2023, 102], [101, 2003, 2023, 102, 2003, 102]])
    types = torch.tensor([[0, 0, 0, 0, 1, 1]] * 2)
    batch, length = torch.export.Dim("batch", min=1, max=256), torch.export.Dim("length", min=4, max=512)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneRow(model),  # type: ignore[arg-type]
            (ids, types),
            str(path),
            input_names=["ids", "types"],
            output_names=["relevance", "start", "end"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
            dynamo=True,
            external_data=False,
        )


def quantise(source: Path, target: Path, *, narrow: bool) -> None:
    """Quantise the matrices of a graph. ``narrow``: 7 bits, so that processors without VNNI cannot overflow."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(target),
            op_types_to_quantize=["MatMul", "Gemm"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=narrow,
        )


def describe(folder: Path, *, name: str, extra: dict[str, Any]) -> None:
    """Write the description: what the files are, their digests, and no assurance until one is fitted."""
    description = {
        "format": FORMAT,
        "name": name,
        "budget": asdict(Budget()),
        "span_weight": 0.0,
        "span_threshold": 0.0,
        **extra,
        "files": {n: file_sha256(folder / n) for n in (GRAPH, TOKENIZER)},
    }
    (folder / DESCRIPTION).write_text(json.dumps(description, indent=1, sort_keys=True) + "\n")


def main() -> None:
    """Export one run: ``--out`` gets the int8 artifact, ``--fp32`` the same unquantised, to compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fp32", type=Path, help="also write the unquantised artifact into this folder")
    parser.add_argument("--name", default="minilm-reader-4")
    parser.add_argument("--wide", action="store_true", help="8-bit weights: right only where the processor has VNNI")
    options = parser.parse_args()
    model = load_trained(options.run)
    with tempfile.TemporaryDirectory() as temporary:
        if options.fp32:
            options.fp32.mkdir(parents=True, exist_ok=True)
            export(model, options.fp32 / GRAPH)
            shutil.copyfile(body_folder() / "tokenizer.json", options.fp32 / TOKENIZER)
            describe(options.fp32, name=f"{options.name}-fp32", extra={})
        embeddings = model.body.embeddings
        embeddings.word_embeddings = RowwiseEmbedding(embeddings.word_embeddings.weight.data)
        graph = Path(temporary) / GRAPH
        export(model, graph)
        options.out.mkdir(parents=True, exist_ok=True)
        quantise(graph, options.out / GRAPH, narrow=not options.wide)
    shutil.copyfile(body_folder() / "tokenizer.json", options.out / TOKENIZER)
    describe(options.out, name=options.name, extra={})
    print(f"{options.out / GRAPH}: {(options.out / GRAPH).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
