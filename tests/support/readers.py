"""Readers for tests: a deterministic double, a tiny ONNX reader written node by node, a tiny random CrossEncoder."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from qa.reader.base import ReaderInput, Reading

_WORDS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!-'"
_VOCABULARY = ["[PAD]", *(f"[unused{i}]" for i in range(99)), "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_VOCABULARY += list(dict.fromkeys([*_WORDS, *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz0123456789")]))


class OverlapReader:
    """Scores the share of the question's words that a sentence holds; marks its first word that the question lacks."""

    name = "overlap"
    fitted = None

    def score(self, question: str, candidates: Sequence[ReaderInput]) -> list[Reading]:
        asked = set(re.findall(r"\w+", question.lower()))
        return [self._read(asked, candidate) for candidate in candidates]

    def close(self) -> None:
        """Hold nothing."""

    def _read(self, asked: set[str], candidate: ReaderInput) -> Reading:
        words = list(re.finditer(r"\w+", candidate.text))
        shared = sum(m.group().lower() in asked for m in words)
        new = next((m.span() for m in words if m.group().lower() not in asked), None)
        return Reading(8.0 * shared / max(1, len(asked)) - 4.0, new if shared else None)


def tiny_tokenizer() -> Tokenizer:
    """A WordPiece tokenizer of single letters, laid out like BERT's: [CLS] is 101 and [SEP] is 102."""
    vocabulary = {word: number for number, word in enumerate(_VOCABULARY)}
    assert (vocabulary["[CLS]"], vocabulary["[SEP]"]) == (101, 102)
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 101), ("[SEP]", 102)],
    )
    return tokenizer


def tiny_graph(*, null: float = -1.0) -> bytes:
    """A graph with the reader's inputs and outputs: relevance is the mean of a value a token over the sentence, an edge
    is that value itself, and "no span" is worth ``null`` at each edge."""
    values = np.sin(np.arange(len(_VOCABULARY), dtype=np.float32) * 1.7)
    values[101] = null / 2
    constants = [numpy_helper.from_array(values, "values"), numpy_helper.from_array(np.array([1], np.int64), "axis")]
    nodes = [
        helper.make_node("Gather", ["values", "ids"], ["value"]),
        helper.make_node("Cast", ["types"], ["weight"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["value", "weight"], ["weighed"]),
        helper.make_node("ReduceSum", ["weighed", "axis"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["weight", "axis"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["relevance"]),
        helper.make_node("Identity", ["value"], ["start"]),
        helper.make_node("Identity", ["value"], ["end"]),
    ]
    rows = ["n", "t"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, rows) for name in ("ids", "types")]
    outputs = [helper.make_tensor_value_info("relevance", TensorProto.FLOAT, ["n"])]
    outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, rows) for name in ("start", "end")]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def write_tiny_reader(folder: Path, **changes: object) -> Path:
    """Write a whole reader folder around the tiny graph; ``changes`` replace entries of its description."""
    files = {"reader.onnx": tiny_graph(), "tokenizer.json": tiny_tokenizer().to_str().encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    description = {
        "format": 2,
        "name": "tiny",
        "budget": {"question": 32, "title": 8, "section": 8, "previous": 8, "sentence": 24, "stride": 16},
        "span_threshold": 0.0,
        "confidence_model": {
            "weights": {"reader_logit": 1.0, "fused": 7.5},
            "bias": 0.0,
            "curve": {"kind": "platt", "points": [[1.0, 0.0]], "risks": [], "count": 0},
            "threshold": 0.4,
            "dense_weight": 7.5,
        },
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    (folder / "reader.json").write_text(json.dumps(description | changes))
    return folder


def put_weights_beside(folder: Path) -> Path:
    """Change a folder of ``write_tiny_reader`` so that the graph's constants stand in a file of their own."""
    graph = onnx.load(folder / "reader.onnx")
    onnx.save_model(
        graph, str(folder / "reader.onnx"), save_as_external_data=True, location="reader.bin", size_threshold=64
    )
    description = json.loads((folder / "reader.json").read_text())
    files = [*description["files"], "reader.bin"]
    description["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    (folder / "reader.json").write_text(json.dumps(description))
    return folder


def write_tiny_cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """Write a CrossEncoder of one small random layer, as sentence-transformers loads it. Imports torch."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=96,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=tiny_tokenizer(),
        model_max_length=96,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )
    tokenizer.save_pretrained(folder)
    return folder
