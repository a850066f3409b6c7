"""One writer at a time, and a dead one leaves no lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import CorpusLocked
from index.folder.lock import NAME, WriterLock, announce
from tests.support.endurance import COUNTS

HOLDER = """
import sys, time
from pathlib import Path
from index.folder.lock import WriterLock
lock = WriterLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_refused_in_under_two_seconds_naming_the_first(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    started = time.monotonic()
    with pytest.raises(CorpusLocked, match=rf"process {os.getpid()} on .* since \d{{4}}-"):
        WriterLock(tmp_path)
    assert time.monotonic() - started < 2
    first.release()
    first.release()
    WriterLock(tmp_path).release()


@pytest.mark.slow
def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CorpusLocked, match=f"process {holder.pid} "):
            WriterLock(tmp_path)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    lock = WriterLock(tmp_path)
    assert f"process {os.getpid()} " in (tmp_path / NAME).read_text()
    lock.release()


@pytest.mark.endurance
@pytest.mark.parametrize("race", range(COUNTS.races))
def test_of_many_that_start_at_once_exactly_one_wins(tmp_path: Path, race: int) -> None:
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    try:
        deadline = time.monotonic() + 30
        while sum(holder.poll() is None for holder in holders) > 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert sum(holder.poll() is None for holder in holders) == 1
    finally:
        for holder in holders:
            holder.kill()
            holder.communicate()


def test_a_writer_that_is_a_server_is_named_with_its_address(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    announce(tmp_path, "http://127.0.0.1:8123")
    with pytest.raises(CorpusLocked, match=rf"at http://127.0.0.1:8123, process {os.getpid()} .*; add and remove"):
        WriterLock(tmp_path, patience=0)
    first.release()
