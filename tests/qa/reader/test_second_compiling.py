"""The second reader's graph computes what the network does that was trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from index.encoders.graphs.bert_graph import Shape
from index.encoders.graphs.relevance_graph import OUTPUTS
from index.onnx_runtime import session
from qa.reader.second_compiling import BUDGET, INPUTS, graph_of
from qa.reader.second_weights import SecondWeights, merged
from scripts.train.records import Candidate, Group
from scripts.train.teaching.layout import teacher_layout
from scripts.train.teaching.network import Teacher
from scripts.train.teaching.train import save
from tests.support.tiny_mpnet import HEADS, LAYERS, WIDTH, write_tiny_mpnet

SHAPE = Shape(LAYERS, WIDTH, HEADS, 1e-5)
TEXTS = ("It is 42 long.", "x" * 90 + " and 7 others", "No")
GROUP = Group("How long is it?", "answered", "train", tuple(Candidate(text, "Title", False, "near") for text in TEXTS))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Teacher, Path, SecondWeights]:
    folder = write_tiny_mpnet(tmp_path_factory.mktemp("mpnet"))
    torch.manual_seed(5)
    teacher = Teacher(folder, rank=4, kind=torch.float32).eval()
    for name, weight in teacher.named_parameters():
        if name.endswith(".up") or name.startswith("relevance"):  # adapters are nothing at first, and heads next to it
            torch.nn.init.normal_(weight, std=0.3)
    save(teacher, folder / "teacher.safetensors")
    learned = merged(load_file(folder / "model.safetensors"), load_file(folder / "teacher.safetensors"), tokenizer="{}")
    return teacher, folder, learned


@pytest.mark.parametrize(("int8", "apart"), [(False, 1e-3), (True, 0.1)])
def test_the_graph_reads_as_the_network_does(trained, int8: bool, apart: float) -> None:
    """Within a share of what tells the texts apart."""
    teacher, folder, learned = trained
    layout = teacher_layout(folder)
    with torch.inference_mode():
        expected = teacher(layout.batch([GROUP]))[0].numpy()
    running = session(graph_of(learned, SHAPE, int8=int8).model(INPUTS, OUTPUTS), threads=1)
    question = layout.ids(GROUP.question)[0]
    for candidate, logit in zip(GROUP.candidates, expected, strict=True):
        row = layout.row(question, candidate)[0]
        given = {"ids": np.array([row.ids]), "types": np.array([row.types()])}
        assert running.run(["relevance"], given)[0][0] == pytest.approx(logit, abs=float(apart * np.ptp(expected)))


def test_it_is_taught_and_served_in_one_layout(trained) -> None:
    layout = teacher_layout(trained[1])
    assert (layout.budget.first, layout.budget.between) == (BUDGET.first, BUDGET.between)
    assert layout.budget.previous == BUDGET.previous == 0


def test_what_training_did_not_change_is_as_it_comes(trained) -> None:
    _, folder, learned = trained
    model = load_file(folder / "model.safetensors")
    assert np.array_equal(learned.body["embeddings.word_embeddings.weight"], model["embeddings.word_embeddings.weight"])
    name = "encoder.layer.0.attention.self.query.weight"
    assert np.abs(learned.body[name] - model["encoder.layer.0.attention.attn.q.weight"]).max() > 0
