"""The trained layers: written and read again, checked, and of the model that they belong to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoders.base import TRAINED_FILE
from index.encoders.compiling.e5_weights import read_e5
from index.encoders.compiling.trained_layers import packed, trained_layers, unpacked
from index.errors import EncoderError


def test_what_is_written_is_read_again_within_half_a_step_of_each_rows_scale() -> None:
    random = np.random.default_rng(3)
    layers = {
        "a.weight": random.standard_normal((4, 6)).astype(np.float32) * np.array([[1], [0], [1e-3], [50]], np.float32),
        "a.bias": random.standard_normal(4).astype(np.float32),
    }
    read = unpacked(packed(layers))
    assert read.keys() == layers.keys()
    np.testing.assert_array_equal(read["a.bias"], layers["a.bias"])
    step = np.abs(layers["a.weight"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(read["a.weight"] - layers["a.weight"]) <= step / 2 + 1e-6).all()
    assert packed(layers) == packed(dict(reversed(layers.items())))


@pytest.mark.slow
def test_the_file_that_ships_fits_the_model_and_differs_from_it() -> None:
    trained, own = trained_layers(), read_e5().weights
    assert trained
    for name, values in trained.items():
        assert own[name].shape == values.shape
        assert np.isfinite(values).all()
    assert not any(name.startswith("embeddings.") for name in trained)  # the reader shares the word vectors
    assert any(np.abs(own[name] - values).max() > 0.001 for name, values in trained.items())


def test_a_damaged_or_missing_file_says_what_to_do(tmp_path: Path) -> None:
    damaged = tmp_path / "layers.npz"
    damaged.write_bytes(TRAINED_FILE.read_bytes()[:-1] + b"x")
    with pytest.raises(EncoderError, match=r"has sha256 .* was expected; install the package again"):
        trained_layers(damaged)
    with pytest.raises(EncoderError, match=r"cannot be read .*; install the package again"):
        trained_layers(tmp_path / "none.npz")
