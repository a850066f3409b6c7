"""The shell that the tests of commands use: over one corpus, with the encoder that is a function of the text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import qa.cli.opening
import qa.cli.operation.integrity
from index import Corpus
from qa.cli import main as cli
from qa.engine import Engine
from qa.settings import Settings
from tests.qa.web.conftest import ELECTION, HARBOUR
from tests.support.doubles import HashEncoder

#: The articles of most tests.
NEWS = (HARBOUR, ELECTION)


class Shell:
    """Runs commands in this process over one corpus, with the encoder that is a function of the text."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.corpus = folder / "corpus"
        self._capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        self._capture.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main([*arguments, "--corpus", str(self.corpus)])
        self.out, self.err = self._capture.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        return code

    def json(self, *arguments: str) -> Any:
        assert self(*arguments, "--json") == 0
        return json.loads(self.out)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose models are the deterministic doubles."""
    real = Engine.open

    def open_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
        return Corpus.open(settings.corpus, encoder=HashEncoder(), writable=writable, create=create)

    def open_engine(corpus: Path, *, settings: Settings, **opening: bool) -> Engine:
        return real(corpus, settings=settings.with_(reader="none"), encoder=HashEncoder(), **opening)

    monkeypatch.setattr(qa.cli.opening, "open_corpus", open_corpus)
    # No word of compiling, whether or not this machine has the compiled model in its cache.
    monkeypatch.setattr(qa.cli.opening, "is_compiled", lambda _cache, _encoder: True)
    monkeypatch.setattr(qa.cli.operation.integrity, "open_encoder", lambda _settings: HashEncoder())
    monkeypatch.setattr(Engine, "open", open_engine)
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    return Shell(tmp_path, capsys)


@pytest.fixture
def news(shell: Shell, tmp_path: Path) -> Shell:
    """A shell over two articles, of which one tells of the fire at a harbour."""
    lines = [json.dumps({"id": one.id, "title": one.title, "text": one.text, "source": one.source}) for one in NEWS]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    assert shell("add", str(tmp_path / "news.jsonl")) == 0
    return shell
