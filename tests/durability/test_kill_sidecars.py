"""A process killed while it changes watches or keeps gaps loses none that it acknowledged, and leaves files whole."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Corpus
from index.durable import fault_points
from qa.engine import Engine
from qa.gaps import Gaps
from qa.settings import Settings
from qa.watching.watches import Watches
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.killed import PROCESSES


def watch(folder: Path, acknowledge: Callable[[str], None]) -> None:
    """Add watches and remove every third, for ever."""
    watches = Watches(folder)
    for number in range(10**6):
        question = f"What happened in town {os.getpid()} {number}?"
        one = watches.add(question)
        acknowledge(question)
        if number % 3 == 0 or len(watches.all()) > 100:
            watches.remove(one.id)
            acknowledge(f"-{question}")


def ask_in_vain(folder: Path, acknowledge: Callable[[str], None]) -> None:
    """Ask what no article answers, for ever."""
    settings = Settings(reader="none", keep_gaps="on")
    with Engine.open(folder, settings=settings, encoder=HashEncoder()) as engine:
        for number in range(10**6):
            question = f"How many zebras has Quillmere {os.getpid()} {number}?"
            engine.ask(question)
            acknowledge(question)


def worked(work: Callable[..., None], folder: Path, log: Path) -> None:
    """Do some work, each acknowledgement a line of a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    work(folder, lambda line: os.write(handle, f"{line}\n".encode()))


def stepped(folder: Path, occurrence: int) -> None:
    """Add one watch, and die at one of the steps on the way to the disk."""
    fault_points.arm(counting(occurrence))
    Watches(folder).add("What happened next?")


def counting(occurrence: int) -> fault_points.Hook:
    """Return a hook that kills its process at the n-th step of any name."""
    left = [occurrence]

    def hook(_step: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def kept(folder: Path) -> set[str]:
    """Open a folder, verify it, and return the questions in its two files."""
    with Corpus.open(folder, encoder=HashEncoder()) as corpus:
        assert corpus.verify(sample=20).findings == []
    return {one.question for one in (*Watches(folder).all(), *Gaps(folder).all())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(4))
    return tmp_path / "corpus"


def test_a_watch_is_there_or_not_wherever_its_process_dies(folder: Path) -> None:
    exits = []
    for occurrence in range(12):
        process = PROCESSES.Process(target=stepped, args=(folder, occurrence))
        process.start()
        process.join()
        exits.append(process.exitcode)
        assert kept(folder) <= {"What happened next?"}
    assert exits[0] == -signal.SIGKILL
    assert exits[-1] == 0
    assert kept(folder) == {"What happened next?"}


@pytest.mark.endurance
@pytest.mark.parametrize("work", [watch, ask_in_vain])
def test_what_was_acknowledged_outlives_the_process(folder: Path, work: Callable[..., None]) -> None:
    moments, log = random.Random(20_261_128), folder.with_name("acknowledged")
    for _ in range(COUNTS.served_kills):
        size = log.stat().st_size if log.exists() else 0
        process = PROCESSES.Process(target=worked, args=(work, folder, log))
        process.start()
        deadline = time.monotonic() + 60
        while (not log.exists() or log.stat().st_size == size) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.2))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        lines = log.read_text().splitlines()
        gone = {line[1:] for line in lines if line.startswith("-")}
        held, unsure = kept(folder), 1
        expected = [line for line in lines if not line.startswith("-") and line not in gone][-90:]
        missing = [line for line in expected if line not in held]
        # the last of each process may have been removed, and not acknowledged
        assert len(missing) <= unsure * COUNTS.served_kills if work is watch else missing == []
        assert not gone & held
