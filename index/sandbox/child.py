"""The child: limits itself, then works on one file after another with the function that it was started for.

Started by its path, with nothing of the parent's but a socket. The limits are set before anything that reads files is
loaded, and by the child itself: code between fork and exec is not safe in a parent that has threads.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

Work = Callable[[BinaryIO, dict[str, Any]], Iterator[bytes]]

_MOST_FILES_OPEN = 32


def main() -> None:
    """Serve until the parent closes the socket.

    Arguments: the number of the socket, the folder of the program, module:function, the limits as JSON."""
    number, root, target, written = sys.argv[1:]
    if root not in sys.path:
        sys.path.insert(0, root)
    from index.sandbox.limits import Limits  # noqa: PLC0415 - known once the path is

    limits = Limits(**json.loads(written))
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _MOST_FILES_OPEN)
    _limit(resource.RLIMIT_AS, limits.memory)
    module, _, name = target.partition(":")
    work: Work = getattr(importlib.import_module(module), name)
    with socket.socket(fileno=int(number)) as parent, suppress(BrokenPipeError, ConnectionResetError):
        while _serve(parent, work, limits):
            pass


def _limit(kind: int, value: int) -> None:
    with suppress(ValueError, OSError):  # not every system knows every limit
        resource.setrlimit(kind, (value, value))


def _serve(parent: socket.socket, work: Work, limits: Any) -> bool:
    """Work on one file, and tell whether another may come."""
    from index.sandbox import limits as form  # noqa: PLC0415 - known once the path is

    header, files, _, _ = socket.recv_fds(parent, form.HEADER.size, 1)
    if not header or not files:
        return False
    _, length = form.HEADER.unpack(header)
    options = json.loads(_received(parent, length))
    with os.fdopen(files[0], "rb") as stream:
        stream.seek(0)
        _limit_processor(limits.seconds(os.fstat(stream.fileno()).st_size))
        try:
            for item in work(stream, options):
                if len(item) > limits.item:
                    _send(parent, form.TOO_LONG)
                else:
                    _send(parent, form.ITEM, item)
        except MemoryError:
            _send(parent, form.OUT_OF_MEMORY)
            return False
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:  # noqa: BLE001 - a file from anybody may trip any library; it is one bad file
            _send(parent, form.FAILED, type(error).__name__.encode())
            return False
    _send(parent, form.END, str(_resident()).encode())
    return True


def _resident() -> int:
    """Return the memory that the process holds, in bytes; 0 where the system does not say it so."""
    # The peak that getrusage reports would include the parent's memory from before the exec.
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _limit_processor(seconds: int) -> None:
    """Let the process be ended by the system when it has run for so many seconds more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    ends = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ends, hard))


def _send(parent: socket.socket, kind: bytes, data: bytes = b"") -> None:
    from index.sandbox import limits as form  # noqa: PLC0415 - known once the path is

    parent.sendall(form.HEADER.pack(kind, len(data)) + data)


def _received(parent: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = parent.recv(length)
        if not part:
            raise BrokenPipeError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main()
