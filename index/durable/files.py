"""Durable files: publish bytes under a name so that any crash leaves the old file or the new one, whole.

Owns the order write, sync, rename, sync of the folder, and what a sync is on each system. Knows nothing of what the
bytes mean. A sync error is final: the file is thrown away and never synced again, because the kernel may have dropped
the pages that failed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from index.durable.fault_points import reached
from index.errors import CorpusDamaged, CorpusFull, CorpusUnwritable

_CHUNK = 1 << 24
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_PROTECTED = {errno.EACCES, errno.EPERM, errno.EROFS}
_FORBIDDEN = _PROTECTED | {errno.EISDIR, errno.ENAMETOOLONG}
_NO_FULL_SYNC = {errno.ENOTSUP, errno.EINVAL, errno.ENOTTY}  # the answers of file systems that do not support it
_NOT_A_FOLDER = {errno.EEXIST, errno.ENOTDIR, errno.ELOOP}


def sha256(data: bytes) -> str:
    """Digest bytes: hexadecimal sha256."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """Digest a file without holding it in memory."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def publish(target: Path, data: bytes) -> None:
    """Put ``data`` under the name ``target``, replacing what is there in one step.

    Raises CorpusFull when a write, a sync or the rename fails; what stood under the name is then still there."""
    temporary = target.with_name(target.name + ".tmp")
    try:
        _write(temporary, data)
        os.replace(temporary, target)
        reached("file renamed")
        sync_folder(target.parent)
        reached("folder synced")
    except OSError as error:
        with suppress(OSError):  # a file that cannot be written perhaps cannot be removed either
            temporary.unlink()
        raise unwritten(target, error, kept="the file before it is untouched") from error


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read and write, or do nothing where there is a file.

    Libraries make files that all users of the machine may read; they fill one that is there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, _PRIVATE))


def make_private_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter, and those above it that are missing; leave one that is there."""
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file's bytes to one that its owner alone may read and write. Raises OSError."""
    with source.open("rb") as file:
        make_private(target)
        with target.open("wb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK)


def unwritten(path: Path, error: OSError, *, kept: str = "nothing was changed") -> CorpusFull:
    """Make the error that says why a file or folder could not be written, what is still as it was, and what to do."""
    if error.errno in _NOT_A_FOLDER:
        reason, advice = "there is something in its place that is no folder", "Give another folder"
    else:
        reason = error.strerror or str(error)
        advice = "See to it that it can be written" if error.errno in _FORBIDDEN else "Free some space"
    kind = CorpusUnwritable if error.errno in _PROTECTED else CorpusFull
    return kind(f"{path} could not be written ({reason}); {kept}. {advice} and run the command again")


def sync(descriptor: int) -> None:
    """Make durable what an open file or folder holds, as far as the system can. Raises OSError, which is final."""
    # On macOS fsync hands the bytes to the drive, which may still lose them; this has the drive write them down.
    full_sync: int | None = getattr(fcntl, "F_FULLFSYNC", None)
    if full_sync is not None:
        try:
            fcntl.fcntl(descriptor, full_sync)
            return
        except OSError as error:
            if error.errno not in _NO_FULL_SYNC:
                raise
    os.fsync(descriptor)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def read_checked(path: Path, *, size: int, digest: str) -> bytes:
    """Read a file whole and return exactly the bytes that were digested.

    Raises CorpusDamaged when the file is missing, or its size or sha256 is not the one recorded."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusDamaged(f"{path.name} cannot be read ({error.strerror}); run `qa repair`") from error
    if len(data) != size:
        raise CorpusDamaged(f"{path.name} has {len(data)} bytes where {size} were written; run `qa repair`")
    if sha256(data) != digest:
        raise CorpusDamaged(f"{path.name} does not match its sha256 {digest[:12]}...; run `qa repair`")
    return data


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE)
    try:
        left = memoryview(data)
        while left:  # a write may be short without an error; the next one then raises the error
            left = left[os.write(descriptor, left) :]
        reached("file written")
        sync(descriptor)
        reached("file synced")
    finally:
        os.close(descriptor)
