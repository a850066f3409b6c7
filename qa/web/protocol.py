"""HTTP/1.1 as uvicorn speaks it, with limits: on the time a request takes to arrive, on what is not read, on silence.

Owns the life of one connection. Knows nothing of routes.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from qa.web.connection_limits import ConnectionLimits
from qa.web.http.problems import DETAILS, problem, told
from qa.web.middleware.guards import guarded
from qa.web.refusals import Refusals
from qa.web.request_head import LONGEST_TARGET, Unacceptable, check


class DeadlineProtocol(HttpToolsProtocol):
    """A request must arrive, and its answer be taken, in time: uvicorn itself waits for ever, and takes heads and
    trailers of any length. Where there are too many connections, the one that has been silent longest is closed."""

    head_seconds = 15.0
    body_seconds = 60.0
    # Most bytes of a head, of trailers, or of empty chunks: that is, without a part of a body.
    longest_head = 1 << 16
    # A client that is refused early may still be sending its body; that is read and dropped, so that it sees the
    # refusal.
    most_after_answer = 1 << 24
    # When no byte of a waiting response could be sent for this long, the client counts as gone.
    taking_seconds = 60.0
    # As many as fit among the files that this process may open when it begins to serve.
    most_connections = 800
    most_of_one = 400
    refusals = Refusals()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._in_head = False
        self._asks_upgrade = False
        self._moved = False
        self._unread = 0
        self._after_answer = 0
        self._silent_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock: a silent connection is closed too; where there are many, the one silent longest."""
        super().connection_made(transport)
        self._silent_since = self.loop.time()
        self._wait_for_rest(self.head_seconds)
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; hang up on a head or trailers without end, and start the clock for what is no request yet."""
        self._moved = False
        self._feed(data)
        self._unread = 0 if self._moved else self._unread + len(data)
        if self._unread > self.longest_head:
            self._refuse(414 if self._in_head and len(self.url) > LONGEST_TARGET else 431)
        elif self._after_answer > self.most_after_answer:
            self._give_up()
        elif self._deadline is None and self._is_silent():
            # Line ends before a request do not begin it, but they have stopped the clock of an idle connection.
            self._wait_for_rest(self.head_seconds)

    def _feed(self, data: bytes) -> None:
        """Parse what came. Instead of uvicorn's ``data_received``, which writes a line or two for each request that is
        no HTTP or asks for another protocol, and loses the body of the latter."""
        self._unset_keepalive_if_required()
        rest = memoryview(data)
        try:
            while rest:
                try:
                    self.parser.feed_data(rest)
                    return
                except httptools.HttpParserUpgrade as upgrade:
                    rest = rest[upgrade.args[0] :]
                    if self._asks_upgrade:
                        self._asks_upgrade = False
                        head = self._head_without_upgrade()
                        self.parser = httptools.HttpRequestParser(self)  # the other one may be closed for what follows
                        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it
                        self.parser.feed_data(head)
        except httptools.HttpParserError as error:
            fault = error.__context__
            lacks = isinstance(fault, MemoryError)  # for the body: the client is at no fault
            status = fault.status if isinstance(fault, Unacceptable) else 503 if lacks else 400
            self._refuse(status, told(MemoryError()) if lacks else "")

    def _head_without_upgrade(self) -> bytes:
        """Write the head that was read without the wish for another protocol: to wish is not to demand, and the request
        is answered as any other (RFC 9110, 7.8). Programs in Java wish for HTTP/2 with each first request."""
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        fields = [(name, value) for name, value in self.headers if name not in (b"upgrade", b"connection")]
        wanted = b",".join(value for name, value in self.headers if name == b"connection").split(b",")
        kept = [one.strip() for one in wanted if one.strip().lower() not in (b"upgrade", b"http2-settings")]
        fields += [(b"connection", b", ".join(kept))] if kept else []
        lines = [b"%s %s HTTP/%s" % (method, self.url, version), *(b"%s: %s" % one for one in fields)]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def on_message_begin(self) -> None:
        """Start the clock for the head of a request."""
        super().on_message_begin()
        self._in_head = self._moved = True
        self._after_answer = 0
        self._wait_for_rest(self.head_seconds)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep the fields of a head; those of trailers, which nothing here reads, are dropped."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Give the body its own, longer, time."""
        self._in_head = False
        self._moved = True
        method = self.parser.get_method()
        check(self.headers, version=self.parser.get_http_version(), method=method, target=self.url)
        self._asks_upgrade = self.parser.should_upgrade() and method != b"CONNECT"
        if self._asks_upgrade:  # the parser goes no further: it gets the head again, without that
            return
        self._wait_for_rest(self.body_seconds)
        self._take_host_of_target()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; what comes after the answer is counted."""
        self._moved = True
        if self.cycle.response_complete:
            self._after_answer += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop the clock: the rest is up to us."""
        self._moved = True
        if self._asks_upgrade:
            return
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
        self._silent_since = self.loop.time()
        super().on_response_complete()
        self._watch_taking()

    def _take_host_of_target(self) -> None:
        """Put the host of a target that names one ("GET http://host/path") in place of what the field Host says
        (RFC 9112, 3.2.2), so that whoever checks the host checks the one that is meant."""
        _scheme, separator, rest = self.url.partition(b"://")
        if separator and not self.url.startswith(b"/"):
            host = re.split(rb"[/?#]", rest, maxsplit=1)[0]
            self.headers[:] = [(name, host if name == b"host" else value) for name, value in self.headers]

    def _is_silent(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _make_room(self) -> None:
        """Close the connection that has been silent longest where its address, or all together, hold too many."""
        if len(self.connections) <= self.most_of_one:
            return
        all_of_them = [cast(DeadlineProtocol, one) for one in self.connections if one is not self]
        mine = [one for one in all_of_them if _host(one) == _host(self)]
        crowd = mine if len(mine) >= self.most_of_one else all_of_them
        if crowd is mine or len(all_of_them) >= self.most_connections:
            silent = [one for one in crowd if one._is_silent() and not one.transport.is_closing()]
            if silent:
                min(silent, key=lambda one: one._silent_since)._give_up()
            elif len(all_of_them) >= self.most_connections:
                self._refuse(503, "The server has as many connections as it can hold; try again shortly.")

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

    def _refuse(self, status: int, detail: str = "") -> None:
        """Answer a request that is no whole one, and hang up. Where another answer is due or begun, only hang up."""
        self.refusals.add(status)
        if (self._is_silent() or self._leave_arriving()) and not self.transport.is_closing():
            response = guarded(problem(status, detail or DETAILS[status], headers={"Connection": "close"}))
            head = [f"HTTP/1.1 {status} Refused".encode(), *(b"%s: %s" % one for one in response.raw_headers)]
            self.transport.write(b"\r\n".join(head) + b"\r\n\r\n" + bytes(response.body))
        self._give_up()

    def _leave_arriving(self) -> bool:
        """Take the answer to a request whose body is still arriving out of the application's hands, for which the
        client is gone from here on. Tells whether it was."""
        cycle = self.cycle
        if self.pipeline or not cycle.more_body or cycle.response_started or cycle.disconnected:
            return False
        cycle.disconnected = True
        cycle.message_event.set()
        return True

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def protocol_with(limits: ConnectionLimits, refusals: Refusals) -> type[DeadlineProtocol]:
    """Return the protocol of a server that holds so many connections, and counts there what it refuses."""
    fields = {"most_connections": limits.connections, "most_of_one": limits.of_one, "refusals": refusals}
    return type("FittedProtocol", (DeadlineProtocol,), fields)


def _host(connection: HttpToolsProtocol) -> str:
    return connection.client[0] if connection.client else ""
