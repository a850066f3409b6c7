"""The number of edits between two words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.words.edits import edit_distance

word = st.text("abc", max_size=6)


def test_letters_left_out_put_in_exchanged_and_swapped_count_one() -> None:
    pairs = [("harbor", "harbour"), ("harbour", "harbor"), ("ferry", "fermy"), ("centre", "center"), ("pier", "pier")]
    assert [edit_distance(*pair, most=3) for pair in pairs] == [1, 1, 1, 1, 0]
    assert edit_distance("pier", "quay", most=2) == 3


@given(word, word)
def test_it_is_the_same_both_ways_and_none_only_for_the_same_word(one: str, other: str) -> None:
    far = edit_distance(one, other, most=9)
    assert far == edit_distance(other, one, most=9)
    assert (far == 0) == (one == other)
    assert abs(len(one) - len(other)) <= far <= max(len(one), len(other))
    assert edit_distance(one, other, most=1) == min(far, 2)
