"""The bench of the service over HTTP: how a row is summed up, and how servers are compared."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scripts.bench.http import PEERS, SAME, SMALL, against, servers
from scripts.bench.http_load import Running, Tally, measure
from tests.support.live import live

OURS = "ours"


def test_rounds_add_up_to_one_row() -> None:
    tally = Tally()
    for seconds, cpu in ((0.010, 0.5), (0.030, 1.5)):
        tally.seconds.append(seconds)
        tally.spent += 4.0
        tally.cpu += cpu
    row = tally.row()
    assert (row["a_second"], row["cpu_ms"]) == (0.2, 1000.0)
    assert row["p50_ms"] == 20.0


class _Refusing:
    """A server that answers one request of four, refuses one for an hour, closes one, and fails at one."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        match self.count % 4:
            case 1:
                await Response(b"{}")(scope, receive, send)
            case 2:
                await Response(b"", 503, {"Retry-After": "3600"})(scope, receive, send)
            case 3:
                await Response(b"", 500)(scope, receive, send)
            case _:
                await Response(b"x", headers={"Content-Length": "9", "Connection": "close"})(scope, receive, send)


@pytest.mark.filterwarnings("ignore")  # of the answer that is cut off on purpose
def test_who_is_refused_does_not_wait_beyond_the_round_and_every_request_is_counted_once() -> None:
    server, tally = _Refusing(), Tally()
    with live(server) as address:
        running = Running(int(address.rpartition(":")[2]), os.getpid(), lambda: "Who won?")
        asyncio.run(measure(running, tally, clients=1, seconds=0.5))  # answered, then refused until its end
        asyncio.run(measure(running, tally, clients=1, seconds=0.5))  # failed, cut off, answered, refused
    row = tally.row()
    assert (len(tally.seconds), row["refused"], row["failed"]) == (2, 2, 2)
    assert server.count == 6


@pytest.mark.parametrize(
    ("ours", "peer", "times"),
    [
        ((30.0, 10.0), (10.0, 25.0), {"a_second": 3.0, "cpu": 2.5}),
        ((5.0, 40.0), (10.0, 20.0), {"a_second": 0.5, "cpu": 0.5}),
        ((5.0, 40.0), (0.0, 0.0), {"a_second": 0.0, "cpu": 0.0}),  # the peer answered nothing
    ],
)
def test_more_is_better_in_both_ratios(
    ours: tuple[float, float], peer: tuple[float, float], times: dict[str, float]
) -> None:
    rows = {name: dict(zip(("a_second", "cpu_ms"), row, strict=True)) for name, row in ((OURS, ours), (SMALL, peer))}
    assert against(rows)[OURS] == {SMALL: times}


def test_every_server_is_compared_with_both_peers(tmp_path: Path) -> None:
    rows = {name: {"a_second": 2.0, "cpu_ms": 3.0} for name in servers(tmp_path)}
    compared = against(rows)
    assert compared.keys() == rows.keys()
    assert all(compared[name].keys() == set(PEERS) - {name} for name in rows)
    assert compared[SMALL].keys() == {SAME}
