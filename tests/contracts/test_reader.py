"""What every reader must do, whatever reads behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.reader.base import Reader, ReaderInput
from qa.reader.loading import open_reader
from qa.reader.onnx import OnnxReader
from qa.settings import Settings
from tests.support.examples import examples
from tests.support.readers import OverlapReader, write_tiny_cross_encoder, write_tiny_reader
from tests.support.tiny_e5 import write_encoder, write_shared_reader

# cross-encoders load torch and are slow: their tests are the few below that every reader shares
READERS = [
    *("overlap", "tiny-onnx", "shared-words"),
    pytest.param("cross-encoder", marks=pytest.mark.slow),
    pytest.param("default", marks=pytest.mark.model),
]
TEXTS = st.text(st.sampled_from("abc ABC 019 .,?'\u00e9\u4e2d\U0001f600\n"), max_size=80) | st.sampled_from(
    ["Kalat has 12 schools.", "Who was it?", "x" * 700, "?!", " ", "The mayor, Ann Lee, resigned on Tuesday."]
)
CANDIDATES = st.lists(st.builds(ReaderInput, TEXTS, TEXTS, TEXTS, TEXTS), max_size=5)
OFTEN = settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Open each reader once."""
    if request.param == "overlap":
        yield OverlapReader()
    elif request.param == "cross-encoder":
        cross_encoder = pytest.importorskip("qa.reader.cross_encoder")
        yield cross_encoder.CrossEncoderReader(write_tiny_cross_encoder(tmp_path_factory.mktemp("cross")))
    else:
        opened: Reader | None
        if request.param == "tiny-onnx":
            opened = OnnxReader(write_tiny_reader(tmp_path_factory.mktemp("tiny")), threads=2)
        elif request.param == "shared-words":
            folder, encoder = (tmp_path_factory.mktemp(name) for name in ("shared", "encoder"))
            opened = OnnxReader(write_shared_reader(folder), threads=2, encoder=write_encoder(encoder))
        else:
            opened = open_reader(Settings(threads=2))
        assert opened is not None
        yield opened
        opened.close()


@OFTEN
@given(question=TEXTS, candidates=CANDIDATES)
def test_there_is_one_finite_reading_a_candidate_and_its_span_is_inside_the_text(reader, question, candidates):
    readings = reader.score(question, candidates)
    assert len(readings) == len(candidates)
    for reading, candidate in zip(readings, candidates, strict=True):
        assert math.isfinite(reading.score)
        if reading.answer_span is not None:
            start, end = reading.answer_span
            assert 0 <= start < end <= len(candidate.text)


@OFTEN
@given(question=TEXTS, candidates=CANDIDATES, data=st.data())
def test_a_reading_depends_on_nothing_else_in_its_call(reader, question, candidates, data):
    together = reader.score(question, candidates)
    order = data.draw(st.permutations(range(len(candidates))))
    assert reader.score(question, [candidates[i] for i in order]) == [together[i] for i in order]
    assert [reader.score(question, [c])[0] for c in candidates] == together


def test_no_candidates_make_no_readings(reader):
    assert reader.score("Who was it?", []) == []


def test_a_very_long_question_is_read(reader):
    candidates = [ReaderInput("Kalat has 12 schools.", "Schools"), ReaderInput("", "")]
    assert len(reader.score("Why was the road closed? " * 400, candidates)) == 2


def test_a_sentence_longer_than_any_window_is_read(reader):
    candidate = ReaderInput("It was a grey day by the river. " * 60 + "Kalat does have many schools, 12.")
    assert math.isfinite(reader.score("How many schools does Kalat have?", [candidate])[0].score)


def test_the_name_is_told(reader):
    assert reader.name
