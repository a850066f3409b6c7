"""Compile a sentence-transformers model into an ONNX graph, once: `python -m index.onnx_compile MODEL CACHE`.

Owns the form of a compiled model's folder and writes it in one step. Runs in a process of its own, because it loads
torch and the process that serves answers must not. Knows nothing of how the graph is run.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import torch

from index.encoders import DEFAULT_MODEL, model_digest, model_folder
from index.errors import EncoderError
from index.files import file_sha256, publish, sync_file, sync_folder
from index.onnx_encoder import DESCRIPTION, FORMAT, GRAPH, TOKENIZER, compiled_folder
from index.torch_encoder import load


class _Embedding(torch.nn.Module):  # type: ignore[misc]  # torch is not type-checked here
    """Token ids and mask in, unit vectors out: the whole model, its pooling and normalisation in one graph."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)


def compile_model(name_or_path: str | Path, cache: Path) -> Path:
    """Compile a model into ``cache`` unless it is there, and return its folder. A crash leaves nothing under its name.

    Raises EncoderError when the model is missing, not the one pinned, or of a kind that cannot be compiled."""
    digest = model_digest(name_or_path)
    target = compiled_folder(cache, digest)
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".tmp", dir=cache))
    try:
        _write(name_or_path, working, digest=digest)
        _put(working, target)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return target


def _write(name_or_path: str | Path, working: Path, *, digest: str) -> None:
    folder = model_folder(name_or_path)
    model = load(folder)
    if not model.tokenizer.is_fast:
        raise EncoderError(f"{folder} has no fast tokenizer, so it cannot be compiled; use SentenceTransformerEncoder")
    _export(model, working / GRAPH)
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_seq_length)
    publish(working / TOKENIZER, tokenizer.to_str().encode("utf-8"))
    description = {
        "format": FORMAT,
        "name": str(name_or_path) if str(name_or_path) == DEFAULT_MODEL else folder.name,
        "digest": digest,
        "dimension": int(model.get_embedding_dimension() or 0),
        "max_tokens": int(model.max_seq_length),
        "question_prompt": (model.prompts or {}).get("query", ""),
        "sentence_prompt": (model.prompts or {}).get("document", ""),
        "files": {name: file_sha256(working / name) for name in (GRAPH, TOKENIZER)},
    }
    publish(working / DESCRIPTION, json.dumps(description, indent=1, sort_keys=True).encode("utf-8"))


def _export(model: torch.nn.Module, path: Path) -> None:
    ids = torch.tensor([[101, 2023, 102], [101, 2003, 102]])
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=model.max_seq_length)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations, which no caller can act on
        torch.onnx.export(
            _Embedding(model).eval(),
            (ids, torch.ones_like(ids)),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
            opset_version=18,
            external_data=False,
            dynamo=True,
            verbose=False,
        )


def _put(working: Path, target: Path) -> None:
    sync_file(working / GRAPH)
    sync_folder(working)
    try:
        working.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another process has compiled the same model meanwhile
            raise
    sync_folder(target.parent)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{compile_model(sys.argv[1], Path(sys.argv[2]))}\n")
    except EncoderError as error:
        sys.exit(str(error))
