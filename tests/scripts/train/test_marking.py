"""From where on a span is marked: what a mark is worth."""

import pytest

from qa.reader.onnx import Logits
from scripts.train.marking import gains
from scripts.train.records import NO_SPAN


def test_a_right_mark_gains_a_misleading_one_costs_and_none_is_worth_nothing():
    found = [Logits(2.0, 3.0, (0, 4)), Logits(2.0, 1.0, (0, 4)), Logits(2.0, -2.0, (8, 12))]
    worth = gains(found, [(0, 4), (2, 6), (0, 4)])
    assert worth[4.0] == 0
    assert worth[2.0] == pytest.approx(1 / 3)
    assert worth[0.0] == pytest.approx(1.5 / 3)
    assert worth[-4.0] == pytest.approx(-0.5 / 3)


def test_a_mark_on_a_sentence_that_does_not_answer_misleads():
    assert gains([Logits(1.0, 1.0, (0, 4))], [NO_SPAN])[0.0] == -2
