"""Groups of the written articles: what answers is gold, what does not is not, and held-back articles stay back."""

import pytest

from index.splitting.sentences import split
from scripts.sets.written import (
    EVERYDAY,
    FITTING,
    FURTHER,
    TRAINING,
    WrittenArticle,
    WrittenQuestion,
    answering,
    written,
)
from scripts.train.drawing.written import NEGATIVES, written_groups
from tests.support.doubles import HashEncoder

TOLL, FIRE = "Three people died.", "A fire broke out in the mill of Aldra on Monday."
QUESTIONS = (
    WrittenQuestion("How many lives were lost?", "how_many", (TOLL,), "Three"),
    WrittenQuestion("Who owns the mill?", "who", (), ""),
)


def article(number):
    rest = ("The mill was built in 1904.", "Police closed the road.", "Rain fell all night.", "Nobody was in the yard.")
    return WrittenArticle(
        f"x-{number}", "Mill burns", "Aldra Post", "2026-01-02", (FIRE, TOLL, " ".join(rest)), QUESTIONS
    )


@pytest.fixture(scope="module")
def groups():
    return list(written_groups([article(n) for n in range(15)], HashEncoder(), passes=3, seed=1))


def test_the_sentence_that_answers_is_the_only_one_that_does(groups):
    assert {g.kind for g in groups} == {"answered", "taken_away", "on_topic"}
    for group in groups:
        right = [c for c in group.candidates if c.answers]
        assert [c.text for c in right] == ([TOLL] if group.kind == "answered" else [])
        if "lives" in group.question:
            assert all(c.text != TOLL for c in group.candidates if not c.answers)
        assert len(group.candidates) == NEGATIVES + len(right)
        assert all(c.text[slice(*c.span)] == "Three" for c in right)


def test_one_article_of_fifteen_is_held_back(groups):
    assert [g.fold for g in groups[:30]].count("dev") == len(QUESTIONS)


def test_the_same_seed_draws_the_same_groups(groups):
    again = list(written_groups([article(n) for n in range(15)], HashEncoder(), passes=3, seed=1))
    assert again == groups


@pytest.mark.parametrize("batch", [*TRAINING, *EVERYDAY, *FITTING, *FURTHER])
def test_every_answer_named_is_a_sentence_of_its_article(batch):
    for one in written((batch,)):
        spans = [(span.start, span.end) for span in split(one.text)]
        for question in one.questions:
            right = [span for span in spans if answering(one, question, *span)]
            assert bool(right) == bool(question.answers), (one.id, question.text)


def test_no_article_is_both_trained_on_and_fitted_on():
    batches = [list(written(names)) for names in (TRAINING, FITTING)]
    titles, texts = ([{f(a) for a in one} for one in batches] for f in (lambda a: a.title, lambda a: a.text))
    assert not titles[0] & titles[1]
    assert not texts[0] & texts[1]
