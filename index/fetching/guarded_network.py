"""Connections that are checked when they are made: only to allowed addresses, and within a time limit.

Every hop, retry and changed answer of the name service goes through here; TLS still verifies the name. Fences httpcore
with the client.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import Any

import httpcore

from index.errors import FetchError
from index.fetching.addresses import OPEN_WEB, Policy

_CONNECT_SECONDS = 5.0


class Deadline:
    """A moment by which all of one fetch must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Return the seconds that a step may take, at most ``most``. Raises httpcore.ReadTimeout when none is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole took too long")
        return left if most is None else min(left, most)


class GuardedNetwork(httpcore.NetworkBackend):
    """Makes the connections of one fetch. One that has come from or to the open web is led nowhere else by it: that
    private addresses may be fetched from is for whoever names them, not for a page or feed that anybody wrote."""

    def __init__(self, policy: Policy, deadline: Deadline, *, from_open_web: bool = False) -> None:
        self._policy, self._deadline = policy, deadline
        self._real = httpcore.SyncBackend()
        #: Whether what is fetched comes from the open web, or was named there.
        self.is_open = from_open_web

    def connect_tcp(self, host: str, port: int, *_rest: Any, **options: Any) -> httpcore.NetworkStream:
        """Connect to the first address of a host, if all that it has may be connected to. Raises FetchError."""
        self._policy.check_port(host, port)
        seconds = self._deadline.left(_CONNECT_SECONDS)
        numbers = _looked_up(host, port, seconds=seconds)
        if not numbers or not all(map(self._policy.allows, numbers)):  # one bad address refuses all
            raise FetchError(host, f"it stands for {', '.join(numbers) or 'no address'}")
        if self.is_open and not all(map(OPEN_WEB.allows, numbers)):
            raise FetchError(host, f"it stands for {', '.join(numbers)}, and was named on the open web")
        self.is_open = OPEN_WEB.allows(numbers[0])
        stream = self._real.connect_tcp(numbers[0], port, **{**options, "timeout": self._deadline.left(seconds)})
        return _Timed(stream, self._deadline)

    def connect_unix_socket(self, path: str, *_rest: Any, **_options: Any) -> httpcore.NetworkStream:
        """Refuse: nothing of the web is there."""
        raise FetchError(path, "a socket of this machine")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(self._deadline.left(seconds))


class _Timed(httpcore.NetworkStream):
    """A stream whose steps end by the deadline of the whole, however small each is."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, *_rest: Any, **options: Any) -> httpcore.NetworkStream:
        options = {**options, "timeout": self._deadline.left(options.get("timeout"))}
        return _Timed(self._stream.start_tls(ssl_context, **options), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _looked_up(host: str, port: int, *, seconds: float) -> list[str]:
    """Ask the name service, which has no time limit itself, for at most this long. Raises httpcore.ConnectTimeout."""
    answer: list[str] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            failure.append(OSError(str(error)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise httpcore.ConnectTimeout("the name service did not answer")
    if failure:
        raise httpcore.ConnectError(str(failure[0]))
    return answer
