"""The listening process: slow clients, signals, ports. Over real sockets."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.connection_limits import ConnectionLimits
from qa.web.http.problems import Tally
from qa.web.protocol import DeadlineProtocol, protocol_with
from qa.web.refusals import Refusals
from qa.web.server import Server, is_loopback, listen, other_loopback, serve


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
        client.settimeout(60)
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
    with _running(_Impatient) as (host, port), httpx.Client(base_url=f"http://{host}:{port}", timeout=60) as client:
        assert [client.post("/", content=b"x" * n).text for n in (0, 5, 70_000)] == ["0", "5", "70000"]


def test_line_ends_do_not_keep_an_idle_connection_open() -> None:
    with _running(_Impatient) as address, socket.create_connection(address) as client:
        client.settimeout(60)
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
        client.settimeout(60)
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
            for _ in range(1024):
                client.sendall(piece)
            assert client.recv(4096)[:12] in (b"", b"HTTP/1.1 431")


_CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"2\r\n{}\r\n0\r\n", b"X-T1: aaaaaaaa\r\n" * 4096),
        (b"0\r\nX-T1: ", b"a" * 65536),
        (b"0\r\n", b"X" * 65536),
        (b"2;ext=", b"a" * 65536),
        (b"2\r\n{}\r\n0;", b"a=b;" * 16384),
    ],
    ids=["many trailers", "one long trailer", "a trailer's name", "a chunk's extension", "the last chunk's extension"],
)
def test_what_follows_a_body_without_end_is_hung_up_on(start: bytes, piece: bytes) -> None:
    """The parser would keep all of it in memory: 5 GB in 20 seconds."""
    with _running(_Patient) as address, socket.create_connection(address) as client:
        client.settimeout(60)
        hung_up = False
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(_CHUNKED + start)
            for _ in range(1024):  # 64 MB, and far fewer until the line is full after the server has hung up
                client.sendall(piece)
            hung_up = client.recv(4096)[:12] in (b"", b"HTTP/1.1 431")
            assert hung_up


@pytest.mark.parametrize(
    "body",
    [
        b"ZZ\r\nab\r\n",
        b"-1\r\n",
        b"0x2\r\n{}\r\n0\r\n\r\n",
        b"2\r\n{}X\r\n0\r\n\r\n",
        b"2 3\r\n{}\r\n0\r\n\r\n",
        b"2\n{}\n0\n\n",
        b"fffffffffffffffff\r\n",
        b"2\r\n{}\r\n0\r\nno trailer\r\n\r\n",
        b"\r\n",
    ],
)
def test_a_chunked_body_that_is_none_is_refused_and_never_answered(body: bytes) -> None:
    whole: list[bool] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            pass
        whole.append(message["type"] == "http.request")
        await Response("late")(scope, receive, send)

    for at_once in (True, False):
        with _running(_Patient, app) as address, socket.create_connection(address) as client:
            client.settimeout(60)
            client.sendall(_CHUNKED + (body if at_once else b""))
            if not at_once:  # the application is waiting for the body by then
                client.sendall(b"1\r\n{\r\n")
                time.sleep(0.05)
                client.sendall(body)
            came = b""
            with suppress(ConnectionResetError):
                while part := client.recv(4096):
                    came += part
        assert came.startswith(b"HTTP/1.1 400 ")
        assert came.count(b"HTTP/1.1") == 1
        assert b"application/problem+json" in came
    assert not any(whole)


def test_what_is_no_http_behind_a_request_is_not_its_answer() -> None:
    begun = threading.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        begun.set()
        assert (await receive())["type"] == "http.disconnect"

    with _running(_Patient, app) as address, socket.create_connection(address) as client:
        client.settimeout(60)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert begun.wait(60)
        client.sendall(b"\x00\x01\r\n\r\n")
        assert client.recv(4096) == b""


def test_trailers_of_a_usual_size_are_passed_over() -> None:
    seen: list[list[tuple[bytes, bytes]]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _echo(scope, receive, send)
        seen.append(list(scope["headers"]))

    with _running(_Patient, app) as address, socket.create_connection(address) as client:
        client.settimeout(60)
        client.sendall(_CHUNKED + b"2\r\n{}\r\n0\r\nX-Sum: 7\r\n\r\n")
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = b""
        while part := client.recv(4096):
            answers += part
    assert answers.count(b"HTTP/1.1 200") == 2
    assert not [name for headers in seen for name, _ in headers if name == b"x-sum"]


@pytest.mark.parametrize(
    ("target", "host"),
    [
        (b"/here", b"127.0.0.1"),
        (b"/see?u=http://evil.example/", b"127.0.0.1"),
        (b"//evil.example/", b"127.0.0.1"),
        (b"http://127.0.0.1/here?q=a#b", b"127.0.0.1"),
        (b"http://evil.example/here", b"evil.example"),
        (b"HTTPS://evil.example:8000/?q=a", b"evil.example:8000"),
        (b"http://127.0.0.1@evil.example/", b"127.0.0.1@evil.example"),
    ],
)
def test_the_host_of_a_request_is_the_one_that_its_target_names(target: bytes, host: bytes) -> None:
    seen: list[list[bytes]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append([value for name, value in scope["headers"] if name == b"host"])
        await _echo(scope, receive, send)

    with _running(_Patient, app) as address:
        _closes(address, b"GET " + target + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        two = b"\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"
        _closes(address, b"GET " + target + b" HTTP/1.1" + two)
        _closes(address, b"GET " + target + b" HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert seen[0] == [host]
    assert [len(hosts) for hosts in seen[1:]] == [2, 0]


def test_small_chunks_add_up_to_a_large_body() -> None:
    chunked = _CHUNKED.replace(b"Host", b"Connection: close\r\nHost")
    with _running(_Patient) as address:
        assert _closes(address, chunked + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n").endswith(b"100000")


@pytest.mark.parametrize(
    "sent", [b"\x00\x01\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n"]
)
def test_what_is_no_http_is_refused_in_the_form_of_all_errors(sent: bytes) -> None:
    with _running(_Patient) as address:
        head, _, body = _closes(address, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    for name in (b"content-security-policy: ", b"x-content-type-options: nosniff", b"application/problem+json"):
        assert name in head.lower()
    assert json.loads(body)["status"] == 400


_HOST = b"Host: x\r\n"
_TO = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + _HOST + b"\r\n", 414),
        (b"GET /?" + b"%41" * 30_000 + b" HTTP/1.1\r\n" + _HOST + b"\r\n", 414),
        (b"GET / HTTP/2.0\r\n" + _HOST + b"\r\n", 505),
        (b"GET /\r\n\r\n", 505),
        (b"GET * HTTP/1.1\r\n" + _HOST + b"\r\n", 400),
        (_TO + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 501),
        (_TO + b"Transfer-Encoding: identity, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 501),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400),
    ],
)
def test_a_head_that_can_be_meant_in_no_way_is_refused_by_its_fault(sent: bytes, status: int) -> None:
    with _running(_Patient) as address:
        head, _, body = _closes(address, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert json.loads(body)["status"] == status


@pytest.mark.parametrize(
    "sent", [b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n", b"OPTIONS * HTTP/1.1\r\n", b"GET / HTTP/1.0\r\n"]
)
def test_a_long_address_the_whole_server_and_the_version_before_are_no_faults(sent: bytes) -> None:
    with _running(_Patient) as address:
        assert _closes(address, sent + _HOST + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_what_is_no_http_is_counted_and_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    refusals = Refusals(Counter(), Tally(clock=lambda: 0.0))
    with _running(protocol_with(ConnectionLimits(100, 100, 8), refusals)) as address:
        for _ in range(20):
            _closes(address, b"\x16\x03\x01 no HTTP\r\n\r\n")
    assert refusals.by_status == {400: 20}
    assert [record.getMessage() for record in caplog.records] == [
        "refused before any route (400); such requests since the last line like this: 1"
    ]


def test_who_asks_for_another_protocol_is_answered_in_this_one_with_the_body_read(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asking = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade%s\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc"
    with _running(_Patient) as address:
        came = _closes(address, asking % b"" + asking % b", close")
    assert came.count(b"HTTP/1.1 200 OK") == 2
    assert came.count(b"\r\n\r\n3") == 2
    assert caplog.records == []


class _Crowded(DeadlineProtocol):
    head_seconds = body_seconds = 3600.0
    most_of_one = 4


def test_silent_connections_give_way_to_whoever_asks() -> None:
    with _running(_Crowded) as address, ExitStack() as opened:
        silent = [opened.enter_context(socket.create_connection(address)) for _ in range(12)]
        assert httpx.get(f"http://{address[0]}:{address[1]}/", timeout=60).text == "0"
        silent[0].settimeout(60)
        assert silent[0].recv(1) == b""  # the longest silent goes first


def test_a_connection_with_a_request_in_work_does_not_give_way() -> None:
    entered, go = threading.Semaphore(0), threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        entered.release()
        while not go.is_set():
            await asyncio.sleep(0.01)
        await PlainTextResponse("done")(scope, receive, send)

    with _running(_Crowded, slow) as address, ExitStack() as opened:
        asking = opened.enter_context(socket.create_connection(address))
        asking.settimeout(60)
        asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert entered.acquire(timeout=60)
        for _ in range(12):
            opened.enter_context(socket.create_connection(address))
        go.set()
        assert asking.recv(4096).startswith(b"HTTP/1.1 200")


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
    client.settimeout(60)
    client.connect(address)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return client


def test_a_client_that_does_not_take_its_answer_is_given_up() -> None:
    app = _Long()
    with _running(_Watchful, app) as address, _narrow(address) as client:
        assert app.ended.wait(60)
        with suppress(ConnectionResetError):
            while client.recv(1 << 20):
                pass


@pytest.mark.slow
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
        answers.append(httpx.get(f"http://127.0.0.1:{port}/", timeout=60).text)

    taken = listen("127.0.0.1", 0)
    client = threading.Thread(target=ask, args=taken.getsockname()[1:])

    def stop_when_asked() -> None:
        entered.wait(60)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=stop_when_asked).start()
    serve(slow, taken, announce=client.start)
    client.join()
    assert answers == ["done"]
    assert signal.getsignal(signal.SIGTERM) is before


_CLOSED_TERMINAL = """
import signal, sys
from qa.web.server import listen, serve

