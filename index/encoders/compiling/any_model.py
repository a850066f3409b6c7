"""Compile a sentence-transformers model into ONNX graphs, once: `python -m index.encoders.compiling.any_model MODEL
CACHE`.

Owns what it becomes: a BERT whose states are averaged becomes two graphs written by hand
(index.encoders.graphs.sentence_graph), one in fp32 and one in int8; any other model is exported unchanged, in fp32.
Runs in a process of its own, because it loads torch and the process that serves answers must not.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from index.encoders.base import FAST_MODEL, model_digest, model_folder
from index.encoders.graphs.bert_graph import Shape
from index.encoders.graphs.sentence_graph import sentence_graph
from index.encoders.sentence_transformer import load
from index.encoders.storage.compiled import GRAPH, GRAPH_WEIGHTS, INT8_GRAPH, TOKENIZER, write_once
from index.errors import EncoderError

_CALIBRATION_ROWS = 150


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
    return write_once(cache, model_digest(name_or_path), write=lambda working: _write(name_or_path, working))


def _write(name_or_path: str | Path, working: Path) -> dict[str, Any]:
    folder = model_folder(name_or_path)
    model = load(folder)
    if not model.tokenizer.is_fast:
        raise EncoderError(f"{folder} has no fast tokenizer, so it cannot be compiled; use SentenceTransformerEncoder")
    shape = _bert_shape(model)
    if shape is None:
        _export(model, working)
    else:
        _write_by_hand(model, shape, working=working)
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.enable_truncation(model.max_seq_length)
    (working / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    return {
        "name": str(name_or_path) if str(name_or_path) == FAST_MODEL else folder.name,
        "dimension": int(model.get_embedding_dimension() or 0),
        "max_tokens": int(model.max_seq_length),
        "question_prompt": (model.prompts or {}).get("query", ""),
        "sentence_prompt": (model.prompts or {}).get("document", ""),
        "padded": shape is None,
    }


def _export(model: torch.nn.Module, working: Path) -> None:
    ids = torch.tensor([[101, 2023, 102], [101, 2003, 102]])
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=model.max_seq_length)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations, which no caller can act on
        torch.onnx.export(
            _Embedding(model).eval(),
            (ids, torch.ones_like(ids)),
            str(working / "exported.onnx"),
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}),
            opset_version=18,
            external_data=False,
            dynamo=True,
            verbose=False,
        )
    _put_beside((working / "exported.onnx").read_bytes(), working)
    (working / "exported.onnx").unlink()


def _bert_shape(model: Any) -> Shape | None:
    """Return the form of a model that is a BERT and the mean of its states, made unit length; None of any other."""
    kinds = [type(module).__name__ for module in model]
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]) or config is None:
        return None
    usual = (config.model_type, config.hidden_act, getattr(config, "position_embedding_type", None) or "absolute")
    pooling = (getattr(model[1], "pooling_mode", None), getattr(model[1], "include_prompt", True))
    if usual != ("bert", "gelu", "absolute") or pooling != ("mean", True):
        return None
    return Shape(config.num_hidden_layers, config.hidden_size, config.num_attention_heads, config.layer_norm_eps)


def _write_by_hand(model: Any, shape: Shape, *, working: Path) -> None:
    body = model[0].auto_model
    weights = {name: tensor.numpy() for name, tensor in body.state_dict().items()}
    _put_beside(sentence_graph(weights, shape), working)
    (working / INT8_GRAPH).write_bytes(sentence_graph(weights, shape, sizes=_sizes(model)))


def _put_beside(graph: bytes, working: Path) -> None:
    """Write a graph and, beside it, its weights."""
    onnx.save_model(
        onnx.load_model_from_string(graph),
        str(working / GRAPH),
        save_as_external_data=True,
        location=GRAPH_WEIGHTS,
    )


def channel_sizes(body: Any, rows: Iterable[Mapping[str, torch.Tensor]]) -> dict[str, np.ndarray[Any, Any]]:
    """Find out how large each channel gets that a matrix of a torch BertModel is given, by the matrix's name.

    ``rows`` are what the model is called with. Which channels are large is a property of the model and hardly
    depends on the text: over news, vectors came as near to those in fp32 with random words as with news (.9987)."""
    found: dict[str, Any] = {}

    def look(name: str) -> Any:
        def hook(_module: Any, inputs: tuple[Any, ...]) -> None:
            largest = inputs[0].abs().flatten(0, -2).amax(dim=0)
            found[name] = torch.maximum(found.get(name, largest), largest)

        return hook

    layers = [(name, module) for name, module in body.named_modules() if isinstance(module, torch.nn.Linear)]
    hooks = [module.register_forward_pre_hook(look(name)) for name, module in layers]
    with torch.no_grad():
        for row in rows:
            body(**row)
    for hook in hooks:
        hook.remove()
    return {name: size.numpy() for name, size in found.items()}


def random_rows(words: Sequence[int], *, first: int, last: int) -> Iterator[dict[str, torch.Tensor]]:
    """Yield rows of random words, given by their ids, between two ids: the same ones every time."""
    random = np.random.default_rng(7)
    for length in random.integers(6, 50, _CALIBRATION_ROWS):
        ids = torch.tensor([[first, *random.choice(words, length).tolist(), last]])
        yield {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def _sizes(model: Any) -> dict[str, np.ndarray[Any, Any]]:
    tokenizer = model.tokenizer
    words = sorted(number for word, number in tokenizer.get_vocab().items() if word.isalpha())
    rows = random_rows(words, first=tokenizer.cls_token_id, last=tokenizer.sep_token_id)
    return channel_sizes(model[0].auto_model, rows)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{compile_model(sys.argv[1], Path(sys.argv[2]))}\n")
    except EncoderError as error:
        sys.exit(str(error))
