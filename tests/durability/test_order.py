"""What a power failure could take: the order of writes and syncs of real changes, as the kernel sees them."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys

import pytest

from tests.support.tracing import strace

PROGRAM = """
import os, sys
from index import Corpus
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
folder = sys.argv[1]
with Corpus.open(folder, encoder=HashEncoder(), create=True) as corpus:
    said = os.open(folder + ".said", os.O_WRONLY | os.O_CREAT)
    corpus.add(articles(2))
    os.write(said, b"added")
    corpus.delete(["a1"])
    os.write(said, b"deleted")
    corpus.checkpoint()
    os.write(said, b"saved")
"""
CALLS = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
CALL = re.compile(r"(?:\[pid +\d+\] )?(?:\d+ +)?(\w+)\((.*)")


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Each call as (write|sync|rename, name of the file or "folder")."""
    if not strace():
        pytest.skip("strace is not installed, or may not trace: the order of system calls is not looked at")
    folder = tmp_path_factory.mktemp("order") / "corpus"
    out = folder.parent / "trace"
    command = [*strace(), "-y", "-s", "16", "-e", f"trace={CALLS}", "-o", str(out)]
    done = subprocess.run([*command, sys.executable, "-c", PROGRAM, str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    calls = []
    for line in out.read_text().splitlines():
        if (found := CALL.match(line)) is None or "corpus" not in line:
            continue
        name, arguments = found.groups()
        if name.startswith("rename"):
            calls.append(("rename", arguments.split('"')[-2].rsplit("/", 1)[-1]))
            continue
        file = re.match(r"\d+<([^>]*)>", arguments)
        if file is not None:
            place = "folder" if file[1] == str(folder) else file[1].rsplit("/", 1)[-1]
            calls.append(("sync" if "sync" in name else "write", place))
    return calls


def after(trace: list[tuple[str, str]], *wanted: tuple[str, str], start: int = 0) -> int:
    """Return the place after these calls, which must follow each other in this order from ``start`` on."""
    for call in wanted:
        assert call in trace[start:], (call, trace[start:])
        start = trace.index(call, start) + 1
    return start


def said(trace: list[tuple[str, str]]) -> list[int]:
    return [place for place, call in enumerate(trace) if call == ("write", "corpus.said")]


def test_a_change_is_synced_in_the_catalogue_and_recorded_beside_it_before_it_is_acknowledged(
    trace: list[tuple[str, str]],
) -> None:
    places = [0, *said(trace)]
    assert len(places) == 4
    for start, end in itertools.pairwise(places[:3]):
        part = trace[start:end]
        logged = max(place for place, call in enumerate(part) if call == ("write", "catalogue.sqlite-wal"))
        end_of_log = after(part, ("sync", "catalogue.sqlite-wal"), start=logged)
        moved = max(place for place, call in enumerate(part) if call == ("write", "catalogue.sqlite"))
        assert moved > end_of_log - 1
        synced = after(part, ("sync", "catalogue.sqlite"), start=moved)
        after(
            part,
            ("write", "manifest.json.tmp"),
            ("sync", "manifest.json.tmp"),
            ("rename", "manifest.json"),
            ("sync", "folder"),
            start=synced,
        )


def test_a_saved_index_is_whole_on_disk_before_it_has_its_name_and_named_before_it_is_relied_on(
    trace: list[tuple[str, str]],
) -> None:
    start = said(trace)[1]
    after(
        trace,
        ("write", "vectors-2.faiss.tmp"),
        ("sync", "vectors-2.faiss.tmp"),
        ("rename", "vectors-2.faiss"),
        ("sync", "folder"),
        ("write", "manifest.json.tmp"),
        ("sync", "manifest.json.tmp"),
        ("rename", "manifest.json"),
        ("sync", "folder"),
        start=start,
    )


def test_nothing_is_ever_renamed_that_was_written_after_its_last_sync(trace: list[tuple[str, str]]) -> None:
    for place, (kind, name) in enumerate(trace):
        if kind == "rename":
            last = [call for call in trace[:place] if call[1] == f"{name}.tmp"]
            assert last[-1] == ("sync", f"{name}.tmp")
            assert ("sync", "folder") in trace[place:]
