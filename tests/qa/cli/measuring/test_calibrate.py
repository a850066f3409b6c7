"""``qa calibrate`` as a shell sees it: fits, stores, takes away, and refuses what would not help."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

import qa.cli.opening
from index import Corpus
from qa.answering.models import confidence_model_of
from qa.cli import main as cli
from qa.confidence.corpus_calibration import NAME, load
from qa.engine import Engine
from qa.reader.onnx import OnnxReader
from qa.settings import Settings
from tests.support.calibrating import ENCODER, built, questions
from tests.support.readers import write_tiny_reader

# Each asks sixty questions, most of them several times.
pytestmark = pytest.mark.slow


class Shell:
    """Runs commands over the corpus whose reader is too sure."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.settings = built(folder)
        self.file = questions(folder / "set.jsonl")
        self.stored = folder / "corpus" / NAME
        self._capture = capture
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> object:
        with pytest.raises(SystemExit) as left:
            cli.main([*arguments, "--corpus", str(self.settings.corpus)])
        self.out, self.err = self._capture.readouterr()
        return left.value.code


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    made = Shell(tmp_path, capsys)
    real = Engine.open

    def open_engine(corpus: Path, *, settings: Settings, **opening: bool) -> Engine:
        return real(corpus, settings=replace(settings, reader=made.settings.reader), encoder=ENCODER, **opening)

    def open_corpus(settings: Settings, *, writable: bool = False, create: bool = False) -> Corpus:
        return Corpus.open(settings.corpus, encoder=ENCODER, writable=writable, create=create)

    monkeypatch.setattr(Engine, "open", open_engine)
    monkeypatch.setattr(qa.cli.opening, "open_corpus", open_corpus)
    return made


def test_a_fit_says_what_it_is_worth_on_questions_it_was_not_fitted_on_and_writes_nothing(shell: Shell) -> None:
    assert shell("calibrate", str(shell.file)) == 0
    lines = shell.out.splitlines()
    assert lines[0] == "60 questions of set.jsonl: first sentence right 30, wrong 30"
    assert [line.split()[0] for line in lines[3:6]] == ["shipped", "Platt", "isotonic"]
    assert all(len(line) <= 80 for line in lines)
    assert any(line.startswith("at most 5% wrong, with 95% confidence: takes ") for line in lines)
    assert lines[-1].endswith("it has the least squared error; --write stores it")
    assert not shell.stored.exists()


def test_what_is_written_is_used_from_then_on_until_it_is_removed(shell: Shell) -> None:
    def asked() -> dict[str, object]:
        assert shell("ask", "Which number3 keeps record1 in edition1?", "--json") == 0
        told: dict[str, object] = json.loads(shell.out)
        return told

    before = asked()
    assert shell("calibrate", str(shell.file), "--write") == 0
    assert f"stored in {shell.stored}" in shell.out.replace("\n", "")
    after = asked()
    own = load(shell.settings.corpus)
    assert own is not None
    assert after["models"] == before["models"] | {"calibration": own.digest[:12]}  # type: ignore[operator]
    assert after["confidence"] != before["confidence"]
    assert shell("verify") == 0
    assert shell("calibrate", "--remove") == 0
    assert shell.out == f"removed {shell.stored}; the shipped one is used\n"
    assert asked()["models"] == before["models"]
    assert shell("calibrate", "--remove", "--json") == 0
    assert json.loads(shell.out) == {"removed": False}


@pytest.mark.slow
def test_json_tells_all_and_the_same_call_writes_the_same_bytes(shell: Shell) -> None:
    assert shell("calibrate", str(shell.file), "--write", "--json") == 0
    told = json.loads(shell.out)
    assert told["object"] == "qa.calibration"
    assert told["written"] == str(shell.stored)
    assert set(told["held_out"]) == {"shipped", "platt", "isotonic"}
    first = shell.stored.read_bytes()
    assert shell("calibrate", str(shell.file), "--write") == 0
    assert shell.stored.read_bytes() == first


@pytest.mark.slow
def test_a_fit_that_is_no_better_is_not_written(shell: Shell) -> None:
    assert shell("calibrate", str(shell.file), "--write") == 0
    own = load(shell.settings.corpus)
    assert own is not None
    folder = Path(shell.settings.reader)
    reader = OnnxReader(folder)
    fitted = confidence_model_of(reader)
    write_tiny_reader(folder, confidence_model=replace(fitted, curve=own.curve).to_dict())
    assert shell("calibrate", "--remove") == 0
    assert shell("calibrate", str(shell.file), "--write") == 1
    assert "keep that" in shell.out
    assert "nothing was written" in shell.err
    assert not shell.stored.exists()


def test_bad_lines_are_named_and_the_code_says_so(shell: Shell, tmp_path: Path) -> None:
    path = questions(tmp_path / "more.jsonl", {"question": "Who?"})
    assert shell("calibrate", str(path), "--write") == 1
    assert "line 61: it says neither expected" in shell.err
    assert "1 line left out" in shell.out
    assert shell.stored.exists()


def test_a_damaged_one_stops_questions_by_name_and_both_ways_of_mending_it_work(shell: Shell) -> None:
    for mend in (["calibrate", "--remove"], ["calibrate", str(shell.file), "--write"]):
        shell.stored.write_text("{}")
        assert shell("ask", "Which number3 keeps record1?") == 4
        assert NAME in shell.err
        assert "qa calibrate --remove" in shell.err
        assert shell(*mend) == 0
        assert shell("ask", "Which number3 keeps record1?") == 0


def test_one_for_another_reader_is_left_unused_with_a_word(shell: Shell) -> None:
    assert shell("calibrate", str(shell.file), "--write") == 0
    write_tiny_reader(Path(shell.settings.reader), name="other")
    assert shell("ask", "Which number3 keeps record1?") == 0
    assert shell.err.count("was fitted for the reader tiny@") == 1


@pytest.mark.parametrize("arguments", [[], ["FILE", "--remove"], ["--remove", "--write"], ["--write"]])
def test_a_file_or_remove_alone_must_be_given(shell: Shell, arguments: list[str]) -> None:
    assert shell("calibrate", *(str(shell.file) if one == "FILE" else one for one in arguments)) == 2
    assert "give a FILE of labelled questions, or --remove alone" in shell.err
