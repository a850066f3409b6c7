"""The parent's side: hands files to children, reads what they make of them, and ends those that take too much.

A child that ended well works on the next file; one that failed is replaced. Threads may call at the same time, each
then has a child of its own.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import IndexingError
from index.sandbox import child
from index.sandbox.limits import END, FAILED, HEADER, ITEM, OUT_OF_MEMORY, TOO_LONG, Limits

_ROOT = Path(__file__).parents[2]
#: Children that wait for a file: more than that were only needed at once.
_MOST_IDLE = 2
# Libraries that start a thread a core would need an address space for each.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


class SandboxError(IndexingError):
    """A child took more than it may, or ended, while it worked on a file."""


def run(target: str, stream: BinaryIO, *, options: dict[str, Any], limits: Limits | None = None) -> Iterator[bytes]:
    """Yield what ``target``, a ``module:function``, makes of an open regular file in a child.

    ``options`` are JSON. Raises SandboxError when the child takes too much or ends: what it is says what to do."""
    worker = _CHILDREN.take(target, limits or Limits())
    try:
        worker.begin(stream, options)
        yield from worker.items(os.fstat(stream.fileno()).st_size)
    except BaseException:  # also when the caller stops reading: the child would go on
        worker.end()
        raise
    _CHILDREN.give_back(worker)


class _Child:
    """A running child, and the socket to it."""

    def __init__(self, target: str, limits: Limits) -> None:
        self.target = target
        self.limits = limits
        self.files = 0
        self.resident = 0
        self._socket, its = socket.socketpair()
        with its:
            command = [sys.executable, "-I", "-B", child.__file__, str(its.fileno()), str(_ROOT), target]
            command.append(json.dumps(asdict(limits)))
            self._process = subprocess.Popen(  # noqa: S603 - this program's own file
                command,
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
                start_new_session=True,
            )

    def begin(self, stream: BinaryIO, options: dict[str, Any]) -> None:
        data = json.dumps(options).encode()
        try:
            socket.send_fds(self._socket, [HEADER.pack(b"R", len(data))], [stream.fileno()])
            self._socket.sendall(data)
        except OSError as error:
            raise SandboxError(f"the process that reads it cannot be reached ({error}); try again") from error

    def items(self, size: int) -> Iterator[bytes]:
        """Yield the items of one file of ``size`` bytes until the child says that it is done."""
        limits = self.limits
        clock = _Clock(limits.seconds(size) * limits.patience)
        left = limits.output + size * limits.output_a_byte
        while True:
            kind, length = HEADER.unpack(self._received(HEADER.size, clock))
            left -= length
            if kind not in (ITEM, END, FAILED, OUT_OF_MEMORY, TOO_LONG) or length > limits.item:
                raise SandboxError("the process that read it went wrong; the file is damaged or hostile")
            if left < 0:
                raise SandboxError("it unfolds to far more than its size; it is hostile, or is to be divided")
            data = self._received(length, clock)
            if kind == END:
                self.files += 1
                self.resident = int(data)
                return
            if kind == ITEM:
                yield data
            else:
                raise SandboxError(_failure(kind, data.decode("ascii", "replace")[:60], limits))

    def is_worn(self) -> bool:
        """Tell whether a fresh child is better for the next file."""
        return self.files >= self.limits.files or self.resident > self.limits.resident or not self.is_alive()

    def is_alive(self) -> bool:
        """Tell whether it still runs: the system may have ended it while it waited."""
        return self._process.poll() is None

    def end(self) -> None:
        """End the child at once, and all that it may have started."""
        self._socket.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def forget(self) -> None:
        """Forget a child that belongs to the process from which this one was forked."""
        self._socket.close()
        self._process.returncode = 0

    def _received(self, length: int, clock: _Clock) -> bytes:
        data = bytearray()
        while len(data) < length:
            with clock:
                self._socket.settimeout(max(clock.left, 0.001))
                try:
                    part = self._socket.recv(min(length - len(data), 1 << 20))
                except TimeoutError:
                    raise SandboxError(_TOO_SLOW) from None
                except OSError:
                    part = b""
            if not part:
                raise SandboxError(self._ended())
            data += part
        return bytes(data)

    def _ended(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _TOO_SLOW
        if code == -signal.SIGXCPU:
            return _TOO_SLOW
        return f"the process that read it ended ({_signal(code)}); the file is damaged or hostile"


_TOO_SLOW = "reading it takes too long; it is damaged, hostile, or is to be divided"


class _Clock:
    """Counts the time that is spent waiting for the child, and not what the caller does between its items."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._since = 0.0

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.left -= time.monotonic() - self._since


def _failure(kind: bytes, error: str, limits: Limits) -> str:
    if kind == OUT_OF_MEMORY:
        return f"reading it takes more than {limits.memory >> 20:,} MiB of memory; it is hostile, or is to be divided"
    if kind == TOO_LONG:
        return f"an article of it has more than {limits.item >> 20} MiB; divide it"
    return f"it cannot be read ({error}); it is damaged, or save it again"


def _signal(code: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit status {code}"


class _Children:
    """The children that wait for a file."""

    def __init__(self) -> None:
        self._idle: list[_Child] = []
        self._mutex = threading.Lock()
        atexit.register(self.end)
        os.register_at_fork(after_in_child=self._forget)

    def take(self, target: str, limits: Limits) -> _Child:
        """Return a child that is free, or a new one. Raises SandboxError when none can be started."""
        with self._mutex:
            for worker in [one for one in self._idle if (one.target, one.limits) == (target, limits)]:
                self._idle.remove(worker)
                if worker.is_alive():
                    return worker
                worker.end()
        try:
            return _Child(target, limits)
        except OSError as error:
            raise SandboxError(f"no process can be started to read it ({error.strerror}); try again") from error

    def give_back(self, worker: _Child) -> None:
        """Keep a child for the next file unless it is worn; of too many that wait, the one that waits longest goes."""
        over = [worker]
        with self._mutex:
            if not worker.is_worn():
                self._idle.append(worker)
                over = [self._idle.pop(0)] if len(self._idle) > _MOST_IDLE else []
        for one in over:
            one.end()

    def end(self) -> None:
        """End all that wait."""
        with self._mutex:
            while self._idle:
                self._idle.pop().end()

    def _forget(self) -> None:
        self._mutex = threading.Lock()
        while self._idle:
            self._idle.pop().forget()


_CHILDREN = _Children()
