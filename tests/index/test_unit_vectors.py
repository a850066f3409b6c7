"""What may be added is never taken for damage: one measure of unit length, on the vector as it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import Corpus
from index.errors import EncoderError
from index.unit_vectors import Vectors, are_unit
from tests.support.articles import articles
from tests.support.doubles import HashEncoder


class Scaled(HashEncoder):
    """Gives sentences vectors of another length."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self.length = length

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        return super().encode_sentences(texts) * np.float32(self.length)


@pytest.mark.parametrize("length", [0.985, 0.9898, 0.9902, 0.995, 0.999, 1.0, 1.0015, 1.005, 1.0098, 1.0102, 1.015])
def test_an_encoder_is_refused_or_its_vectors_pass_every_later_check(tmp_path: Path, length: float) -> None:
    with Corpus.create(tmp_path, encoder=Scaled(length), recipe="bare") as corpus:
        try:
            corpus.add(articles(12))
        except EncoderError:
            assert abs(length - 1) > 0.009
            return
        assert abs(length - 1) < 0.011
        assert corpus.verify().findings == []


@pytest.mark.parametrize("value", [0.0, 3.0, 1e6, np.inf, np.nan])
def test_what_is_no_direction_is_no_unit_vector(value: float) -> None:
    assert not are_unit(np.array([[1, 0], [value, 0]], dtype=np.float32))
    assert are_unit(np.array([[1, 0], [0, -1]], dtype=np.float32))
    assert are_unit(np.empty((0, 2), dtype=np.float32))
