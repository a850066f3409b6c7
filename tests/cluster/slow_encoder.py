"""An encoder for workers of the tests: a function of the words, slow enough that one can be killed at work."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.support.doubles import HashEncoder


class SlowEncoder(HashEncoder):
    def encode_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(0.5)
        return super().encode_sentences(texts)


def opened() -> SlowEncoder:
    return SlowEncoder(64)
