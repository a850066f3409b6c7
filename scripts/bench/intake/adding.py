"""Add a folder to a corpus with the encoder that is a function of the text, as a process of its own that can be killed.

python -m scripts.bench.intake.adding CORPUS FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from index import Corpus
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


if __name__ == "__main__":
    with Corpus.open(Path(sys.argv[1]), encoder=HashEncoder(), writable=True) as opened:
        added(opened, Path(sys.argv[2]))
