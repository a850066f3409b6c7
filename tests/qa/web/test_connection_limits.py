"""The open files of a serving process: as many as it may have, and never so many connections that none is left."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.connection_limits import limits_for

# A server whose every answer needs an open file of its own; a request for /slow never ends.
_SERVER = """
import asyncio, resource, sys
from starlette.responses import PlainTextResponse
from qa.web.server import listen, serve

async def app(scope, receive, send):
    if scope["path"] == "/slow":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await asyncio.sleep(3600)
    with open(sys.executable, "rb"):
        text = str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    await PlainTextResponse(text)(scope, receive, send)

port = listen("127.0.0.1", 0)
serve(app, port, announce=lambda: print(port.getsockname()[1], flush=True))
"""


@contextmanager
def _served(soft: int, hard: int) -> Iterator[tuple[str, int]]:
    command = ["bash", "-c", f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$0" "$@"', sys.executable, "-c", _SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield "127.0.0.1", int(server.stdout.readline())
        finally:
            server.kill()


def _asked(address: tuple[str, int]) -> bytes:
    came = b""
    with socket.create_connection(address, timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        while part := client.recv(4096):
            came += part
    return came


@pytest.mark.slow
def test_as_many_files_as_allowed_may_be_opened() -> None:
    most = min(1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    with _served(256, most) as address:
        assert _asked(address).endswith(b"\r\n\r\n" + str(most).encode())


@pytest.mark.slow
@pytest.mark.parametrize("files", [64, 128])
def test_more_silent_connections_than_a_process_may_open_files_leave_it_answering(files: int) -> None:
    with _served(files, files) as address, ExitStack() as opened:
        for _ in range(3 * files):
            knocking = opened.enter_context(socket.socket())
            knocking.setblocking(False)  # those that nobody accepts yet must not be waited for
            knocking.connect_ex(address)
        assert _asked(address).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_more_requests_in_work_than_a_process_may_open_files_are_refused_and_files_are_left() -> None:
    with _served(128, 128) as address, ExitStack() as opened:
        for _ in range(limits_for(128).connections):
            one = opened.enter_context(socket.create_connection(address, timeout=60))
            one.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            assert one.recv(4096).startswith(b"HTTP/1.1 200")
        for _ in range(3):
            told = opened.enter_context(socket.create_connection(address, timeout=60)).recv(4096)
            assert told.startswith(b"HTTP/1.1 503")
            assert b"application/problem+json" in told
        one.close()
        assert _asked(address).startswith(b"HTTP/1.1 200")


@given(st.integers(64, 1 << 20))
def test_what_may_be_open_at_once_fits_and_one_address_gets_half_of_it(files: int) -> None:
    limits = limits_for(files)
    assert (
        limits.connections + 2 * limits.backlog <= files // 2 or limits.connections + 2 * limits.backlog <= files - 192
    )
    assert 1 <= limits.of_one <= limits.connections // 2
    assert limits.backlog >= 1
