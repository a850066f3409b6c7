"""Exact bounds of a share, against values from tables and against the binomial itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.confidence.exact_intervals import exact_interval, fewest_for, upper_bound


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (2, 2, 0.1581, 1.0),
        (0, 2, 0.0, 0.8419),
        (0, 10, 0.0, 0.3085),
        (5, 10, 0.1871, 0.8129),
        (10, 100, 0.0490, 0.1762),
        (990, 1000, 0.98169, 0.99520),
    ],
)
def test_intervals_are_those_of_clopper_and_pearson(hits: int, count: int, low: float, high: float) -> None:
    assert exact_interval(hits, count) == pytest.approx((low, high), abs=1e-4)


def test_of_no_questions_nothing_is_known() -> None:
    assert all(map(math.isnan, exact_interval(0, 0)))


def test_a_bound_is_the_share_at_which_as_few_are_just_too_unlikely() -> None:
    bound = upper_bound(3, 40, tail=0.05)
    assert sum(math.comb(40, k) * bound**k * (1 - bound) ** (40 - k) for k in range(4)) == pytest.approx(0.05)


def test_so_many_right_ones_suffice_and_one_fewer_do_not() -> None:
    needed = fewest_for(0.05, tail=0.05)
    assert needed == 59
    assert upper_bound(0, needed, tail=0.05) <= 0.05 < upper_bound(0, needed - 1, tail=0.05)


@given(share=st.floats(0, 1, exclude_min=True, exclude_max=True), tail=st.floats(1e-6, 0.5))
@example(share=5e-324, tail=0.05)
@example(share=1e-17, tail=0.05)
def test_any_share_above_nothing_takes_a_whole_number_of_questions(share: float, tail: float) -> None:
    assert 1 <= fewest_for(share, tail=tail) <= 2**53
