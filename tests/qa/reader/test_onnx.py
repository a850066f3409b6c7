"""The compiled reader: what it marks, what it refuses to load, and that it reads what was trained."""

import json

import numpy as np
import pytest

from qa.errors import ReaderError
from qa.reader.base import ReaderInput
from qa.reader.loading import open_reader
from qa.reader.onnx import DEFAULT_FOLDER, OnnxReader, best_span
from qa.settings import Settings
from tests.support.readers import put_weights_beside, write_tiny_reader


@pytest.fixture(scope="module")
def reader():
    """The shipped reader, opened once."""
    opened = open_reader(Settings(reader="fast"))
    assert opened is not None
    yield opened
    opened.close()


def test_the_best_span_is_the_best_pair_of_edges_in_order_and_not_too_long():
    start, end = np.array([0, 5, 0, 9], np.float32), np.array([9, 0, 4, 1], np.float32)
    assert best_span(start, end) == (10.0, 3, 3)
    assert best_span(start[:3], end[:3]) == (9.0, 0, 0)


def test_the_best_span_agrees_with_trying_them_all():
    chance = np.random.default_rng(4)
    for _ in range(40):
        start, end = chance.standard_normal((2, 45)).astype(np.float32)
        tried = max((start[i] + end[j], i, j) for i in range(45) for j in range(i, min(45, i + 30)))
        assert best_span(start, end) == tried


def test_no_tokens_have_no_span():
    empty = np.zeros(0, np.float32)
    assert best_span(empty, empty)[0] == float("-inf")


def test_a_span_is_widened_to_whole_words(tmp_path):
    reader = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    text = "Kalat, Musakhel and Bolan"
    reading = reader.score("where", [ReaderInput(text)])[0]
    start, end = reading.answer_span
    assert start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    assert end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    reader.close()


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u00ad\u00ad"])
def test_what_is_never_seen_changes_no_reading_and_the_mark_stands_in_the_text_as_it_is(tmp_path, hidden):
    reader = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    plain = "Kalat, Musakhel and Bolan"
    with_hidden = plain.replace("Musakhel", f"Musa{hidden}khel").replace("Kalat", f"{hidden}Ka{hidden}lat") + hidden
    context = {"title": "Bolan pass", "section": "Roads", "previous": "Kalat lies to the north."}
    hidden_context = {name: text.replace("a", f"a{hidden}") for name, text in context.items()}
    first = reader.score("where", [ReaderInput(plain, **context)])[0]
    second = reader.score("where", [ReaderInput(with_hidden, **hidden_context)])[0]
    assert second.score == first.score
    start, end = first.answer_span
    marked = with_hidden[slice(*second.answer_span)]
    assert marked.replace(hidden[0], "") == plain[start:end]
    assert reader.score("where", [ReaderInput(hidden)])[0].answer_span is None
    reader.close()


def test_no_span_is_marked_below_the_threshold(tmp_path):
    reader = OnnxReader(write_tiny_reader(tmp_path, span_threshold=1e6), threads=1)
    assert reader.score("where", [ReaderInput("Kalat, Musakhel and Bolan")])[0].answer_span is None
    reader.close()


def test_the_name_says_which_weights(tmp_path):
    reader = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    assert reader.name.startswith("tiny@")
    reader.close()


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json"])
def test_a_damaged_file_is_named_with_both_digests(tmp_path, name):
    folder = write_tiny_reader(tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(ReaderError, match=f"{name} has sha256 [0-9a-f]{{64}}, not [0-9a-f]{{64}}"):
        OnnxReader(folder)


def test_weights_beside_the_graph_are_read_and_checked_like_it(tmp_path):
    candidates = [ReaderInput("Kalat, Musakhel and Bolan"), ReaderInput("one of them")]
    whole = OnnxReader(write_tiny_reader(tmp_path), threads=1)
    apart = OnnxReader(put_weights_beside(tmp_path), threads=1)
    assert apart.score("where", candidates) == whole.score("where", candidates)
    assert apart.name != whole.name
    whole.close()
    apart.close()
    weights = bytearray((tmp_path / "reader.bin").read_bytes())
    weights[len(weights) // 2] ^= 1
    (tmp_path / "reader.bin").write_bytes(weights)
    with pytest.raises(ReaderError, match=r"reader\.bin has sha256"):
        OnnxReader(tmp_path)


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "reader.json"])
def test_a_missing_file_is_named_and_what_to_do_said(tmp_path, name):
    folder = write_tiny_reader(tmp_path)
    (folder / name).unlink()
    with pytest.raises(ReaderError, match=f"{name} cannot be read .*reinstall"):
        OnnxReader(folder)


@pytest.mark.parametrize("text", ["not json", "[]", '{"format": 99}'])
def test_a_description_of_another_form_is_refused(tmp_path, text):
    folder = write_tiny_reader(tmp_path)
    (folder / "reader.json").write_text(text)
    with pytest.raises(ReaderError, match=r"reader\.json"):
        OnnxReader(folder)


@pytest.mark.model
def test_the_shipped_reader_puts_the_answer_before_the_echo_and_the_neighbours(reader):
    section = ReaderInput("What happened in Norburg?", "Flood in Norburg")
    answers = ReaderInput("The dam above Norburg broke on Friday and water flooded the old town.", "Flood in Norburg")
    beside = ReaderInput("The mayor thanked volunteers from other towns.", "Flood in Norburg")
    readings = reader.score("What happened in Norburg?", [section, answers, beside])
    assert max(range(3), key=lambda i: readings[i].score) == 1


@pytest.mark.model
def test_the_shipped_reader_marks_what_is_asked_for(reader):
    text = "The ministry's spokesperson, Ilse Brandt, said the bridge would open in May."
    span = reader.score("Who is the spokesperson of the ministry?", [ReaderInput(text)])[0].answer_span
    assert span is not None
    assert "Ilse Brandt" in text[span[0] : span[1]]


def test_the_shipped_folder_names_every_file_it_ships():
    description = json.loads((DEFAULT_FOLDER / "reader.json").read_text())
    papers = {"reader.json", "README.md", "learning_curve.png"}
    assert set(description["files"]) == {path.name for path in DEFAULT_FOLDER.iterdir()} - papers
