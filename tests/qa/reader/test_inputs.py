"""A question and a candidate become rows: nothing of the sentence is missed, the context stays in its budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reader.inputs import CLS, SEP, Budget, context_ids, rows, windows

IDS = st.lists(st.integers(1000, 2000), max_size=60)
BUDGET = Budget(question=8, title=4, section=3, previous=5, sentence=10, stride=6)


@given(st.integers(0, 500), st.integers(1, 60), st.integers(1, 60))
def test_windows_hold_every_token_and_none_is_too_long(count, room, stride):
    parts = windows(count, room, stride=min(stride, room))
    assert sorted({i for part in parts for i in part}) == list(range(count))
    assert all(len(part) <= room for part in parts)


def test_windows_of_nothing_are_one_empty_window():
    assert windows(0, 10, stride=5) == [range(0)]


@given(question=IDS, sentence=IDS, context=IDS)
def test_every_token_of_the_sentence_stands_in_some_row_where_the_row_says(question, sentence, context):
    made = rows(question, sentence, context=context, budget=BUDGET)
    seen = {}
    for row in made:
        assert row.ids[0] == CLS
        assert row.ids[-1] == SEP
        assert len(row.types()) == len(row.ids)
        assert row.types().count(1) == row.length + 1
        for i in range(row.length):
            seen[row.first + i] = row.ids[row.begin + i]
    assert [seen[i] for i in range(len(sentence))] == sentence


def test_the_parts_stand_in_order_with_the_context_between():
    (row,) = rows([1, 2], [5, 6], context=[3, 4], budget=BUDGET)
    assert row.ids == (CLS, 1, 2, SEP, 3, 4, SEP, 5, 6, SEP)
    assert row.types() == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_without_context_there_is_no_empty_part():
    (row,) = rows([1], [5], context=[], budget=BUDGET)
    assert row.ids == (CLS, 1, SEP, 5, SEP)


def test_a_long_question_keeps_its_beginning_and_its_end():
    (row,) = rows(list(range(1, 21)), [99], context=[], budget=BUDGET)
    assert row.ids == (CLS, 1, 2, 15, 16, 17, 18, 19, 20, SEP, 99, SEP)


@pytest.mark.parametrize(("budget", "kept"), [(BUDGET, [1, 2, 3, 4, 11, 12, 13, 24, 25, 26, 27, 28])])
def test_title_and_section_keep_their_beginnings_and_the_previous_sentence_its_end(budget, kept):
    assert context_ids(range(1, 9), range(11, 19), previous=range(21, 29), budget=budget) == kept


def test_a_budget_of_nothing_for_the_previous_sentence_leaves_it_out():
    assert context_ids([1], [2], previous=[3, 4], budget=Budget(previous=0)) == [1, 2]
