"""The key and the gate."""

from __future__ import annotations

import threading
import time

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from qa.web.http.problems import Overloaded
from qa.web.service.access import Gate, KeyCheck


def _request(authorization: str | None, address: str = "192.0.2.1") -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    return Request(
        {"type": "http", "client": (address, 1), "headers": headers, "path": "/", "query_string": b"key=right"}
    )


def _admits(key: KeyCheck, request: Request) -> bool:
    """Say whether a request is let in; other refusals than that of its key are raised."""
    try:
        key.authenticate(request, needed="admin")
    except HTTPException as refused:
        if refused.status_code != 401:
            raise
        return False
    return True


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic right", "right", "Bearer right x"]
)
def test_without_the_right_key_nobody_passes(authorization: str | None) -> None:
    key = KeyCheck("right")
    assert not _admits(key, _request(authorization))


@pytest.mark.parametrize("fields", [("right", "wrong"), ("wrong", "right"), ("right", "right")])
def test_of_several_keys_none_counts(fields: tuple[str, str]) -> None:
    request = _request(None)
    request.scope["headers"] = [(b"authorization", f"Bearer {one}".encode()) for one in fields]
    assert not _admits(KeyCheck("right"), request)


@pytest.mark.parametrize("authorization", ["Bearer right", "bearer right", "Bearer  right"])
def test_the_right_key_passes(authorization: str) -> None:
    assert _admits(KeyCheck("right"), _request(authorization))


def test_an_address_that_guesses_must_wait_and_others_need_not() -> None:
    key = KeyCheck("right")
    for number in range(30):
        assert not _admits(key, _request(f"Bearer guess {number}"))
    for guess in ("Bearer guess 31", "Bearer right"):
        with pytest.raises(HTTPException) as refused:
            _admits(key, _request(guess))
        assert refused.value.status_code == 429
        assert int((refused.value.headers or {})["Retry-After"]) >= 1
    assert _admits(key, _request("Bearer right", "192.0.2.2"))


def test_an_address_from_which_the_right_key_came_is_not_shut_out_by_others_behind_it() -> None:
    key = KeyCheck("right")
    assert _admits(key, _request("Bearer right"))
    assert not any(_admits(key, _request("Bearer guess")) for _ in range(50))
    assert _admits(key, _request("Bearer right"))


def test_requests_without_any_key_are_no_guesses() -> None:
    key = KeyCheck("right")
    assert not any(_admits(key, _request(None)) for _ in range(50))
    assert _admits(key, _request("Bearer right"))


def test_a_server_without_a_key_lets_all_pass() -> None:
    assert _admits(KeyCheck(None), _request(None))


def test_a_full_gate_refuses_at_once_and_serves_the_rest_when_it_moves() -> None:
    opened, results = threading.Event(), []

    async def ask(gate: Gate) -> None:
        try:
            results.append(await gate.call(opened.wait, 60))
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


def test_what_would_wait_too_long_is_refused_with_the_time_it_would_wait() -> None:
    async def crowd() -> None:
        gate = Gate(running=2, waiting=100, patience=5.0)
        gate._mean = 4.0  # as after questions that took 4 seconds each
        opened, told = threading.Event(), []

        async def ask() -> None:
            try:
                await gate.call(opened.wait, 60)
            except Overloaded as refused:
                told.append(refused.retry_after)

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(ask)
            while len(told) < 6:
                await anyio.sleep(0.001)
            # 2 at work and 2 in line: the next would wait for three turns of 4 seconds, two at a time
            assert gate.inside == 4
            opened.set()
        assert told == [6] * 6

    anyio.run(crowd)


def test_the_expected_wait_follows_what_calls_take() -> None:
    async def work() -> None:
        gate = Gate(running=1, waiting=10, patience=5.0)
        await gate.call(time.sleep, 0.05)
        assert gate.wait == 0.0
        assert gate._mean >= 0.05
        gate._mean = 100.0
        for _ in range(100):
            await gate.call(int)
        assert gate._mean < 1.0

    anyio.run(work)


def test_a_failed_call_frees_its_place() -> None:
    async def fail() -> None:
        gate = Gate(running=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ValueError, match="invalid literal"):
                await gate.call(int, "x")
        assert await gate.call(int, "7", base=8) == 7

    anyio.run(fail)
