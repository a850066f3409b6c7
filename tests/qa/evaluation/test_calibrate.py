"""An engine's confidence is fitted to what a user says is right, the same way each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.confidence.corpus_calibration import store
from qa.errors import EvaluationError
from qa.evaluation.calibrate import Calibrated, calibrate
from qa.evaluation.question_set import read
from qa.settings import Settings
from tests.support.calibrating import ROWS, built, opened, questions


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A corpus whose reader is too sure."""
    return built(tmp_path_factory.mktemp("calibrating"))


def calibrated(settings: Settings, path: Path) -> Calibrated:
    with opened(settings.with_(calibration="shipped")) as engine:
        return calibrate(engine, read(path, most_chars=2000))


@pytest.mark.slow
def test_confidence_gets_truer_and_the_same_questions_give_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    found = calibrated(settings, questions(tmp_path / "set.jsonl"))
    assert (found.right, found.wrong) == (30, 30)
    assert found.fitting.is_better
    told = found.to_dict()
    assert told["held_out"][told["chosen"]]["calibration_error"] < told["held_out"]["shipped"]["calibration_error"]
    assert told["fitted_for"]["encoder"] == "hash"
    assert told["fitted_for"]["reader"].startswith("tiny@")
    again = calibrated(settings, questions(tmp_path / "set.jsonl"))
    assert again.own.to_bytes() == found.own.to_bytes()
    store(settings.corpus, found.own)
    assert calibrated(settings, questions(tmp_path / "set.jsonl")).own.to_bytes() == found.own.to_bytes()


@pytest.mark.slow
def test_a_known_wrong_quote_counts_and_an_unknown_one_does_not(settings: Settings, tmp_path: Path) -> None:
    wrong = {"question": "Which number7 keeps record0?", "right": False, "status": "answered", "article_id": "a7"}
    given = wrong | {"quote": "The observatory number7 keeps record0 in edition1."}
    other = wrong | {"question": "Which number8 keeps record0?", "quote": "Some other sentence of it."}
    found = calibrated(settings, questions(tmp_path / "set.jsonl", given, other))
    assert (found.right, found.wrong) == (30, 31)


@pytest.mark.slow
def test_too_few_outcomes_are_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(questions(path).read_text().splitlines()[:40]))
    assert len(ROWS) == 60
    with pytest.raises(EvaluationError, match="these have 30 and 10: add 10 more that it gets wrong"):
        calibrated(settings, path)
