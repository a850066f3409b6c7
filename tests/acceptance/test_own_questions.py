"""The sample articles' questions as a user's own set, with the real encoder: measured, fitted, answered so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qa.confidence.corpus_calibration import store
from qa.engine import Engine
from qa.evaluation.calibrate import calibrate
from qa.evaluation.question_set import QuestionSet, read
from qa.evaluation.report.html import render
from qa.evaluation.result import evaluate
from qa.settings import Settings

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def settings(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A corpus of the sample articles."""
    return Settings(corpus=shutil.copytree(samples, tmp_path_factory.mktemp("own") / "corpus"), reader="none")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> QuestionSet:
    """The questions, in the form of a user's own."""
    path = tmp_path_factory.mktemp("asked") / "questions.jsonl"
    rows = map(json.loads, (Path(__file__).parent / "questions.jsonl").read_text("utf-8").splitlines())
    with path.open("w") as file:
        for row in rows:
            expected = row.get("expect_any") or row.get("expect")
            file.write(json.dumps({"question": row["question"], "expected": expected or None}) + "\n")
    return read(path, most_chars=2000)


def test_own_questions_are_measured_fitted_and_answered_by_the_fit(settings: Settings, asked: QuestionSet) -> None:
    with Engine.open(settings=settings) as engine:
        before = evaluate(engine, asked, file=Path("questions.jsonl"))
        found = calibrate(engine, asked)
        assert calibrate(engine, asked).own.to_bytes() == found.own.to_bytes()
    assert before.bad == ()
    first = {way: measured["precision_at_1"].value for way, measured in before.rankings.items()}
    assert first["full"] >= max(0.5, first["BM25"])
    assert [miss.why for miss in before.misses].count("not retrieved") <= 5
    assert render(before).count("<article>") == len(before.misses)
    store(settings.corpus, found.own)
    with Engine.open(settings=settings) as engine:
        after = evaluate(engine, asked, file=Path("questions.jsonl"))
    assert after.models["calibration"] == found.own.digest[:12]
    assert after.rankings == before.rankings
    assert after.measures["auroc"].value == pytest.approx(before.measures["auroc"].value, abs=0.01)
    assert after.measures["calibration_error"].value < 0.15
