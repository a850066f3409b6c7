"""The tokenizer in flat arrays divides as the package ``tokenizers`` does, and says where each piece stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.encoders.tokens.unigram import MAGIC, WORD_START, Unigram
from index.encoders.tokens.unigram_build import unigram_file

UNKNOWN = 1
PIECES = [("<s>", 0.0), ("<unk>", 0.0), (WORD_START, -3.0), (f"{WORD_START}har", -5.0), ("bour", -4.5), ("har", -6.0)]
PIECES += [
    (f"{WORD_START}harbour", -11.0),
    ("b", -7.0),
    ("o", -6.5),
    ("ou", -7.5),
    ("r", -6.1),
    ("é", -8.0),
    ("港", -8.5),
]
PIECES += [("s", -5.5), ("<mask>", 0.0), ("ar", -6.2), ("a", -5.1), ("h", -7.7)]
FOLDED = {0x7: "", 0x200C: " "}


@pytest.fixture(scope="module")
def unigram() -> Unigram:
    return Unigram(unigram_file(PIECES, folded=FOLDED, unknown=UNKNOWN, control=frozenset({0, 1, 14})))


@pytest.fixture(scope="module")
def oracle() -> Tokenizer:
    """The same pieces in the package that does the same more slowly."""
    pieces = [("" if text.startswith("<") else text, score) for text, score in PIECES]
    tokenizer = Tokenizer(
        models.Unigram([(text or f"\0{n}", score) for n, (text, score) in enumerate(pieces)], UNKNOWN)
    )
    replaced = [normalizers.Replace("\x07", ""), normalizers.Replace("‌", " "), normalizers.NFKC()]
    tokenizer.normalizer = normalizers.Sequence(
        [*replaced, normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=WORD_START, prepend_scheme="always")
    return tokenizer


@given(text=st.text(alphabet="harbous é港z \n\x07‌ﬁ①", max_size=30))
def test_it_divides_as_the_package_does(text: str, unigram: Unigram, oracle: Tokenizer) -> None:
    assert unigram.ids(text) == oracle.encode(text).ids


def test_the_likeliest_division_wins_and_not_the_longest_piece(unigram: Unigram) -> None:
    names = [PIECES[number][0] for number in unigram.ids("harbour harbours")]
    assert names == [f"{WORD_START}har", "bour", f"{WORD_START}har", "bour", "s"]


def test_characters_that_no_piece_holds_are_one_unknown_piece(unigram: Unigram) -> None:
    assert unigram.ids("zzz") == [2, UNKNOWN]


def test_a_control_piece_is_never_made_of_text(unigram: Unigram) -> None:
    assert not {0, 14} & set(unigram.ids("<s> <mask>"))


@given(text=st.text(alphabet="harbous é港z \n\x07‌ﬁ①", max_size=30))
def test_offsets_are_of_the_same_pieces_and_stand_in_order(text: str, unigram: Unigram) -> None:
    ids, offsets = unigram.ids_and_offsets(text)
    assert ids == unigram.ids(text)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)


def test_offsets_are_those_of_the_text_itself(unigram: Unigram) -> None:
    text = "  har\tbour  ﬁs harbours"
    _, offsets = unigram.ids_and_offsets(text)
    assert [text[start:end] for start, end in offsets[-3:]] == ["har", "bour", "s"]
    assert text[slice(*offsets[0])] == "har"
    assert "ﬁs" in [text[start:end] for start, end in offsets]  # normalised to other characters: the whole word


def test_lone_surrogates_and_nothing_are_divided_too(unigram: Unigram) -> None:
    assert unigram.ids("") == unigram.ids(" \n") == []
    assert unigram.ids("\ud800 har")[-2:] == [3] or unigram.ids("\ud800 har")[-1] == 3


@pytest.mark.parametrize("data", [b"", MAGIC, b"something else that is long enough"])
def test_another_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "pieces.bin").write_bytes(data)
    with pytest.raises(ValueError, match="unigram tokenizer"):
        Unigram.read(tmp_path / "pieces.bin")


def test_half_a_file_is_refused() -> None:
    data = unigram_file(PIECES, folded=FOLDED, unknown=UNKNOWN, control=frozenset())
    with pytest.raises(ValueError, match="not whole"):
        Unigram(data[:-5])
