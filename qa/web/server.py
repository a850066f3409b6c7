"""The listening process: uvicorn with one worker, and an end that comes whatever a request is doing.

Knows nothing of routes.
"""

from __future__ import annotations

import ipaddress
import logging
import math
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from qa.web.connection_limits import limits_for, open_files_allowed, raise_limit
from qa.web.protocol import protocol_with
from qa.web.refusals import Refusals

log = logging.getLogger("qa.web")

_DRAIN_SECONDS = 20
# Seconds that a request's thread still gets to end after the server has stopped waiting for it.
_LAST_SECONDS = 2.0


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


@dataclass(frozen=True, slots=True)
class Ending:
    """How a service leaves: ``leaving`` is set at the first signal; after SIGTERM it goes on for ``seconds``, so that
    what sends it requests can see that it is no longer ready."""

    leaving: threading.Event = field(default_factory=threading.Event)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reporting:
    """What the listening process says of itself: ``own_log`` False leaves the form of the log to whoever has set it up;
    ``refusals`` counts what never reaches a route."""

    own_log: bool = True
    refusals: Refusals = field(default_factory=Refusals)


class Server(uvicorn.Server):
    """A server that says when it listens, drains on the first signal and stops at once on the second."""

    def __init__(
        self,
        app: ASGIApp,
        announce: Callable[[], None],
        *,
        ending: Ending | None = None,
        proxies: Sequence[str] = (),
        reporting: Reporting | None = None,
    ) -> None:
        reporting = reporting or Reporting()
        limits = limits_for(open_files_allowed())
        config = uvicorn.Config(
            app,
            http=protocol_with(limits, reporting.refusals),
            backlog=limits.backlog,
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            log_config=uvicorn.config.LOGGING_CONFIG if reporting.own_log else None,
            server_header=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
        )
        super().__init__(config)
        self._announce = announce
        self._ending = ending or Ending()
        self._leaves_at = math.inf

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then say so."""
        await super().startup(sockets)
        self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while serving; unlike uvicorn, do not raise them again: a drained server exits with 0."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup the terminal may go
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain, after SIGTERM when the time for it has come; on the second signal stop at once."""
        del frame
        self.force_exit = self._ending.leaving.is_set()
        self._ending.leaving.set()
        waits = sig == signal.SIGTERM and not self.force_exit
        self._leaves_at = time.monotonic() + (self._ending.seconds if waits else 0)
        self.should_exit = self.force_exit or time.monotonic() >= self._leaves_at

    async def on_tick(self, counter: int) -> bool:
        """Say, ten times a second, whether to drain now."""
        if time.monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)


def listen(host: str, port: int) -> socket.socket:
    """Take the port (0: any free one). ``::`` is every interface, those of IPv4 too. Raises OSError when it cannot be
    had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family == socket.AF_INET6 and is_everywhere(host) and socket.has_dualstack_ipv6()
    listening = socket.create_server((host.strip("[]"), port), family=family, backlog=2048, dualstack_ipv6=both)
    # Its connections inherit this. asyncio, which else sees to it, overlooks sockets that were made without naming TCP;
    # the body of an answer, written after the head, then waits 40 ms for the client to acknowledge the head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def other_loopback(host: str, port: int) -> tuple[socket.socket, ...]:
    """For "localhost" take the port of IPv6's loopback too, which some programs try first; none where it cannot be."""
    if host.lower() != "localhost":
        return ()
    try:
        return (listen("::1", port),)
    except OSError:  # no IPv6 here, or the port is taken there: the announced IPv4 port still answers
        return ()


def serve(
    app: ASGIApp,
    *taken: socket.socket,
    announce: Callable[[], None],
    ending: Ending | None = None,
    proxies: Sequence[str] = (),
    reporting: Reporting | None = None,
) -> None:
    """Answer requests on ports taken by ``listen`` until a signal ends it; ``announce`` is called once it answers.

    ``proxies`` are the addresses whose X-Forwarded-For and X-Forwarded-Proto are believed.
    """
    raise_limit()
    server = Server(app, announce, ending=ending, proxies=proxies, reporting=reporting)
    with ExitStack() as open_ports:
        for port in taken:
            open_ports.enter_context(port)
        server.run(sockets=list(taken))
    _leave_stuck_work(0.0 if server.force_exit else _LAST_SECONDS)


def _leave_stuck_work(seconds: float) -> None:
    """End the process at once when work that was cut off does not end: Python would wait for its thread for ever.

    Nothing that was acknowledged is lost: the corpus withstands a kill at any moment.
    """
    until = time.monotonic() + seconds
    working = [thread for thread in threading.enumerate() if thread.name == _WORKER]
    for thread in working:
        thread.join(max(0.05, until - time.monotonic()))
    if any(thread.is_alive() for thread in working):
        log.error("stopped in the middle of a request that did not end in %d seconds", _DRAIN_SECONDS)
        logging.shutdown()
        os._exit(1)


# The name that anyio gives the threads that work for requests.
_WORKER = "AnyIO worker thread"
