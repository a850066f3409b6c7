"""The network: packed rows read as rows alone do, like transformers' BERT; what is frozen learns nothing."""

import math
from dataclasses import replace

import pytest
import torch
from transformers import BertConfig, BertModel

from scripts.train.batches import Layout
from scripts.train.model import Batch, Body, ReaderModel, losses
from tests.scripts.train.made import groups
from tests.support.tiny_e5 import tiny_e5


@pytest.fixture(scope="module")
def batch() -> Batch:
    return Layout(tiny_e5().tokenizer()).batch(groups(7))


def test_the_body_computes_what_transformers_does(batch):
    e5 = tiny_e5()
    body = Body(e5, layers=(0, 1), frozen=0)
    theirs = BertModel(BertConfig(**e5.config), add_pooling_layer=False).eval()
    theirs.load_state_dict(body.state_dict(), strict=False)
    with torch.no_grad():
        packed = body(batch, torch.float32).split(batch.lengths.tolist())
        ids, types = (x.split(batch.lengths.tolist()) for x in (batch.ids, batch.types))
        for i, states in enumerate(packed):
            alone = theirs(input_ids=ids[i][None], token_type_ids=types[i][None]).last_hidden_state[0]
            assert torch.allclose(states, alone, atol=2e-5)


def test_layers_that_are_kept_are_those_named():
    e5 = tiny_e5()
    kept = Body(e5, layers=(1,), frozen=0).state_dict()
    name = "attention.self.query.weight"
    assert torch.equal(kept[f"encoder.layer.0.{name}"], torch.from_numpy(e5.weights[f"encoder.layer.1.{name}"]))
    assert not any(n.startswith("encoder.layer.1.") for n in kept)


def test_only_what_is_not_frozen_learns(batch):
    model = ReaderModel(tiny_e5(), layers=(0, 1), frozen=1)
    sum(losses(model, batch, torch.float32).values()).backward()
    learns = {name for name, p in model.named_parameters() if p.grad is not None}
    assert learns
    assert all(n.startswith(("body.encoder.layer.1.", "relevance.", "span.")) for n in learns)


def test_bfloat16_comes_near_to_float32(batch):
    torch.manual_seed(1)
    model = ReaderModel(tiny_e5(), layers=(0, 1))
    with torch.no_grad():
        exact, near = (model(batch, kind)[0] for kind in (torch.float32, torch.bfloat16))
    assert torch.allclose(exact, near, atol=0.05)


def test_losses_are_those_of_the_definition(batch):
    torch.manual_seed(1)
    model = ReaderModel(tiny_e5(), layers=(0, 1))
    relevance, start, end = (x.detach() for x in model(batch))
    batch = replace(batch, prior=torch.linspace(-1, 1, len(batch.label)))
    found = losses(model, batch, torch.float32)
    relevance = relevance + batch.prior
    listed, edges = [], []
    rows = batch.lengths.tolist()
    for group in range(7):
        own = relevance[batch.group == group]
        answers = batch.label[batch.group == group].argmax() if batch.label[batch.group == group].any() else None
        top = 0.0 if answers is None else float(own[answers])
        listed.append(math.log(1 + float(own.exp().sum())) - top)
    for edge, target in ((start, batch.start), (end, batch.end)):
        for i, values in enumerate(edge.split(rows)):
            types = batch.types.split(rows)[i].clone()
            types[-1], types[0] = 0, 1
            allowed = values[types > 0]
            edges.append(float(allowed.logsumexp(0) - values[target[i]]))
    assert float(found["list"].detach()) == pytest.approx(sum(listed) / 7, rel=1e-4)
    assert float(found["span"].detach()) == pytest.approx(sum(edges) / len(edges), rel=1e-4)
