"""How long each stage took."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

import qa.stopwatch
from qa.stopwatch import count, measured, stage


class _Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(qa.stopwatch.time, "perf_counter", lambda: self.now)

    def takes(self, name: str, seconds: float, *within: Callable[[], None]) -> Callable[[], None]:
        """Make a stage that takes so long before it runs others."""

        @stage(name)
        def run() -> None:
            self.now += seconds
            for one in within:
                one()

        return run


def test_a_stage_within_another_counts_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(monkeypatch)
    encode = clock.takes("encode", 3)
    search = clock.takes("search", 1, encode, encode)
    with measured() as times:
        search()
    assert times.seconds == {"search": 1.0, "encode": 6.0}
    began = times.laps[0].start
    laps = [(lap.stage, round(lap.start - began, 3), round(lap.end - began, 3), lap.within) for lap in times.laps]
    assert laps == [("search", 0, 7, None), ("encode", 1, 4, 0), ("encode", 4, 7, 0)]


def test_what_another_process_measured_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(monkeypatch)
    encode = clock.takes("encode", 3)
    search = clock.takes("search", 0, encode)
    with measured() as elsewhere:
        search()
    with measured() as times:
        encode()
        count(elsewhere)
    assert times.seconds == {"encode": 6.0, "search": 0.0}
    assert [(lap.stage, lap.within) for lap in times.laps] == [("encode", None), ("search", None), ("encode", 1)]


def test_a_stage_that_fails_is_counted_and_threads_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(monkeypatch)

    @stage("read")
    def fail() -> None:
        clock.now += 2
        raise ValueError("no")

    def elsewhere() -> None:
        with pytest.raises(ValueError, match="no"):
            fail()

    with measured() as times:
        elsewhere()
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
    assert times.seconds == {"read": 2.0}


def test_there_is_no_other_stage() -> None:
    with pytest.raises(ValueError, match="understand"):
        stage("think")
