"""The listening process: slow clients, signals, ports. Over real sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.server import DeadlineProtocol, Server, is_loopback, listen, serve


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


_HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123"


class _Impatient(DeadlineProtocol):
    head_seconds = 0.3
    body_seconds = 0.6


@contextmanager
def _running(protocol: type[asyncio.Protocol], app: ASGIApp = _echo) -> Iterator[tuple[str, int]]:
    """Serve with the protocol in a thread; uvicorn leaves the signals alone there."""
    taken = listen("127.0.0.1", 0)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 14)  # what is sent goes no further than the client takes
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, lifespan="off", ws="none", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    try:
        yield taken.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        taken.close()


def _closes(address: tuple[str, int], sent: bytes) -> bytes:
    """Send bytes, then say what comes back until the server hangs up."""
    with socket.create_connection(address) as client:
        client.settimeout(10)
        client.sendall(sent)
        came = b""
        while part := client.recv(4096):
            came += part
        return came


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n123",
    ],
    ids=["silent", "half a line", "half a header", "half a body"],
)
def test_a_request_that_does_not_arrive_is_hung_up_on(sent: bytes) -> None:
    with _running(_Impatient) as address:
        assert _closes(address, sent) == b""


def test_whole_requests_are_answered_one_after_the_other() -> None:
    with _running(_Impatient) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        assert [client.post("/", content=b"x" * n).text for n in (0, 5, 70_000)] == ["0", "5", "70000"]


def test_line_ends_do_not_keep_an_idle_connection_open() -> None:
    with _running(_Impatient) as address, socket.create_connection(address) as client:
        client.settimeout(10)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200 OK")
        client.sendall(b"\r\n")
        while client.recv(4096):
            pass


class _Patient(DeadlineProtocol):
    head_seconds = body_seconds = 3600.0


@pytest.mark.parametrize("piece", [b"a" * 4096, b"a: b\r\n" * 512], ids=["one long line", "many lines"])
def test_a_head_without_end_is_hung_up_on_long_before_its_time_is_over(piece: bytes) -> None:
    with _running(_Patient) as address, socket.create_connection(address) as client:
        client.settimeout(10)
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
            for _ in range(1024):
                client.sendall(piece)
            assert client.recv(4096) == b""


class _Watchful(DeadlineProtocol):
    taking_seconds = 1.0


class _Long:
    """Answers with more than any buffer between us and a client holds, and says when that is over."""

    body = b"x" * (1 << 20)

    def __init__(self) -> None:
        self.ended = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-filler", b"x")]})
        for _ in range(2):
            await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        self.ended.set()


def _narrow(address: tuple[str, int]) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(30)
    client.connect(address)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return client


def test_a_client_that_does_not_take_its_answer_is_given_up() -> None:
    app = _Long()
    with _running(_Watchful, app) as address, _narrow(address) as client:
        assert app.ended.wait(30)
        with suppress(ConnectionResetError):
            while client.recv(1 << 20):
                pass


def test_a_client_that_takes_its_answer_slowly_gets_all_of_it() -> None:
    class Lenient(DeadlineProtocol):
        taking_seconds = 5.0  # far longer than a busy machine holds a thread up, and less than all of this takes

    app = _Long()
    came = b""
    with _running(Lenient, app) as address, _narrow(address) as client:
        while part := client.recv(1 << 13):
            came += part
            threading.Event().wait(0.02)
    assert came.count(app.body) == 2
    assert came.endswith(b"0\r\n\r\n")


def test_a_signal_lets_the_request_in_work_finish_and_ends_the_server() -> None:
    entered = threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        entered.set()
        await asyncio.sleep(0.5)
        await PlainTextResponse("done")(scope, receive, send)

    answers: list[str] = []

    def ask(port: int) -> None:
        answers.append(httpx.get(f"http://127.0.0.1:{port}/", timeout=10).text)

    taken = listen("127.0.0.1", 0)
    client = threading.Thread(target=ask, args=taken.getsockname()[1:])

    def stop_when_asked() -> None:
        entered.wait(10)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=stop_when_asked).start()
    serve(slow, taken, announce=client.start)
    client.join()
    assert answers == ["done"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_signal_stops_at_once() -> None:
    server = Server(_echo, lambda: None)
    server.handle_exit(signal.SIGTERM, None)
    assert (server.should_exit, server.force_exit) == (True, False)
    server.handle_exit(signal.SIGTERM, None)
    assert server.force_exit


def test_a_taken_port_is_an_error_of_the_system() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "only_here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_only_loopback_counts_as_this_machine(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here
