"""Training: it learns, a run that was stopped goes on as if it had not been, checkpoints are whole."""

import json

import pytest
import torch
from safetensors.torch import load_file

from scripts.train.model import ReaderModel
from scripts.train.progress import dev_measures, draw
from scripts.train.records import write_groups
from scripts.train.train import LOG, PROGRESS, WEIGHTS, Layout, load_trained, options, train
from tests.scripts.train.made import groups
from tests.support.tiny_e5 import tiny_e5


@pytest.fixture
def work(tmp_path):
    made = groups(60)
    dev = [g.__class__(g.question, g.kind, "dev", g.candidates) for g in groups(12)]
    write_groups(tmp_path / "groups.jsonl.gz", [*made, *dev], recipe={})
    return tmp_path


def run(work, name, *, pairs, more=()):
    (work / name).mkdir(exist_ok=True)
    arguments = f"--work {work} --run {name} --layers 0,1 --frozen 1 --pairs {pairs} --pairs-a-step 8 --kind float32"
    o = options([*arguments.split(), "--rate", "0.003", "--device", "cpu", "--threads", "1", *more])
    train(0, o, tiny_e5)
    return load_file(work / name / WEIGHTS)


def test_training_lowers_the_loss_and_leaves_the_frozen_layer_out(work):
    weights = run(work, "a", pairs=700)
    assert all(n.startswith(("body.encoder.layer.1.", "relevance.", "span.")) for n in weights)
    entries = [json.loads(line) for line in (work / "a" / LOG).read_text().splitlines()]
    losses = [e["list"] for e in entries if "list" in e]
    assert losses[-1] < 0.85 * losses[0]
    assert {"dev_p1", "dev_auroc"} <= entries[-1].keys()


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(work):
    whole = run(work, "whole", pairs=80, more=["--every", "0"])
    run(work, "parts", pairs=80, more=["--every", "0"])
    # back to the checkpoint after the third step, as a run stopped there leaves it
    steps = json.loads((work / "parts" / PROGRESS).read_text())["step"]
    assert steps > 4
    stopped = run_stopped(work, "stopped", pairs=80, steps=3)
    assert json.loads((work / "stopped" / PROGRESS).read_text())["step"] == steps
    assert all(torch.equal(whole[name], stopped[name]) for name in whole)


def run_stopped(work, name, *, pairs, steps):
    """Stop a run after so many steps, as a signal would, then start it again."""

    class Stopped(Exception):
        pass

    taken = 0

    def stopping(*arguments):
        nonlocal taken
        taken += 1
        if taken > steps:
            raise Stopped
        return batch(*arguments)

    batch = Layout.batch
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scripts.train.train.dev_measures", lambda *_, **__: {})
        patch.setattr(Layout, "batch", stopping)
        with pytest.raises(Stopped):
            run(work, name, pairs=pairs, more=["--every", "0"])
    return run(work, name, pairs=pairs, more=["--every", "0"])


def test_a_run_starts_from_the_weights_of_another(work):
    first = run(work, "first", pairs=40)
    model = ReaderModel(tiny_e5(), layers=(0, 1), frozen=1)
    load_trained(model, work / "first" / WEIGHTS)
    own = dict(model.named_parameters())
    assert all(torch.equal(own[name], tensor) for name, tensor in first.items())
    again = run(work, "second", pairs=16, more=["--start", str(work / "first" / WEIGHTS)])
    assert any(not torch.equal(again[name], tensor) for name, tensor in first.items())


def test_weights_of_another_shape_of_body_are_refused(work):
    run(work, "first", pairs=16)
    with pytest.raises(KeyError):
        load_trained(ReaderModel(tiny_e5(), layers=(0,)), work / "first" / WEIGHTS)


def test_held_back_groups_are_measured():
    torch.manual_seed(3)
    model, layout = ReaderModel(tiny_e5(), layers=(0, 1)), Layout(tiny_e5().tokenizer())
    measures = dev_measures(model, layout, groups(9), kind=torch.float32, device="cpu")
    assert set(measures) == {"dev_p1", "dev_auroc"}
    assert all(0 <= value <= 1 for value in measures.values())


def test_the_learning_curve_is_drawn(work):
    pytest.importorskip("matplotlib")
    run(work, "a", pairs=40)
    draw(work / "a" / LOG, work / "curve.png")
    assert (work / "curve.png").read_bytes().startswith(b"\x89PNG")
