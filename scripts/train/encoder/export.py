"""Write what runs of ``scripts.train.encoder.train`` trained, their mean, as the file that ships, and print its sha256.

    python -m scripts.train.encoder.export --runs WORK/enc1 WORK/enc2

The digest belongs into ``index.encoders.base.TRAINED_SHA256``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from index.durable.files import sha256
from index.encoders.base import TRAINED_FILE
from index.encoders.compiling.trained_layers import packed
from scripts.train.encoder.train import WEIGHTS


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, nargs="+", required=True, help="folders of runs with the same layers")
    parser.add_argument("--out", type=Path, default=TRAINED_FILE)
    options = parser.parse_args()
    trained = [load_file(run / WEIGHTS) for run in options.runs]
    data = packed({name: np.mean([one[name] for one in trained], axis=0) for name in trained[0]})
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(data)
    print(f"{options.out}: {len(data) / 1e6:.1f} MB, sha256 {sha256(data)}")


if __name__ == "__main__":
    main()
