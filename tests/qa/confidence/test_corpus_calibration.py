"""A corpus's own calibration is used with the models that it was fitted for, and with no others."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged
from qa.answering.models import stamp_of, with_own
from qa.confidence.corpus_calibration import NAME, OwnCalibration, load, remove, store
from qa.confidence.curves import Calibration
from qa.confidence.estimator import ConfidenceModel
from qa.engine import Engine, Models
from qa.errors import CalibrationError
from qa.settings import Settings
from tests.support.doubles import HashEncoder
from tests.support.newsroom import BY_COVERAGE, newsroom
from tests.support.readers import OverlapReader

CURVE = Calibration("isotonic", ((0.0, 0.25), (5.0, 0.75)), ((0.3, 0.4, 2_000), (0.7, 0.02, 1_000)), 60)
MODELS = Models(HashEncoder(), None, BY_COVERAGE)
OWN = OwnCalibration(CURVE, stamp_of(MODELS), {"right": 30, "wrong": 30})
QUESTION = "When did the fish market at Port Ostrin reopen?"


def test_what_is_stored_is_read_back_and_can_be_taken_away(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    path = store(tmp_path, OWN)
    assert load(tmp_path) == OWN
    before = path.read_bytes()
    store(tmp_path, OWN)
    assert path.read_bytes() == before
    assert remove(tmp_path)
    assert (load(tmp_path), remove(tmp_path)) == (None, False)


def test_it_is_used_with_the_models_it_was_fitted_for_and_named(tmp_path: Path) -> None:
    store(tmp_path, OWN)
    models, notice = with_own(MODELS, tmp_path)
    assert notice is None
    assert models.confidence_model == replace(BY_COVERAGE, curve=CURVE)
    assert models.named() == {"encoder": "hash", "calibration": OWN.digest[:12]}


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (replace(MODELS, encoder=HashEncoder(name="other")), "for the encoder hash, not other;"),
        (replace(MODELS, reader=OverlapReader()), "for the reader none, not overlap;"),
        (Models(HashEncoder(name="o"), OverlapReader(), BY_COVERAGE), "the encoder hash, not o and the reader none"),
        (replace(MODELS, confidence_model=replace(BY_COVERAGE, bias=-4.0)), "by another version of this program;"),
    ],
)
def test_with_other_models_the_shipped_one_is_used_and_the_user_is_told(
    tmp_path: Path, models: Models, said: str
) -> None:
    store(tmp_path, OWN)
    used, notice = with_own(models, tmp_path)
    assert used == models
    assert notice is not None
    assert NAME in notice
    assert said in notice
    assert "`qa calibrate FILE --write`" in notice


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "changed": lambda data: data.replace(b"0.75", b"0.95"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_by_name_with_the_command_that_mends_it(tmp_path: Path, damage: str) -> None:
    path = store(tmp_path, OWN)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(CorpusDamaged, match=rf"{NAME}.*qa calibrate --remove.*qa calibrate FILE --write"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 9}, "of format 9, this program reads 2"),
        ({"curve": {}}, "not a calibration curve"),
        ({"fitted_for": {}}, "'encoder'"),
        ({"fitted_for": None}, "NoneType"),
    ],
)
def test_a_whole_file_of_another_form_is_refused_too(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = store(tmp_path, OWN)
    path.write_bytes(sealed(unsealed(path, mend="") | change))
    with pytest.raises(CalibrationError, match=rf"{NAME} cannot be used.*{said}.*qa calibrate --remove"):
        load(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A corpus, to be opened without a reader."""
    with newsroom(tmp_path):
        return Settings(corpus=tmp_path / "corpus", reader="none")


def opened(settings: Settings) -> Engine:
    return Engine.open(settings=settings, encoder=HashEncoder(256))


def stored(settings: Settings, curve: Calibration = CURVE) -> OwnCalibration:
    with opened(settings) as engine:
        own = OwnCalibration(curve, stamp_of(engine.models), {})
    store(settings.corpus, own)
    return own


def test_an_engine_answers_by_its_corpus_own_curve_and_says_so(settings: Settings) -> None:
    with opened(settings) as engine:
        before = engine.examine(QUESTION)
        assert before.answer.models == {"encoder": "hash"}
    own = stored(
        settings, Calibration("isotonic", ((-99.0, 0.6), (99.0, 0.9)), ((0.6, 0.3, 4_000), (0.65, 0.1, 2_000)), 60)
    )
    with opened(settings) as engine:
        score = engine.models.confidence_model.score(before.evidence[0].features)
        answer = engine.ask(QUESTION)
        assert answer.confidence == round(own.curve.apply(score), 4)
        assert answer.models == {"encoder": "hash", "calibration": own.digest[:12]}
        assert engine.corpus.notices == []
    with opened(settings.with_(calibration="shipped")) as engine:
        assert engine.ask(QUESTION).confidence == before.answer.confidence


def test_an_error_to_accept_is_kept_by_the_corpus_own_curve(settings: Settings) -> None:
    stored(settings, Calibration("isotonic", ((-99.0, 0.6), (99.0, 0.9)), ((0.6, 0.3, 4_000), (0.95, 0.1, 2_000)), 60))
    with opened(settings) as engine:
        assert engine.ask(QUESTION, max_error=0.35).status == "answered"
        assert engine.ask(QUESTION, max_error=0.1).status == "related"
        assert engine.models.confidence_model.thresholds(0.01).answered == math.inf


def test_an_engine_with_other_models_says_once_that_it_uses_the_shipped_one(settings: Settings) -> None:
    store(settings.corpus, replace(OWN, fitted_for=OWN.fitted_for | {"reader": "another"}))  # type: ignore[operator]
    with opened(settings) as engine:
        (notice,) = engine.corpus.notices
        assert "for the reader another, not none" in notice
        assert engine.models.confidence_model == ConfidenceModel.load()
        engine.ask(QUESTION)
        assert len(engine.corpus.notices) == 1


def test_an_engine_over_a_damaged_one_does_not_open_and_leaves_the_corpus_free(settings: Settings) -> None:
    (settings.corpus / NAME).write_text("{}")
    for _ in range(2):  # a lock that was kept would be met the second time
        with pytest.raises(CorpusDamaged, match=NAME):
            Engine.open(settings=settings, encoder=HashEncoder(256), writable=True)
    with opened(settings.with_(calibration="shipped")) as engine:
        assert engine.ask(QUESTION).nearest or engine.ask(QUESTION).quotes
