"""The layers of multilingual-e5-small that were trained on for this project: `index/encoders/trained/layers.npz`.

Owns the form of that file: of a matrix its rows in int8 and a scale for each row, of all else float32, by the names of
transformers' BertModel. Made by scripts.train.encoder.export.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.durable.files import sha256
from index.encoders.base import TRAINED_FILE, TRAINED_SHA256
from index.errors import EncoderError

Floats = NDArray[np.float32]

#: What stands after a matrix's name, in the name of its scales.
_SCALES = ":scales"


def trained_layers(path: Path = TRAINED_FILE, *, digest: str = TRAINED_SHA256) -> dict[str, Floats]:
    """Read the trained layers: float32, by name. Raises EncoderError when the file is missing or another."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path} cannot be read ({error}); install the package again") from error
    found = sha256(data)
    if found != digest:
        raise EncoderError(
            f"{path} has sha256 {found[:12]}... where {digest[:12]}... was expected; install the package again"
        )
    return unpacked(data)


def unpacked(data: bytes) -> dict[str, Floats]:
    """Read what ``packed`` wrote."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        out = {}
        for name in (n for n in arrays.files if not n.endswith(_SCALES)):
            values = arrays[name].astype(np.float32)
            scales = f"{name}{_SCALES}"
            out[name] = values * arrays[scales][:, None] if scales in arrays.files else values
        return out


def packed(layers: Mapping[str, Floats]) -> bytes:
    """Write layers, matrices in int8: the same ones give the same bytes."""
    arrays: dict[str, NDArray[np.int8] | Floats] = {}
    for name, values in sorted(layers.items()):
        if values.ndim < 2:
            arrays[name] = values.astype(np.float32)
            continue
        scales = np.maximum(np.abs(values).max(axis=1) / 127, 1e-12).astype(np.float32)
        arrays[name] = np.round(values / scales[:, None]).astype(np.int8)
        arrays[f"{name}{_SCALES}"] = scales
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()
