"""The vector index against numpy, and every check that FAISS leaves out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.errors import CorpusDamaged, EncoderError
from index.limits import Limits
from index.vectors.faiss_index import VectorIndex, build
from tests.support.examples import examples


def unit(count: int, dimension: int = 32, *, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, dimension))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


def filled(count: int, *, dimension: int = 32, step: int = 1) -> tuple[VectorIndex, NDArray[np.int64]]:
    index = VectorIndex(dimension)
    numbers = np.arange(1, count + 1, dtype=np.int64) * step
    index.add(numbers, unit(count, dimension))
    return index, numbers


@settings(max_examples=examples(40), deadline=None)
@given(count=st.integers(1, 300), k=st.integers(1, 320), seed=st.integers(0, 2**16))
def test_the_nearest_are_those_that_numpy_finds(count: int, k: int, seed: int) -> None:
    rows, question = unit(count, seed=seed), unit(1, seed=seed + 1)[0]
    index = VectorIndex(32)
    index.add(np.arange(1, count + 1) * 3, rows)
    scores, numbers = index.nearest(question, k)
    oracle = np.sort(rows @ question)[::-1][:k]
    assert len(numbers) == min(k, count)
    np.testing.assert_allclose(scores, oracle, atol=1e-6)
    np.testing.assert_allclose(rows[numbers // 3 - 1] @ question, scores, atol=1e-6)


def test_only_allowed_numbers_are_found() -> None:
    index, numbers = filled(200, step=5)
    chosen = numbers[::7]
    marks = np.zeros(numbers[-1] + 1, dtype=np.bool_)
    marks[chosen] = True
    _, found = index.nearest(unit(1)[0], 200, allowed=np.packbits(marks, bitorder="little"))
    assert sorted(found) == sorted(chosen)


def test_an_empty_index_finds_nothing() -> None:
    scores, numbers = VectorIndex(32).nearest(unit(1)[0], 5)
    assert (len(scores), len(numbers)) == (0, 0)
    VectorIndex(32).add(np.empty(0, np.int64), np.empty((0, 32), np.float32))


@pytest.mark.parametrize(
    "bad",
    [
        unit(1, 31),
        unit(1).astype(np.float64),
        np.full((1, 32), np.nan, dtype=np.float32),
        np.full((1, 32), np.inf, dtype=np.float32),
        np.zeros((1, 32), dtype=np.float32),
        unit(1) * np.float32(1.1),
    ],
    ids=["dimension", "float64", "nan", "inf", "zero", "not unit"],
)
def test_a_vector_that_faiss_would_misread_is_refused(bad: NDArray[np.float32]) -> None:
    index, _ = filled(5)
    with pytest.raises(EncoderError):
        index.nearest(bad[0], 3)
    with pytest.raises(EncoderError):
        index.add(np.array([99]), bad)
    assert len(index) == 5


@pytest.mark.slow
def test_a_wrong_dimension_is_refused_under_python_O_too() -> None:
    code = (
        "import numpy as np; from index.vectors.faiss_index import VectorIndex; from index.errors import EncoderError\n"
        "index = VectorIndex(32)\n"
        "try: index.nearest(np.ones(31, np.float32), 3)\n"
        "except EncoderError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_bytes_restore_the_same_answers() -> None:
    index, _ = filled(100)
    again = VectorIndex.from_bytes(index.saved()[0], dimension=32, kind="flat", count=100, last_number=100)
    for mine, other in zip(index.nearest(unit(1)[0], 20), again.nearest(unit(1)[0], 20), strict=True):
        np.testing.assert_array_equal(mine, other)
    assert again.last_number == 100


@pytest.mark.parametrize(
    "claimed",
    [{"dimension": 31}, {"count": 99}, {"kind": "compact"}],
)
def test_bytes_that_are_not_what_was_recorded_are_refused(claimed: dict[str, object]) -> None:
    index, _ = filled(100)
    recorded = {"dimension": 32, "kind": "flat", "count": 100, "last_number": 100, **claimed}
    with pytest.raises(CorpusDamaged, match="qa repair"):
        VectorIndex.from_bytes(index.saved()[0], **recorded)  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"IxFI", bytes(100)])
def test_bytes_that_are_no_index_are_refused(data: bytes) -> None:
    with pytest.raises(CorpusDamaged):
        VectorIndex.from_bytes(data, dimension=32, kind="flat", count=1, last_number=1)


def test_above_the_limit_the_index_is_compact_and_its_candidates_hold_the_nearest() -> None:
    limits = Limits(flat_vectors=500)
    rows = unit(2_000)
    numbers = np.arange(1, 2_001, dtype=np.int64)
    blocks = [(numbers[:900], rows[:900]), (numbers[900:], rows[900:])]
    index = build(lambda: blocks, dimension=32, count=2_000, limits=limits)
    assert (index.kind, len(index), index.is_too_large(limits)) == ("compact", 2_000, False)
    hits = [
        set(np.argsort(-(rows @ question))[:10] + 1) & set(index.nearest(question, 200)[1].tolist())
        for question in unit(20, seed=9)
    ]
    assert np.mean([len(found) for found in hits]) > 9.5
    smaller = index.without(lambda n: n > 1_000)
    again = VectorIndex.from_bytes(smaller.saved()[0], dimension=32, kind="compact", count=1_000, last_number=2_000)
    assert again.numbers().tolist() == list(range(1, 1_001))
    with pytest.raises(ValueError, match="cannot search among chosen numbers"):
        index.nearest(rows[0], 5, allowed=np.zeros(10, np.uint8))


@pytest.mark.slow
def test_a_child_process_can_search_after_its_parent_did(tmp_path: Path) -> None:
    """A fork after a multi-threaded FAISS call hangs for ever; one thread for each search avoids it."""
    index, _ = filled(5_000)
    index.nearest(unit(1)[0], 5)
    script = (
        "import os, sys, numpy as np\n"
        "from index.vectors.faiss_index import VectorIndex\n"
        "rows = np.eye(32, dtype=np.float32); index = VectorIndex(32); index.add(np.arange(1, 33), rows)\n"
        "index.nearest(rows[0], 3)\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(int(index.nearest(rows[4], 1)[1][0]))\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "5\n"
