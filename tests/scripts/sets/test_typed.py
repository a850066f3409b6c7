"""The typed questions: none stands twice, answers have their place, and what is measured on is not trained on."""

import pytest

from scripts.sets.typed import FITTING, TRAINING, TRAINING_AGAIN, digest, typed


@pytest.mark.parametrize("name", [*TRAINING, *FITTING, *TRAINING_AGAIN])
def test_every_answer_has_its_place_and_its_span(name):
    questions = list(typed((name,)))
    assert len({(q.paragraph, q.text.lower()) for q in questions}) == len(questions)
    for question in questions:
        assert all(start < end for start, end in question.answers)
        assert (question.span is not None) == bool(question.answers)
        if question.span:
            (start, end), (first, last) = question.span, question.answers[0]
            assert first <= start < end <= last


def test_no_paragraph_is_both_trained_on_and_measured_on():
    trained, again, measured = ({q.paragraph for q in typed(names)} for names in (TRAINING, TRAINING_AGAIN, FITTING))
    assert (len(trained), len(again), len(measured)) == (630, 504, 180)
    assert not (trained | again) & measured
    assert not trained & again


def test_title_and_text_name_a_paragraph():
    assert digest("Bern", "Bern has libraries.") == digest("Bern", "Bern has libraries.")
    assert len({digest("Bern", "A."), digest("Basel", "A."), digest("Bern", "B.")}) == 3
