"""The teacher: it computes what transformers does, learns, is written and read, and what it says reaches the reader."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import MPNetModel

from scripts.train.batches import Layout
from scripts.train.model import ReaderModel, losses
from scripts.train.records import NO_SPAN, Candidate, read_groups, write_groups
from scripts.train.teaching.layout import BEGIN, END, teacher_layout
from scripts.train.teaching.network import Teacher
from scripts.train.teaching.read import Reads, open_teacher, taught
from scripts.train.teaching.train import WEIGHTS, options, train
from tests.scripts.train.made import groups
from tests.support.tiny_e5 import tiny_e5
from tests.support.tiny_mpnet import write_tiny_mpnet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_mpnet(tmp_path_factory.mktemp("mpnet"))


def test_it_computes_what_transformers_does(folder):
    theirs = MPNetModel.from_pretrained(folder, add_pooling_layer=False).eval()
    batch = teacher_layout(folder).batch(groups(7))
    teacher = Teacher(folder, rank=2, kind=torch.float32)
    with torch.no_grad():
        packed = teacher.states(batch).split(batch.lengths.tolist())
        for ids, states in zip(batch.ids.split(batch.lengths.tolist()), packed, strict=True):
            alone = theirs(input_ids=ids[None]).last_hidden_state[0]
            assert torch.allclose(states, alone, atol=2e-5)


def test_the_answer_is_marked_where_it_stands(folder):
    layout = teacher_layout(folder)
    text = "x" * 150 + "42 it is"
    row, start, end = layout.row([5, 6], Candidate(text, "T", True, "gold", (150, 152)))
    assert [layout.ids("4")[0][0], layout.ids("2")[0][0]] == list(row.ids[start : end + 1])
    assert row.ids[0] == BEGIN
    assert row.ids[-1] == END
    assert layout.row([5], Candidate(text, "", False, "near", NO_SPAN))[1:] == (0, 0)


def _run(work: Path, model: Path, *more: str) -> None:
    (work / "t").mkdir()
    given = ["--work", str(work), "--run", "t", "--groups", "g.gz", "--model", str(model), "--pairs-a-step", "24"]
    train(0, options([*given, "--seed", "1", *more]))


def test_it_learns_and_is_read_again(folder, tmp_path):
    made = groups(40)
    dev = [replace(group, fold="dev") for group in made[:12]]
    write_groups(tmp_path / "g.gz", [*made, *dev], recipe={})
    _run(tmp_path, folder, "--pairs", "1200", "--rank", "4", "--rate", "3e-3")
    fresh, layout = Teacher(folder, rank=4), teacher_layout(folder)
    learned = open_teacher(folder, tmp_path / "t" / WEIGHTS, rank=4)
    with torch.no_grad():
        before, after = (losses(one, layout.batch(made), one.kind)["list"] for one in (fresh, learned))
    assert after < before


def test_frozen_layers_learn_nothing_and_are_written_all_the_same(folder, tmp_path):
    write_groups(tmp_path / "g.gz", [*groups(8), *(replace(g, fold="dev") for g in groups(6))], recipe={})
    _run(tmp_path, folder, "--pairs", "48", "--rank", "2")
    (tmp_path / "t").rename(tmp_path / "first")
    first = tmp_path / "first" / WEIGHTS
    _run(tmp_path, folder, "--pairs", "120", "--rank", "2", "--rate", "3e-3", "--start", str(first), "--frozen", "1")
    before, after = (
        dict(open_teacher(folder, path, rank=2).named_parameters()) for path in (first, tmp_path / "t" / WEIGHTS)
    )
    changed = {name for name, learned in after.items() if not torch.equal(before[name], learned)}
    assert {name for name in changed if name.startswith("layers.0.")} == set()
    assert {name.split(".")[0] for name in changed} == {"layers", "relevance", "span"}


def test_adapters_of_another_rank_are_refused(folder, tmp_path):
    write_groups(tmp_path / "g.gz", [*groups(8), *(replace(g, fold="dev") for g in groups(6))], recipe={})
    _run(tmp_path, folder, "--pairs", "24", "--rank", "2")
    with pytest.raises(RuntimeError):
        open_teacher(folder, tmp_path / "t" / WEIGHTS, rank=8)


def test_what_it_says_is_written_beside_every_candidate(folder, tmp_path):
    teacher, layout, made = Teacher(folder, rank=2).eval(), teacher_layout(folder), groups(9)
    readers = [Reads(teacher, layout, 0.25), Reads(teacher, layout, 0.75)]
    write_groups(tmp_path / "g.gz", taught(readers, made, bias=1.5), recipe={})
    read = {group.question: group for group in read_groups(tmp_path / "g.gz", fold="train")}
    assert len(read) == len({group.question for group in made}) == 9
    for group in made:
        with torch.no_grad():
            alone = teacher(layout.batch([group]))[0].float().tolist()
        assert [c.taught for c in read[group.question].candidates] == pytest.approx([a + 1.5 for a in alone], abs=0.05)


class _Says(torch.nn.Module):
    """Gives the relevance it was made with, and no span."""

    def __init__(self, relevance: torch.Tensor) -> None:
        super().__init__()
        self.relevance = relevance

    def forward(self, batch, _kind):
        edges = torch.zeros(len(batch.ids))
        return self.relevance, edges, edges


def test_the_reader_learns_what_the_teacher_says():
    torch.manual_seed(2)
    model = ReaderModel(tiny_e5(), layers=(0, 1))
    told = [
        replace(group, candidates=tuple(replace(c, taught=8.0 if c.answers else -8.0) for c in group.candidates))
        for group in groups(6)
    ]
    against = [
        replace(group, candidates=tuple(replace(c, taught=-c.taught) for c in group.candidates)) for group in told
    ]
    layout = Layout(tiny_e5().tokenizer())
    labels, same = (losses(model, layout.batch(made), torch.float32) for made in (groups(6), told))
    for name in ("list", "point"):
        assert math.isclose(labels[name].item(), same[name].item(), rel_tol=0.02)
    with torch.no_grad():  # sure of what the labels say
        answered = Layout(tiny_e5().tokenizer()).batch(told).label
    sure = 6.0 * (2 * answered - 1)
    agreed, denied = (losses(_Says(sure), layout.batch(made), torch.float32) for made in (told, against))
    assert denied["list"] > agreed["list"] + 2
    assert denied["point"] > agreed["point"] + 2


def test_a_group_that_is_read_in_part_keeps_its_labels():
    torch.manual_seed(2)
    model = ReaderModel(tiny_e5(), layers=(0, 1))
    made = groups(4)
    first = [replace(g, candidates=(replace(g.candidates[0], taught=9.0), *g.candidates[1:])) for g in made]
    layout = Layout(tiny_e5().tokenizer())
    labels, part = (losses(model, layout.batch(given), torch.float32)["list"].item() for given in (made, first))
    assert math.isclose(labels, part, rel_tol=1e-6)