# said here, for the tests themselves may run under nohup
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else signal.SIG_DFL)

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})

taken = listen("127.0.0.1", 0)
serve(app, taken, announce=lambda: print(taken.getsockname()[1], flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["terminal", "nohup"])
def test_a_closed_terminal_ends_a_server_as_a_stop_does_and_not_under_nohup(how: str) -> None:
    running = subprocess.Popen([sys.executable, "-c", _CLOSED_TERMINAL, how], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        port = int(running.stdout.readline())
        running.send_signal(signal.SIGHUP)
        if how == "nohup":
            assert httpx.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 204
            running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
    finally:
        running.kill()
        running.communicate()


def test_a_second_signal_stops_at_once() -> None:
    server = Server(_echo, lambda: None)
    server.handle_exit(signal.SIGTERM, None)
    assert (server.should_exit, server.force_exit) == (True, False)
    server.handle_exit(signal.SIGTERM, None)
    assert server.force_exit


_STUCK = """
import threading, time
import anyio.to_thread
from qa.web.server import listen, serve

async def app(scope, receive, send):
    print("begun", flush=True)
    await anyio.to_thread.run_sync(time.sleep, 600)

taken = listen("127.0.0.1", 0)
serve(app, taken, announce=lambda: print(taken.getsockname()[1], flush=True))
"""


@pytest.mark.slow
def test_a_second_signal_ends_the_process_whatever_a_request_is_doing() -> None:
    running = subprocess.Popen([sys.executable, "-c", _STUCK], stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        with socket.create_connection(("127.0.0.1", int(running.stdout.readline()))) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert running.stdout.readline() == "begun\n"
            until = time.monotonic() + 60  # far sooner than the sleep ends
            while running.poll() is None and time.monotonic() < until:
                running.send_signal(signal.SIGTERM)
                threading.Event().wait(0.2)  # those that come at once are one
            assert running.poll() == 1
    finally:
        running.kill()
        running.communicate()


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_localhost_is_both_loopbacks_and_another_host_is_one() -> None:
    with listen("localhost", 0) as taken:
        port = taken.getsockname()[1]
        assert other_loopback("127.0.0.1", port) == ()
        (other,) = other_loopback("LOCALHOST", port)
        with other:
            assert other.getsockname()[:2] == ("::1", port)
            assert other_loopback("localhost", port) == ()  # taken: what was announced answers all the same


def test_headers_of_a_proxy_are_believed_of_the_proxies_that_are_named_alone() -> None:
    async def tell(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(f"{scope['client'][0]} {scope['scheme']}")(scope, receive, send)

    for proxies, told in (
        ((), "127.0.0.1 http"),
        (("127.0.0.1",), "192.0.2.7 https"),
        (("192.0.2.1",), "127.0.0.1 http"),
    ):
        taken = listen("127.0.0.1", 0)
        server = uvicorn.Server(Server(tell, lambda: None, proxies=proxies).config)  # which leaves signals alone
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
        answer = httpx.get(f"http://127.0.0.1:{taken.getsockname()[1]}/", headers=headers, timeout=60)
        server.should_exit = True
        thread.join()
        taken.close()
        assert answer.text == told


def test_every_interface_is_every_interface_of_both_kinds() -> None:
    if not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    with listen("::", 0) as taken:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, taken.getsockname()[1]), timeout=60).close()


def test_the_body_of_an_answer_does_not_wait_until_its_head_is_acknowledged() -> None:
    """Nagle's algorithm held every answer on a connection that stays open up by 40 ms."""
    with listen("127.0.0.1", 0) as taken, socket.create_connection(taken.getsockname()):
        connection, _ = taken.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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
