"""Groups as packed rows: the layout of the service, the answer's place, the order of steps."""

from itertools import islice

import pytest

from index.encoders.compiling.e5_weights import BOS, EOS
from scripts.train.batches import BUDGET, PRIOR_CENTRE, PRIOR_WEIGHT, Layout, batches
from scripts.train.records import Candidate, Group
from tests.scripts.train.made import groups
from tests.support.tiny_e5 import tiny_e5


@pytest.fixture(scope="module")
def layout() -> Layout:
    return Layout(tiny_e5().tokenizer())


def row_of(layout: Layout, candidate: Candidate):
    return layout.row(layout.ids("How long?")[0], candidate)


def test_a_row_is_question_title_sentence_between_marks(layout):
    row, _, _ = row_of(layout, Candidate("It is 9.", "Aldra", False, "near"))
    question, title, sentence = (layout.ids(text)[0] for text in ("How long?", "Aldra.", "It is 9."))
    assert list(row.ids) == [BOS, *question, EOS, *title, EOS, *sentence, EOS]
    assert row.begin == len(question) + len(title) + 3


def test_the_heading_of_the_section_stands_behind_the_title(layout):
    row, _, _ = row_of(layout, Candidate("It is 9.", "Aldra", False, "near", section="Length"))
    parts = (layout.ids(text)[0] for text in ("How long?", "Aldra.", "Length.", "It is 9."))
    question, title, section, sentence = parts
    assert list(row.ids) == [BOS, *question, EOS, *title, *section, EOS, *sentence, EOS]


def test_start_and_end_are_the_tokens_of_the_answer(layout):
    text = "It is 931 long."
    row, start, end = row_of(layout, Candidate(text, "", True, "gold", (6, 9)))
    assert list(row.ids[start : end + 1]) == layout.ids(text)[0][start - row.begin : end - row.begin + 1]
    assert layout.ids(text)[1][start - row.begin][0] in (5, 6)
    assert layout.ids(text)[1][end - row.begin][1] == 9


def test_what_does_not_answer_has_no_span_and_an_unknown_place_is_left_open(layout):
    assert row_of(layout, Candidate("It is 931.", "", False, "near"))[1:] == (0, 0)
    assert row_of(layout, Candidate("It is 931.", "", True, "gold"))[1:] == (-100, -100)


def test_of_a_long_sentence_the_window_with_the_answer_is_read(layout):
    text = "so " * BUDGET.sentence + "it is 931 long"
    begin = text.index("931")
    row, start, _ = row_of(layout, Candidate(text, "", True, "gold", (begin, begin + 3)))
    assert row.first > 0
    assert row.begin <= start < row.begin + row.length


def test_a_batch_numbers_its_groups_and_packs_whole_rows(layout):
    batch = layout.batch(groups(4))
    assert batch.group.tolist() == [0, 0, 1, 1, 1, 2, 2, 3, 3, 3]
    assert batch.label.sum() == 2
    assert int(batch.lengths.sum()) == len(batch.ids) == len(batch.types) == len(batch.places)
    assert batch.places[0] == 0
    assert batch.ids[0] == BOS


def test_the_steps_are_the_same_every_time_and_hold_every_group_of_a_stretch_once():
    made = groups(400)
    first, second = (list(islice(batches(made, pairs=16, seed=3), 12)) for _ in range(2))
    assert first == second
    read = [group for step in first for group in step]
    assert len(read) == len(set(read))
    assert all(sum(len(g.candidates) for g in step) >= 16 for step in first)


def test_another_seed_gives_another_order():
    made = groups(400)
    orders = [list(islice(batches(made, pairs=16, seed=seed), 6)) for seed in (3, 4)]
    assert orders[0] != orders[1]


def test_few_groups_are_read_again_and_again():
    made: list[Group] = groups(3)
    assert len(list(islice(batches(made, pairs=16, seed=3), 5))) == 5


def test_the_cosine_is_what_the_reader_need_not_say(layout):
    known, unknown = (Candidate("It is 9.", "", False, "near", cosine=cosine) for cosine in (PRIOR_CENTRE + 0.1, None))
    batch = layout.batch([Group("How long?", "on_topic", "train", (known, unknown))])
    assert batch.prior.tolist() == pytest.approx([0.1 * PRIOR_WEIGHT, 0.0])
