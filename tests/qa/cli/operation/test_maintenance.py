"""The commands that change a corpus as a whole, as a shell sees them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

import qa.cli.opening
import qa.cli.operation.integrity
import qa.cli.operation.maintenance
from index import Corpus, reembed
from index.limits import Limits
from qa.cli import main as cli
from qa.settings import Settings
from tests.support.articles import articles
from tests.support.doubles import HashEncoder

MODELS = {"default": HashEncoder(), "other": HashEncoder(32, name="other")}


class Shell:
    """Runs commands over one corpus of six articles."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.corpus = folder
        self._capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str, corpus: Path | None = None) -> object:
        with pytest.raises(SystemExit) as left:
            cli.main([*arguments, "--corpus", str(corpus or self.corpus)])
        self.out, self.err = self._capture.readouterr()
        return left.value.code


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    def open_encoder(settings: Settings) -> HashEncoder:
        return MODELS[settings.encoder]

    def open_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
        return Corpus.open(settings.corpus, encoder=open_encoder(settings), writable=writable, create=create)

    monkeypatch.setattr(qa.cli.opening, "open_corpus", open_corpus)
    monkeypatch.setattr(qa.cli.operation.integrity, "open_encoder", open_encoder)
    monkeypatch.setattr(qa.cli.operation.maintenance, "open_encoder", open_encoder)
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    with Corpus.open(tmp_path / "corpus", encoder=MODELS["default"], create=True) as corpus:
        corpus.add(articles(6))
    return Shell(tmp_path / "corpus", capsys)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("compact", "--revisions-before", "03/04/2025"), "--revisions-before"),
        (("ask", "Who?", "--from", "03/04/2025"), "--from"),
        (("ask", "Who?", "--to", "03/04/2025"), "--to"),
        (("ask", "Who?", "--as-of", "03/04/2025"), "--as-of"),
    ],
)
def test_a_date_that_is_none_is_told_by_the_name_of_its_option(
    shell: Shell, arguments: tuple[str, ...], option: str
) -> None:
    assert shell(*arguments) == 2
    assert f"'{option}': '03/04/2025' is no date of the calendar" in shell.err


def test_compact_tells_what_it_freed_and_the_corpus_stays_whole(shell: Shell) -> None:
    assert shell("remove", "a1", "a2", "a3") == 0
    assert shell("compact") == 0
    assert "bytes before" in shell.out
    assert shell("verify") == 0
    assert shell("compact", "--json") == 0
    assert '"bytes_after"' in shell.out


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_a_backup_can_be_restored_elsewhere_and_nowhere_else(shell: Shell, tmp_path: Path, name: str) -> None:
    assert shell("backup", str(tmp_path / name)) == 0
    assert "6 articles and 18 sentences" in shell.out
    assert shell("backup", str(tmp_path / name)) == 2
    assert "exists" in shell.err
    assert shell("restore", str(tmp_path / name)) == 2
    assert "is not empty" in shell.err
    assert shell("restore", str(tmp_path / name), "--json", corpus=tmp_path / "new") == 0
    assert shell("verify", corpus=tmp_path / "new") == 0


def test_reembed_is_the_command_that_another_encoder_asks_for(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_ENCODER", "other")
    assert shell("verify") == 5
    assert "qa reembed --encoder other" in shell.err
    assert shell("reembed", "--encoder", "other") == 0
    assert "the vectors are now those of other" in shell.out
    assert shell("verify") == 0
    assert shell("reembed", "--json") == 0
    assert '"changed": false' in shell.out
    assert shell("reembed", "--encoder", "other") == 0
    assert "already" in shell.out


def test_an_interrupted_reembedding_says_what_is_done(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    real = HashEncoder.encode_sentences
    calls = iter([True, False])

    def failing(self: HashEncoder, texts: list[str]) -> object:
        if not next(calls):
            raise KeyboardInterrupt
        return real(self, texts)

    with monkeypatch.context() as patch:
        small = partial(reembed, limits=Limits(batch_sentences=9))
        patch.setattr(qa.cli.operation.maintenance, "reembed", small)
        patch.setattr(HashEncoder, "encode_sentences", failing)
        assert shell("reembed", "--encoder", "other") == 130
    assert shell("reembed", "--encoder", "other") == 0
    assert "3 articles have their new vectors from an earlier run" in shell.err
