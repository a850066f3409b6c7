"""What every form of the vector index promises, held by each: the flat one and the compact one."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import EncoderError
from index.vectors.faiss_index import VectorIndex

DIMENSION, COUNT, STEP = 32, 2_000, 3


def unit(count: int, *, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


ROWS = unit(COUNT)
NUMBERS = np.arange(1, COUNT + 1, dtype=np.int64) * STEP
QUESTIONS = unit(20, seed=9)


def empty(kind: str) -> VectorIndex:
    return VectorIndex(DIMENSION) if kind == "flat" else VectorIndex.compact(DIMENSION, ROWS)


@pytest.fixture(params=["flat", "compact"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def index(kind: str) -> VectorIndex:
    index = empty(kind)
    index.add(NUMBERS, ROWS)
    return index


def same(one: VectorIndex, other: VectorIndex) -> None:
    for question in QUESTIONS:
        for mine, its in zip(one.nearest(question, 50), other.nearest(question, 50), strict=True):
            np.testing.assert_array_equal(mine, its)


def test_it_says_its_form_and_holds_what_was_added(index: VectorIndex, kind: str) -> None:
    assert (index.kind, len(index), index.last_number) == (kind, COUNT, NUMBERS[-1])
    assert index.numbers().tolist() == NUMBERS.tolist()


def test_among_two_hundred_candidates_are_the_ten_nearest_by_numpy(index: VectorIndex) -> None:
    held = [
        len(set(NUMBERS[np.argsort(-(ROWS @ question))[:10]]) & set(index.nearest(question, 200)[1].tolist()))
        for question in QUESTIONS
    ]
    assert np.mean(held) > 9.5


def test_scores_fall_and_no_number_comes_twice(index: VectorIndex) -> None:
    for question in QUESTIONS:
        scores, numbers = index.nearest(question, 100)
        assert (np.diff(scores) <= 0).all()
        assert len(set(numbers.tolist())) == len(numbers) == 100


def test_more_than_there_are_is_all_there_are(kind: str) -> None:
    index = empty(kind)
    assert [len(part) for part in index.nearest(QUESTIONS[0], 5)] == [0, 0]
    index.add(NUMBERS[:7], ROWS[:7])
    assert sorted(index.nearest(QUESTIONS[0], 50)[1].tolist()) == NUMBERS[:7].tolist()


def test_added_in_parts_it_is_the_same(index: VectorIndex, kind: str) -> None:
    parts = empty(kind)
    for start in range(0, COUNT, 700):
        parts.add(NUMBERS[start : start + 700], ROWS[start : start + 700])
    same(parts, index)


def test_saved_and_read_again_it_is_the_same(index: VectorIndex) -> None:
    data, count, last_number = index.saved()
    again = VectorIndex.from_bytes(data, dimension=DIMENSION, kind=index.kind, count=count, last_number=last_number)
    same(again, index)
    again.add(np.array([last_number + 1]), QUESTIONS[:1])
    assert len(again) == COUNT + 1


def test_a_copy_lacks_what_was_deleted_and_the_index_itself_does_not(index: VectorIndex) -> None:
    copy = index.without(lambda numbers: numbers % 2 == 0)
    assert copy.numbers().tolist() == NUMBERS[NUMBERS % 2 == 1].tolist()
    assert (len(index), copy.last_number, copy.kind) == (COUNT, index.last_number, index.kind)
    for question in QUESTIONS:
        assert (copy.nearest(question, 100)[1] % 2 == 1).all()


@pytest.mark.parametrize("numbers", [[1, 2], [NUMBERS[-1], NUMBERS[-1] + 1], [9_999, 9_998], [9_999, 9_999], [9_999]])
def test_numbers_must_ascend_and_be_new(index: VectorIndex, numbers: list[int]) -> None:
    with pytest.raises(ValueError, match="must ascend"):
        index.add(np.array(numbers), unit(2))
    assert len(index) == COUNT


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 2.0])
def test_what_is_no_direction_is_refused(index: VectorIndex, value: float) -> None:
    bad = np.full((1, DIMENSION), value, dtype=np.float32)
    with pytest.raises(EncoderError):
        index.nearest(bad[0], 3)
    with pytest.raises(EncoderError):
        index.add(np.array([NUMBERS[-1] + 1]), bad)
    assert len(index) == COUNT


def test_searches_and_additions_run_beside_each_other(index: VectorIndex) -> None:
    stop, short = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            if len(index.nearest(QUESTIONS[0], 10)[1]) != 10:
                short.append(1)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for start in range(50):
        index.add(NUMBERS[-1] + 1 + np.arange(start * 20, start * 20 + 20), unit(20, seed=start))
    stop.set()
    for thread in threads:
        thread.join()
    assert (short, len(index)) == ([], COUNT + 1_000)
