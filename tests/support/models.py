"""Compile the models that tests open, before any does: `python -m tests.support.models`.

Without it each process of the tests would compile the same ones at once. What cannot be compiled is said here, and
again by the tests that open it.
"""

from __future__ import annotations

import sys

from index.encoders.base import DEFAULT_MODEL, FAST_MODEL
from index.encoders.onnx import compiled
from index.errors import EncoderError
from qa.errors import ReaderError
from qa.reader.loading import open_reader
from qa.settings import Settings
from tests.conftest import MODEL_CACHE


def main() -> None:
    """Compile each in turn."""
    for model in (DEFAULT_MODEL, FAST_MODEL):
        try:
            compiled(MODEL_CACHE, model)
        except EncoderError as error:
            sys.stderr.write(f"{model}: {error}\n")
    try:
        reader = open_reader(Settings(cache=MODEL_CACHE))  # both readers: the second is compiled
    except ReaderError as error:
        sys.stderr.write(f"{error}\n")
    else:
        assert reader is not None
        reader.close()


if __name__ == "__main__":
    main()
