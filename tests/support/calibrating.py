"""A corpus, a reader that is far too sure of itself, and enough labelled questions to set it right.

Nothing here depends on trained weights: the reader is the tiny graph, the encoder a function of the words.
"""

from __future__ import annotations

import json
from pathlib import Path

from index import Corpus
from qa.engine import Engine
from qa.settings import Settings
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.readers import write_tiny_reader

ENCODER = HashEncoder(256)
#: Thirty questions with a sentence, thirty that no article answers and that look alike.
ROWS = [
    {"question": f"Which number{n} keeps record1 in edition1?", "expected": f"number{n} keeps record1"}
    for n in range(30)
]
ROWS += [{"question": f"Who painted the old number{n} in autumn?", "expected": None} for n in range(30)]


def questions(path: Path, *more: object) -> Path:
    """Write the questions, and more lines, into a file."""
    path.write_text("\n".join(json.dumps(row) for row in (*ROWS, *more)))
    return path


def built(folder: Path) -> Settings:
    """Build the corpus and the reader in a folder; return the settings that name them."""
    with Corpus.open(folder / "corpus", encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(30))
    (folder / "reader").mkdir()
    write_tiny_reader(folder / "reader")
    return Settings(corpus=folder / "corpus", reader=str(folder / "reader"))


def opened(settings: Settings) -> Engine:
    """Open the engine that the settings describe, with the encoder above."""
    return Engine.open(settings=settings, encoder=ENCODER)
