"""Files are published whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.durable import fault_points
from index.durable.files import file_sha256, publish, read_checked, sha256, sync_file
from index.errors import CorpusDamaged, CorpusFull


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_published_file_holds_the_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    publish(tmp_path / "x", b"one")
    publish(tmp_path / "x", b"two")
    assert (tmp_path / "x").read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    sync_file(tmp_path / "x")


def test_the_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = {name: getattr(os, name) for name in ("write", "fsync", "replace")}

    def traced(name: str) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            kind = name
            if name == "fsync":
                kind = "fsync folder" if os.path.isdir(f"/proc/self/fd/{arguments[0]}") else "fsync file"
            done.append(kind)
            return real[name](*arguments)

        return call

    for name in real:
        monkeypatch.setattr(os, name, traced(name))
    publish(tmp_path / "x", b"bytes")
    assert done == ["write", "fsync file", "replace", "fsync folder"]


@pytest.mark.parametrize("short_by", [1, 64, 4095, 8192])
def test_a_full_disk_is_an_error_and_the_old_file_stays(tmp_path: Path, short_by: int) -> None:
    publish(tmp_path / "x", b"old")
    with files_limited_to(20_000 - short_by), pytest.raises(CorpusFull, match="Free some space"):
        publish(tmp_path / "x", bytes(20_000))
    assert (tmp_path / "x").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_failed_sync_is_final(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "x", b"old")

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CorpusFull, match="input/output error"):
        publish(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"old"


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The syncs done, as on a Mac, whose drives take a command of their own."""
    done: list[str] = []
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)  # its number there
    monkeypatch.setattr(fcntl, "fcntl", lambda descriptor, command: done.append(f"full {command}"))
    monkeypatch.setattr(os, "fsync", lambda descriptor: done.append("fsync"))
    return done


def test_where_the_drive_must_be_told_to_write_it_is(tmp_path: Path, syncs: list[str]) -> None:
    publish(tmp_path / "x", b"bytes")
    assert syncs == ["full 51", "full 51"]  # the file, then its folder
    sync_file(tmp_path / "x")
    assert syncs == ["full 51"] * 3


@pytest.mark.parametrize("number", [errno.ENOTSUP, errno.EINVAL, errno.ENOTTY])
def test_a_file_system_that_does_not_know_the_command_is_synced_as_usual(
    tmp_path: Path, syncs: list[str], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(descriptor: int, command: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    publish(tmp_path / "x", b"bytes")
    assert syncs == ["fsync", "fsync"]


def test_a_failed_full_sync_is_final_too(tmp_path: Path, syncs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int, command: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(fcntl, "fcntl", fail)
    with pytest.raises(CorpusFull, match="input/output error"):
        publish(tmp_path / "x", b"new")
    assert syncs == []
    assert not (tmp_path / "x").exists()


def test_reading_returns_the_bytes_that_were_digested(tmp_path: Path) -> None:
    publish(tmp_path / "x", b"bytes")
    digest = sha256(b"bytes")
    assert file_sha256(tmp_path / "x") == digest
    assert read_checked(tmp_path / "x", size=5, digest=digest) == b"bytes"
    with pytest.raises(CorpusDamaged, match="x has 5 bytes where 6"):
        read_checked(tmp_path / "x", size=6, digest=digest)
    with pytest.raises(CorpusDamaged, match="x does not match its sha256"):
        read_checked(tmp_path / "x", size=5, digest=sha256(b"other"))
    with pytest.raises(CorpusDamaged, match="y cannot be read"):
        read_checked(tmp_path / "y", size=5, digest=digest)


def test_an_armed_hook_sees_the_steps_in_order(tmp_path: Path) -> None:
    steps: list[str] = []
    fault_points.arm(steps.append)
    try:
        publish(tmp_path / "x", b"bytes")
    finally:
        fault_points.arm(None)
    publish(tmp_path / "y", b"bytes")
    assert steps == ["file written", "file synced", "file renamed", "folder synced"]


def test_an_unknown_fault_point_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no fault point is named 'nowhere'"):
        fault_points.kill_at("nowhere")


def test_a_fault_point_kills_at_the_given_time_of_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, signal: sent.append((process, signal)))
    hook = fault_points.kill_at("file synced", occurrence=2)
    for step in ("file written", "file synced", "file synced", "file synced"):
        hook(step)
    assert sent == [(os.getpid(), 9)]
