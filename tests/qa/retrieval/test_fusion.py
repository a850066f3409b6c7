"""Fusion is a plain sum with a fixed order of equals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.retrieval.fusion import LEXICAL_WEIGHT, fuse, ranked

scores = st.dictionaries(st.integers(0, 20), st.floats(-1, 1), max_size=12)


def test_a_point_of_bm25_is_worth_its_weight_in_cosine() -> None:
    fused = fuse({1: 0.5, 2: 0.6}, {1: 20.0, 9: 3.0})
    assert fused == {1: 0.5 + 20 * LEXICAL_WEIGHT, 2: 0.6}
    assert ranked(fused) == [1, 2]


@given(scores, scores)
def test_what_the_dense_leg_scored_is_ranked_best_first_then_by_number(
    dense: dict[int, float], lexical: dict[int, float]
) -> None:
    fused = fuse(dense, lexical)
    assert fused.keys() == dense.keys()
    order = ranked(fused)
    assert order == sorted(order, key=lambda n: (-fused[n], n))


@given(scores, scores, st.floats(0, 1))
def test_a_score_depends_on_the_sentence_alone(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    fused = fuse(dense, lexical, weight=weight)
    for number, score in fused.items():
        alone = fuse({number: dense[number]}, {n: s for n, s in lexical.items() if n == number}, weight=weight)
        assert alone[number] == score
