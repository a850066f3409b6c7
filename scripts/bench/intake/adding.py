"""Add a folder to a corpus with an encoder that is a function of the text, as a process of its own that can be killed.

python -m scripts.bench.intake.adding CORPUS FOLDER [--drawn]

The vectors are those of hashed words; or drawn, by a number made of the text, as long as the default encoder's: that
costs next to nothing, and the vector index is as large as it would be.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index import Corpus, Vectors
from index.fetching import Fetcher
from qa.adding.run import AddRun
from qa.adding.source_reading import AddOptions
from qa.adding.sources import files_below
from tests.support.doubles import HashEncoder


def added(corpus: Corpus, folder: Path) -> dict[str, int]:
    """Add a folder, and return how many outcomes of each kind there were."""
    adding = AddRun(corpus, AddOptions(), fetcher=Fetcher(), tell=lambda _line: None)
    adding.run(files_below(folder))
    return dict(adding.counts)


class Drawn(HashEncoder):
    """Vectors drawn at random, each by a number that is made of its text."""

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        """Draw float32[len(texts), dimension], unit rows."""
        drawn = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(drawn, texts, strict=True):
            np.random.Generator(np.random.SFC64(zlib.crc32(text.encode()))).standard_normal(dtype=np.float32, out=row)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Add, and end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--drawn", action="store_true")
    given = parser.parse_args()
    encoder = Drawn(384, name="drawn") if given.drawn else HashEncoder()
    with Corpus.open(given.corpus, encoder=encoder, writable=True, create=given.drawn) as opened:
        added(opened, given.folder)


if __name__ == "__main__":
    main()
