"""What a question's form says about its dependence_features on earlier turns."""

from __future__ import annotations

import pytest

from qa.conversation.followups import QuestionForm, dependence_features, is_bare, is_dangling
from qa.text.word_frequency import rarity_by_rank


def test_the_shape_tells_pronouns_names_and_rare_words() -> None:
    form = QuestionForm.of("What did she tell Maren Tolvaisa about its unemployment?")
    assert (form.human, form.singular, form.plural, form.points) == (True, True, False, True)
    assert form.has_name
    assert form.rarest[0] == 1.0


@pytest.mark.parametrize("question", ["Why?", "And when exactly?", "How so?", "Then why not?"])
def test_a_question_word_alone_is_bare(question: str) -> None:
    assert is_bare(question)
    assert is_dangling(QuestionForm.of(question))


@pytest.mark.parametrize("question", ["What is it?", "Who are they?", "How old is he?", "What about that?"])
def test_a_pronoun_without_a_subject_dangles(question: str) -> None:
    assert is_dangling(QuestionForm.of(question))


@pytest.mark.parametrize(
    "question", ["What are sandboxes?", "Is it raining in Norvik?", "How do they make mortadella?", "?!"]
)
def test_a_question_that_names_something_does_not(question: str) -> None:
    assert not is_dangling(QuestionForm.of(question))


def test_signs_are_numbers_between_nothing_and_one() -> None:
    for question in ("Why?", "What about the other one there?", "Who won the election in Castellan in 2024?", ""):
        signs = dependence_features(QuestionForm.of(question), frozenset({"election"}))
        assert all(0.0 <= value <= 1.0 for value in signs.values())
        assert signs["bias"] == 1.0


def test_common_words_are_not_rare_and_unlisted_words_are() -> None:
    assert rarity_by_rank("year") == 0.0
    assert 0.0 < rarity_by_rank("driveway") < 1.0
    assert rarity_by_rank("mortadella") == 1.0
