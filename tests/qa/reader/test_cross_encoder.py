"""Any CrossEncoder of one or two outputs reads; what is none is refused with what to give instead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.errors import ReaderError
from qa.reader.base import ReaderInput
from tests.support.readers import write_tiny_cross_encoder

if TYPE_CHECKING:
    from qa.reader.cross_encoder import CrossEncoderReader

SENTENCES = [ReaderInput("Kalat has 12 schools."), ReaderInput("It rained.", "Weather")]


def opened(folder: Path, **options: int) -> CrossEncoderReader:
    """Open a reader. Imported here: a process that runs none of these tests need not load torch to know of them."""
    from qa.reader.cross_encoder import CrossEncoderReader

    return CrossEncoderReader(folder, **options)


def test_the_second_of_two_outputs_means_answers(tmp_path):
    reader = opened(write_tiny_cross_encoder(tmp_path, labels=2), threads=1)
    readings = reader.score("How many schools has Kalat?", SENTENCES)
    assert readings[0].score != readings[1].score
    assert [r.answer_span for r in readings] == [None, None]


def test_a_title_counts(tmp_path):
    reader = opened(write_tiny_cross_encoder(tmp_path))
    bare, titled = reader.score("What rained?", [ReaderInput("It rained."), SENTENCES[1]])
    assert bare.score != titled.score


def test_a_model_of_three_outputs_is_refused(tmp_path):
    with pytest.raises(ReaderError, match="has 3 outputs"):
        opened(write_tiny_cross_encoder(tmp_path, labels=3))


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ReaderError, match="cannot be loaded as a CrossEncoder"):
        opened(tmp_path)
