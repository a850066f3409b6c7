"""A text becomes windows of ids, and the vectors of its windows become one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders.tokens.unigram_build import unigram_file
from index.encoders.tokens.windows import UnigramWindows, joined

BEGIN, END = 100, 101
LETTERS = [(f"▁{letter}", -1.0) for letter in "abcdefghij"]


@pytest.fixture(scope="module")
def divider(tmp_path_factory: pytest.TempPathFactory) -> UnigramWindows:
    path: Path = tmp_path_factory.mktemp("pieces") / "pieces.bin"
    path.write_bytes(unigram_file([("<unk>", 0.0), *LETTERS], folded={}, unknown=0, control=frozenset({0})))
    return UnigramWindows(path, marks=(BEGIN, END), max_tokens=6)


def test_a_text_that_fits_is_one_window_after_its_prompt(divider: UnigramWindows) -> None:
    assert divider.windows(["b c", ""], prompt="a ") == [[[BEGIN, 1, 2, 3, END]], [[BEGIN, 1, END]]]


@given(letters=st.lists(st.sampled_from("abcdefghij"), max_size=25))
def test_windows_hold_the_whole_text_once_each_with_the_prompt(letters: list[str], divider: UnigramWindows) -> None:
    (windows,) = divider.windows([" ".join(letters)], prompt="a")
    assert all(window[:2] == [BEGIN, 1] and window[-1] == END and len(window) <= 6 for window in windows)
    assert [number for window in windows for number in window[2:-1]] == ["_abcdefghij".index(x) for x in letters]
    assert all(len(window) == 6 for window in windows[:-1])


def test_vectors_of_windows_count_by_their_tokens() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    divided = [[[0] * 30, [0] * 40], [[0] * 3]]
    np.testing.assert_allclose(joined(vectors, divided), [[0.6, 0.8], [0.6, 0.8]], atol=1e-6)


def test_a_vector_of_one_window_stays_as_it_is_to_the_bit() -> None:
    vectors = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    np.testing.assert_array_equal(joined(vectors, [[[1]], [[2]], [[3]]]), vectors)
    np.testing.assert_array_equal(joined(vectors, [[[1]], [[2], [3]]])[0], vectors[0])
    assert joined(np.empty((0, 5), np.float32), []).shape == (0, 5)
