"""Killed at every named step and at random moments, a corpus holds what was acknowledged, whole."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from index import Corpus
from index.durable import fault_points
from index.errors import CorpusMissing, EncoderMismatch
from tests.durability import worker
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.endurance import COUNTS
from tests.support.killed import PROCESSES

OPERATIONS = ("create", "add", "replace", "delete", "repair", "compact", "forget", "snapshot")
SIX = {a.id: a.text for a in articles(6)}


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("six") / "corpus"
    with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
        corpus.add(articles(6))
    return folder


def acknowledged(folder: Path) -> set[str]:
    said = folder.with_name(f"{folder.name}.said")
    return set(said.read_text().splitlines()) if said.exists() else set()


def whole(folder: Path, encoder: HashEncoder | None = None) -> dict[str, str]:
    """Open the corpus, verify it, and return its texts; every article is wholly in both legs."""
    with Corpus.open(folder, encoder=encoder or HashEncoder()) as corpus:
        assert corpus.verify(sample=1_000).findings == []
        with corpus.view() as view:
            ids = [summary.id for summary in view.articles()]
            dense = view.rows([hit.number for hit in view.dense("keeps", 10_000)])
            lexical = view.rows([hit.number for hit in view.lexical("keeps", 10_000)])
            stored = {sentence.number: sentence for i in ids for sentence in view.sentences(i)}
            assert dense == lexical == stored
            texts = {i: view.article(i).text for i in ids}
            for i in ids:  # an earlier revision is kept whole, or not at all
                for earlier in view.revisions(i)[1:]:
                    before, sentences = view.revision(i, earlier.revision)
                    assert " ".join(s.text for s in sentences) == before.text
                    assert before.text == article(int(i[1:]), version=earlier.revision).text
    kept = {path.name for path in folder.iterdir()}
    assert len(kept - {"catalogue.sqlite-wal", "catalogue.sqlite-shm", "RESERVE"}) <= 4, kept  # no litter stays
    return texts


def steps_of(operation: str, six: Path, folder: Path) -> list[tuple[str, int]]:
    """Run the operation once and return each step that it passes, and for the how-manieth time."""
    if operation != "create":
        shutil.copytree(six, folder)
    passed: list[tuple[str, int]] = []
    times: Counter[str] = Counter()

    def hook(step: str) -> None:
        times[step] += 1
        passed.append((step, times[step]))

    worker.perform(folder, operation, hook)
    return passed


def kill(folder: Path, operation: str, step: str, occurrence: int) -> None:
    process = PROCESSES.Process(target=worker.killed, args=(folder, operation, step, occurrence))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    process.close()


def allowed(operation: str, said: set[str]) -> list[dict[str, str]]:
    """The states that a corpus of six may be in after an operation was killed, given what it had acknowledged."""
    before = SIX if operation != "create" else {}
    after = {
        "create": SIX,
        "add": SIX | {a.id: a.text for a in articles(9)[6:]},
        "replace": SIX | {"a1": article(1, version=2).text},
        "delete": {i: text for i, text in SIX.items() if i != "a2"},
    }.get(operation, SIX)
    if operation == "forget":
        return [SIX, SIX | {"a1": article(1, version=2).text}]
    return [after] if said else [before, after]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_killed_at_each_step_a_corpus_is_in_the_old_state_or_the_new(operation: str, six: Path, tmp_path: Path) -> None:
    steps = steps_of(operation, six, tmp_path / "once")
    assert {step for step, _ in steps} <= set(fault_points.STEPS)
    assert len(steps) >= 5
    for place, (step, occurrence) in enumerate(steps):
        folder = tmp_path / str(place)
        if operation != "create":
            shutil.copytree(six, folder)
        kill(folder, operation, step, occurrence)
        try:
            assert whole(folder) in allowed(operation, acknowledged(folder)), (step, occurrence)
        except CorpusMissing:
            assert operation == "create"
        worker.perform(folder, "create", None)  # and it goes on as if nothing had been
        assert set(SIX) <= set(whole(folder))


def test_killed_at_each_step_of_a_change_of_encoder_a_corpus_has_the_old_vectors_or_the_new(
    six: Path, tmp_path: Path
) -> None:
    shutil.copytree(six, tmp_path / "once")
    steps: list[str] = []
    worker.reembedded(tmp_path / "once", steps.append)
    assert whole(tmp_path / "once", worker.OTHER) == SIX
    times: Counter[str] = Counter()
    for place, step in enumerate(steps):
        folder = tmp_path / str(place)
        shutil.copytree(six, folder)
        times[step] += 1
        kill(folder, "reembed", step, times[step])
        encoders = iter((HashEncoder(), worker.OTHER))
        try:
            assert whole(folder, next(encoders)) == SIX
        except EncoderMismatch:
            assert whole(folder, next(encoders)) == SIX
        worker.reembedded(folder, None)
        assert whole(folder, worker.OTHER) == SIX


def test_a_replaced_article_whose_encoder_is_changed_keeps_its_revisions(six: Path, tmp_path: Path) -> None:
    shutil.copytree(six, tmp_path / "corpus")
    worker.perform(tmp_path / "corpus", "replace", None)
    worker.reembedded(tmp_path / "corpus", None)
    assert whole(tmp_path / "corpus", worker.OTHER)["a1"] == article(1, version=2).text
    with (
        Corpus.open(tmp_path / "corpus", encoder=worker.OTHER) as corpus,
        corpus.view(as_of="2024-01-02") as view,
    ):
        hits = view.dense("orchard number1 edition1", 1)
        assert "edition1" in view.rows([hits[0].number])[hits[0].number].text


@pytest.mark.endurance
def test_killed_at_random_moments_it_loses_nothing_acknowledged(six: Path, tmp_path: Path) -> None:
    moments = random.Random(20_241_122)
    folder = tmp_path / "corpus"
    shutil.copytree(six, folder)
    for _ in range(COUNTS.kills):
        before = len(acknowledged(folder))
        process = PROCESSES.Process(target=worker.killed, args=(folder, "stream", "", 0))
        process.start()
        deadline = time.monotonic() + 60
        while len(acknowledged(folder)) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.2))
        process.kill()
        process.join()
        process.close()
        known = {line.split()[1] for line in acknowledged(folder)}
        assert known
        assert known | set(SIX) <= set(whole(folder))
