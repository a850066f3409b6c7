"""How many cores a model may use, on systems that say so and on those that do not; and how its threads wait."""

from __future__ import annotations

import os

import pytest

from index.encoders.graphs.onnx_graph import Graph
from index.onnx_runtime import session, usable_cores


def test_a_restricted_process_uses_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3, raising=False)
    assert usable_cores() == 3
    monkeypatch.delattr(os, "process_cpu_count")
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 4}, raising=False)
    assert usable_cores() == 2


@pytest.mark.parametrize(("cores", "expected"), [(8, 8), (None, 1)])
def test_where_nothing_says_what_it_may_use_it_uses_what_there_is(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, expected: int
) -> None:
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)  # as on macOS
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert usable_cores() == expected


def test_threads_that_have_nothing_to_do_wait_without_using_a_core() -> None:
    graph = Graph()
    graph.op("Neg", "given", output="negative")
    shape = ["rows", "columns"]
    options = session(graph.model({"given": [*shape, 3]}, {"negative": [*shape, 3]}), threads=2).get_session_options()
    assert options.intra_op_num_threads == 2
    assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
