"""Made-up negatives: what is cut, swapped and kept."""

import random

import pytest

from scripts.train.drawing.synthetic import Swapper, cut_answer, cut_other, dated, dateline, echo, headline, names
from scripts.train.records import Candidate, Paragraph, Pool, Question

TEXT = "The bridge over the Aldra was opened by Ilse Brandt in 1931 after nine years of work."


def gold(answer: str) -> Candidate:
    start = TEXT.index(answer)
    return Candidate(TEXT, "Aldra", True, "gold", (start, start + len(answer)))


def test_the_answer_is_cut_out_with_its_preposition():
    cut = cut_answer(gold("1931"), ("1931",))
    assert cut is not None
    assert cut.text == "The bridge over the Aldra was opened by Ilse Brandt after nine years of work."
    assert not cut.answers
    assert cut.span == (-1, -1)


def test_nothing_is_cut_where_the_answer_stands_twice():
    assert cut_answer(gold("1931"), ("1931", "nine years")) is None


def test_nothing_is_cut_where_little_is_left():
    short = Candidate("Ann left.", "", True, "gold", (0, 3))
    assert cut_answer(short, ("Ann",)) is None


@pytest.mark.parametrize("other", ["Ilse Brandt", "nine years"])
def test_another_answer_is_cut_and_the_own_span_still_marks_the_answer(other):
    start = TEXT.index(other)
    kept = cut_other(gold("1931"), (start, start + len(other)))
    assert kept is not None
    assert kept.text[slice(*kept.span)] == "1931"
    assert other not in kept.text
    assert kept.answers


def test_no_answer_that_overlaps_is_cut():
    start = TEXT.index("in 1931")
    assert cut_other(gold("1931"), (start, start + 7)) is None


def test_an_echo_is_the_question_and_answers_nothing():
    made = echo("Who opened it?", gold("1931"))
    assert (made.text, made.title, made.answers) == ("Who opened it?", "Aldra", False)


def test_names_leave_out_the_first_word():
    assert names("The bridge over the Aldra was opened by Ilse Brandt") == ["Aldra", "Ilse Brandt"]


def test_a_swapped_question_asks_for_what_is_not_in_the_paragraph():
    pool = Pool(
        (Paragraph("Aldra", "a", (TEXT,)),),
        tuple(Question(q, 0, 0, (0, 3), ()) for q in ("What did Ilse Brandt open?", "What was opened in 1931?")),
    )
    swap = Swapper(pool, random.Random(2))
    swapped = [swap(pool.questions[1]) for _ in range(20)]
    assert all(s and s.startswith("What was opened in ") and "1931" not in s for s in swapped)


def test_a_question_without_names_or_numbers_cannot_be_swapped():
    question = Question("What did she open?", 0, 0, (0, 3), ())
    pool = Pool((Paragraph("Aldra", "a", (TEXT,)),), (question,))
    assert Swapper(pool, random.Random(2))(question) is None


@pytest.mark.parametrize("seed", range(12))
def test_a_dateline_stands_before_the_sentence_and_the_span_still_marks_the_answer(seed):
    chance = random.Random(seed)
    prefix = dateline("Aldra", chance)
    made = dated(gold("1931"), prefix)
    assert made.text == prefix + TEXT
    assert made.text[slice(*made.span)] == "1931"
    assert prefix.lower().startswith("aldra")
    assert dated(Candidate(TEXT, "", False, "near"), prefix).span == (-1, -1)


def test_a_headline_is_the_start_of_a_sentence_and_ends_on_no_small_word():
    made = {headline(TEXT, random.Random(seed)) for seed in range(20)}
    assert len(made) > 1
    for title in made:
        assert TEXT.startswith(title)
        assert title.split()[-1] not in ("the", "by", "in", "of")
    assert headline("Ann left.", random.Random(1)) == ""
