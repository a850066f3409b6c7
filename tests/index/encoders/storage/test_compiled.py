"""What is compiled is compiled once, by whoever comes first."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index.encoders.storage.compiled import compiled_folder, write_once


def test_who_comes_while_a_model_is_compiled_waits_for_it_and_compiles_none(tmp_path: Path) -> None:
    begun, waiting, calls = threading.Event(), threading.Event(), []

    def write(working: Path) -> Mapping[str, Any]:
        calls.append(working)
        begun.set()
        assert waiting.wait(60)
        (working / "model").write_text("weights")
        return {}

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write_once, tmp_path, "digest", write=write)
        assert begun.wait(60)
        second = pool.submit(write_once, tmp_path, "digest", write=write)
        assert not second.done()
        waiting.set()
        assert first.result(60) == second.result(60) == compiled_folder(tmp_path, "digest")
    assert len(calls) == 1


def test_who_comes_after_one_that_failed_compiles(tmp_path: Path) -> None:
    def fails(working: Path) -> Mapping[str, Any]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        write_once(tmp_path, "digest", write=fails)
    assert write_once(tmp_path, "digest", write=lambda working: {"name": working.name}).is_dir()
