"""The export: the graph says what the trained network does, and the folder opens as a reader."""

import json

import numpy as np
import pytest
import torch

from qa.errors import ReaderError
from qa.reader.base import ReaderInput as Sentence
from qa.reader.onnx import GRAPH, OnnxReader, shares_words
from scripts.train.batches import Layout
from scripts.train.export import SERVED, averaged, describe, graph_of, halved
from scripts.train.model import ReaderModel
from scripts.train.train import WEIGHTS, save_file
from tests.scripts.train.made import groups
from tests.support.tiny_e5 import tiny_e5, write_encoder


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(4)
    return ReaderModel(tiny_e5(), layers=(0, 1)).eval()


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """A compiled encoder's folder, with its words and pieces."""
    return write_encoder(tmp_path_factory.mktemp("cache"))


def exported(model, folder, *, int8):
    folder.mkdir()
    (folder / GRAPH).write_bytes(graph_of(model, tiny_e5(), int8=int8))
    describe(folder, tiny_e5(), name="tiny")
    return folder


@pytest.mark.parametrize(("int8", "near"), [(False, 1e-4), (True, 0.15)])
def test_the_graph_reads_as_the_network_does(model, encoder, tmp_path, int8, near):
    reader = OnnxReader(exported(model, tmp_path / "reader", int8=int8), encoder=encoder, threads=1)
    layout = Layout(tiny_e5().tokenizer(), SERVED)
    for group in groups(5):
        with torch.no_grad():
            expected = model(layout.batch([group]))[0].numpy()
        found = reader.logits(group.question, [Sentence(c.text, c.title) for c in group.candidates])
        np.testing.assert_allclose([x.relevance for x in found], expected, atol=near)
    reader.close()


def test_a_reader_without_its_encoder_is_refused(model, encoder, tmp_path):
    folder = exported(model, tmp_path / "reader", int8=False)
    assert shares_words(folder)
    with pytest.raises(ReaderError, match="shares the words"):
        OnnxReader(folder)
    with pytest.raises(ReaderError, match=r"encoder\.json"):
        OnnxReader(folder, encoder=tmp_path)


def test_a_reader_of_other_words_is_refused(model, encoder, tmp_path):
    folder = exported(model, tmp_path / "reader", int8=False)
    says = json.loads((folder / "reader.json").read_text())
    (folder / "reader.json").write_text(json.dumps({**says, "words": "0" * 64}))
    with pytest.raises(ReaderError, match="was trained on 0000"):
        OnnxReader(folder, encoder=encoder)


def test_the_mean_of_runs_counts_each_by_its_share(tmp_path):
    for name, value in (("a", 1.0), ("b", 4.0)):
        (tmp_path / name).mkdir()
        save_file({"x": torch.full((2,), value)}, tmp_path / name / WEIGHTS)
    mean = averaged([tmp_path / "a", tmp_path / "b"], [2, 1])
    assert mean["x"].tolist() == [2.0, 2.0]
    assert halved(mean)["x"].dtype == torch.float16
    with pytest.raises(SystemExit, match="2 runs and 1 shares"):
        averaged([tmp_path / "a", tmp_path / "b"], [1])
