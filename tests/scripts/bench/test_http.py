"""The bench of the service over HTTP: how a row is summed up, and how servers are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.bench.http import PEERS, SAME, SMALL, Tally, against, servers

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
