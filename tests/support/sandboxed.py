"""Work for a child that goes wrong in every way a parser can."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO


def work(stream: BinaryIO, options: dict[str, Any]) -> Iterator[bytes]:
    """Do what the options say."""
    match options["do"]:
        case "echo":
            yield stream.read()
        case "pid":
            yield str(os.getpid()).encode()
        case "spin":
            while True:
                pass
        case "sleep":
            signal.pause()
        case "eat":
            yield b"x" * (1 << 40)
        case "flood":
            while True:
                yield b"x" * 1_000_000
        case "long":
            yield b"x" * 20_000_000
        case "abort":
            os.abort()
        case "raise":
            raise KeyError("a part that is missing")
        case "write":
            Path(options["where"]).write_bytes(b"x")
        case "environment":
            yield repr(sorted(os.environ)).encode()
        case "files":
            yield str(len(os.listdir("/dev/fd"))).encode()
        case "talk":
            # What a parser that was taken over could send in the place of an item.
            # Its number is that of the parent, which may have thousands of files open.
            number = next(n for n in sorted(map(int, os.listdir("/dev/fd"))) if _is_socket(n))
            os.write(number, b"?\xff\xff\xff\xff")


def _is_socket(number: int) -> bool:
    try:
        socket.socket(fileno=os.dup(number)).close()
    except OSError:
        return False
    return True
