"""The listening process: uvicorn with one worker, limits for slow and endless clients, a graceful end.

The only importer of uvicorn. Knows nothing of routes.
"""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_DRAIN_SECONDS = 20
_MOST_CONNECTIONS = 1000


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach a server that listens on ``host``."""
    return host.lower() == "localhost" or (_is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback)


def is_everywhere(host: str) -> bool:
    """Say whether a server that listens on ``host`` listens on every interface of this machine."""
    return _is_address(host) and ipaddress.ip_address(host.strip("[]")).is_unspecified


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class DeadlineProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, but a request must arrive, and its answer be taken, in time: uvicorn itself waits
    for ever, and takes heads of any length."""

    head_seconds = 15.0
    body_seconds = 60.0
    longest_head = 1 << 16
    # When nothing of what waits to be sent has gone for so long, the client is taken for gone.
    taking_seconds = 60.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._in_head = False
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock: a silent connection is closed too."""
        super().connection_made(transport)
        self._wait_for_rest(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; hang up on a head without end, and start the clock for what is not a request yet."""
        goes_on = self._in_head
        super().data_received(data)
        self._head_bytes = self._head_bytes + len(data) if goes_on and self._in_head else 0
        if self._head_bytes > self.longest_head:
            self._give_up()
        elif self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            # Line ends before a request begin none, but have ended the time that a connection may be idle.
            self._wait_for_rest(self.head_seconds)

    def on_message_begin(self) -> None:
        """Start the clock for the head of a request."""
        super().on_message_begin()
        self._in_head = True
        self._wait_for_rest(self.head_seconds)

    def on_headers_complete(self) -> None:
        """Give the body its own, longer, time."""
        self._in_head = False
        self._wait_for_rest(self.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Stop the clock: the rest is up to us."""
        self._stop_waiting()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Write no more until the client has taken some of its answer, and watch that it does."""
        super().pause_writing()
        self._watch_taking()

    def resume_writing(self) -> None:
        """Write again; what is left is watched from here on."""
        super().resume_writing()
        self._watch_taking()

    def on_response_complete(self) -> None:
        """Go on with the next request, and watch that the client takes what is left of its answer."""
        super().on_response_complete()
        self._watch_taking()

    def _watch_taking(self) -> None:
        self._stop_watching()
        if waiting := self.transport.get_write_buffer_size():
            self._watch = self.loop.call_later(self.taking_seconds, self._look_whether_taken, waiting)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look_whether_taken(self, waited: int) -> None:
        if self.transport.get_write_buffer_size() >= waited:
            self.transport.abort()  # closing would wait until all is sent
        else:
            self._watch_taking()

    def _wait_for_rest(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class Server(uvicorn.Server):
    """A server that says when it listens, drains on the first signal and stops at once on the second."""

    def __init__(self, app: ASGIApp, announce: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=DeadlineProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
            limit_concurrency=_MOST_CONNECTIONS,
        )
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then say so."""
        await super().startup(sockets)
        self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while serving; unlike uvicorn, do not raise them again: a drained server exits with 0."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain; on the second signal stop at once."""
        del sig, frame
        self.force_exit = self.should_exit
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Take the port (0: any free one). Raises OSError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), port), family=family, backlog=2048)


def serve(app: ASGIApp, taken: socket.socket, *, announce: Callable[[], None]) -> None:
    """Answer requests on a port taken by ``listen`` until a signal ends it; ``announce`` is called once it answers."""
    with taken:
        Server(app, announce).run(sockets=[taken])
