"""Clients that do not wait: their places are freed, and nothing is told to nobody."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message

from qa.engine import Engine
from qa.records import Answer
from qa.web.app import create_api
from qa.web.http.disconnects import CLIENT_GONE, unless_gone
from qa.web.service.access import Gate, KeyCheck
from qa.web.service.container import Service
from tests.support.live import live


class _Slow(Engine):
    """An engine that answers when told to, and counts the questions that it was asked."""

    go_on = threading.Event()
    asked = 0

    def ask(self, question: str, **options: Any) -> Answer:
        _Slow.asked += 1
        self.go_on.wait(60)
        return super().ask(question, **options)


def _asking(address: str) -> socket.socket:
    host, port = urlsplit(address).netloc.split(":")
    client = socket.create_connection((host, int(port)))
    # Each another question: who asks the same at the same time shares one answer.
    body = json.dumps({"question": f"What happened on day {client.getsockname()[1]}?"})
    head = f"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    client.sendall(f"{head}\r\n\r\n{body}".encode())
    return client


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline, "it was never reached"
        time.sleep(0.01)


def test_who_goes_away_while_waiting_makes_room_for_others(engine: Engine) -> None:
    engine.__class__ = _Slow
    _Slow.go_on.clear()
    _Slow.asked = 0
    gates = [Gate(running=1, waiting=3) for _ in range(3)]
    service = Service(engine, KeyCheck(None), questions=gates[0], reading=gates[1], changes=gates[2])
    with live(create_api(service)) as address:
        clients = [_asking(address)]
        _until(lambda: _Slow.asked == 1)
        clients += [_asking(address) for _ in range(3)]
        _until(lambda: service.questions.inside == 4)
        for client in clients:
            client.close()
        _until(lambda: service.questions.inside == 1)
        with _asking(address) as patient:
            _until(lambda: service.questions.inside == 2)
            _Slow.go_on.set()
            patient.settimeout(60)
            assert patient.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert _Slow.asked == 2, "those who went away before their turn were asked for nothing"
    assert service.questions.inside == 0


def test_work_that_is_heard_out_is_returned_and_its_error_raised() -> None:
    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def work(fails: bool) -> str:
        await asyncio.sleep(0)
        if fails:
            raise ValueError("no")
        return "done"

    assert asyncio.run(unless_gone(work(False), never)) == "done"
    with pytest.raises(ValueError, match="no"):
        asyncio.run(unless_gone(work(True), never))


def test_work_for_a_client_that_is_gone_is_called_off() -> None:
    messages = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]
    ended: list[str] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("called off")

    with pytest.raises(HTTPException) as raised:
        asyncio.run(unless_gone(work(), receive))
    assert (raised.value.status_code, ended) == (CLIENT_GONE, ["called off"])
