"""The sample articles as a corpus of the real encoder, which several files here ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.engine import Engine
from qa.samples import articles
from qa.settings import Settings


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus of the sample articles, to be copied: to encode them takes longer than to ask most of what
    is asked of them."""
    folder = tmp_path_factory.mktemp("samples") / "corpus"
    with Engine.open(settings=Settings(corpus=folder, reader="none"), writable=True, create=True) as engine:
        engine.add(articles())
    return folder
