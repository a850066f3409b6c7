from __future__ import annotations

import ast
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from index.sandbox.children import SandboxError, run
from index.sandbox.limits import Limits

pytestmark = pytest.mark.slow

WORK = "tests.support.sandboxed:work"
#: A second of a processor: what is stopped by it need not be waited for long.
SHORT = Limits(cpu=1, cpu_a_byte=0, patience=3)


def sandboxed(path: Path, *, limits: Limits | None = None, **options: Any) -> list[bytes]:
    with path.open("rb") as stream:
        return list(run(WORK, stream, options=options, limits=limits))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"some bytes" * 100_000)
    return path


def test_a_file_goes_in_and_items_come_out(file: Path) -> None:
    assert sandboxed(file, do="echo") == [file.read_bytes()]


def test_the_position_of_the_file_does_not_matter(file: Path) -> None:
    with file.open("rb") as stream:
        stream.seek(500)
        assert list(run(WORK, stream, options={"do": "echo"})) == [file.read_bytes()]


def test_the_work_is_done_in_another_process_that_goes_on_with_the_next_file(file: Path) -> None:
    first, second = sandboxed(file, do="pid"), sandboxed(file, do="pid")
    assert first == second != [str(os.getpid()).encode()]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("spin", "takes too long"),
        ("sleep", "takes too long"),
        ("eat", "MiB of memory"),
        ("flood", "far more than its size"),
        ("long", "an article of it has more than"),
        ("abort", "SIGABRT"),
        ("raise", "KeyError"),
        ("talk", "went wrong"),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_file_is_read(file: Path, what: str, words: str) -> None:
    with pytest.raises(SandboxError, match=words):
        sandboxed(file, do=what, limits=SHORT if "too long" in words else None)
    assert sandboxed(file, do="echo") == [file.read_bytes()]


def test_a_child_cannot_write_files_and_knows_nothing_of_the_environment(file: Path, tmp_path: Path) -> None:
    with pytest.raises(SandboxError):
        sandboxed(file, do="write", where=str(tmp_path / "written"))
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_bytes()
    (names,) = sandboxed(file, do="environment")
    assert not {"HOME", "PATH", "USER"} & set(ast.literal_eval(names.decode()))


def test_a_child_holds_no_file_of_the_parent_open(file: Path) -> None:
    with file.open("rb"):
        (count,) = sandboxed(file, do="files")
    # Three that lead nowhere, the socket, the file, and the listing itself.
    assert int(count) <= 6


def test_a_child_is_replaced_after_so_many_files(file: Path) -> None:
    limits = Limits(files=2)
    pids = [sandboxed(file, do="pid", limits=limits)[0] for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_caller_that_stops_reading_ends_the_child(file: Path) -> None:
    with file.open("rb") as stream:
        items = run(WORK, stream, options={"do": "flood"})
        next(items)
        items.close()  # type: ignore[attr-defined]
    assert sandboxed(file, do="echo") == [file.read_bytes()]


def test_threads_have_a_child_each(file: Path) -> None:
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.extend(sandboxed(file, do="echo"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [file.read_bytes()] * 4
