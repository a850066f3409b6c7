"""The key and the gate."""

from __future__ import annotations

import threading

import anyio
import pytest
from starlette.requests import Request

from qa.web.http.problems import Overloaded
from qa.web.service.access import Gate, KeyCheck


def _request(authorization: str | None) -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    return Request({"type": "http", "headers": headers, "path": "/", "query_string": b"key=right"})


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic right", "right", "Bearer right x"]
)
def test_without_the_right_key_nobody_passes(authorization: str | None) -> None:
    key = KeyCheck("right")
    assert not key.admits(_request(authorization))


@pytest.mark.parametrize("authorization", ["Bearer right", "bearer right", "Bearer  right"])
def test_the_right_key_passes(authorization: str) -> None:
    assert KeyCheck("right").admits(_request(authorization))


def test_a_server_without_a_key_lets_all_pass() -> None:
    assert KeyCheck(None).admits(_request(None))


def test_a_full_gate_refuses_at_once_and_serves_the_rest_when_it_moves() -> None:
    opened, results = threading.Event(), []

    async def ask(gate: Gate) -> None:
        try:
            results.append(await gate.call(opened.wait, 30))
        except Overloaded:
            results.append("refused")

    async def crowd() -> None:
        gate = Gate(running=2, waiting=3)
        async with anyio.create_task_group() as group:
            for _ in range(9):
                group.start_soon(ask, gate)
            while results.count("refused") < 4:
                await anyio.sleep(0.001)
            assert gate.inside == 5
            opened.set()
        assert gate.inside == 0

    anyio.run(crowd)
    assert sorted(map(str, results)) == ["True"] * 5 + ["refused"] * 4


def test_a_failed_call_frees_its_place() -> None:
    async def fail() -> None:
        gate = Gate(running=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="invalid literal"):
                await gate.call(int, "x")
        assert await gate.call(int, "7", base=8) == 7

    anyio.run(fail)
