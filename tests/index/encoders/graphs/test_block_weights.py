"""Blocks of 4-bit weights, against the arithmetic of their definition, one weight at a time."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from index.encoders.graphs.block_weights import WordVectors, blocks_of

ROWS, WIDTH = 5, 64


@pytest.fixture
def data() -> bytes:
    random = np.random.default_rng(2)
    block = (struct.pack("<e", scale) + random.bytes(16) for scale in random.normal(0, 0.1, ROWS * WIDTH // 32))
    return b"".join(block)


def defined(data: bytes) -> list[list[float]]:
    """What the blocks stand for, low halves first, then high ones, less 8, times the scale."""
    weights: list[float] = []
    for start in range(0, len(data), 18):
        (scale,) = struct.unpack_from("<e", data, start)
        pairs = data[start + 2 : start + 18]
        weights += [(byte % 16 - 8) * scale for byte in pairs] + [(byte // 16 - 8) * scale for byte in pairs]
    return [weights[row : row + WIDTH] for row in range(0, len(weights), WIDTH)]


def test_a_matrix_is_what_its_blocks_are_defined_to_be(data: bytes) -> None:
    matrix = blocks_of(data, width=WIDTH)
    assert matrix.shape == (ROWS, WIDTH)
    np.testing.assert_allclose(matrix.whole(), defined(data), rtol=1e-6)


def test_word_vectors_are_the_rows_of_the_table_in_the_shape_of_the_ids(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "words.bin").write_bytes(data)
    words = WordVectors(tmp_path / "words.bin", width=WIDTH)
    ids = np.array([[4, 0, 4], [1, 2, 3]])
    vectors = words.rows(ids)
    assert (vectors.shape, vectors.dtype) == ((2, 3, WIDTH), np.float32)
    np.testing.assert_allclose(vectors, np.array(defined(data))[ids], rtol=1e-6)


def test_a_file_that_holds_no_whole_rows_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "words.bin").write_bytes(data[:-18])
    with pytest.raises(ValueError, match="reshape"):
        WordVectors(tmp_path / "words.bin", width=WIDTH)
