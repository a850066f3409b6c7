"""How often an address may do something, also where addresses are what floods it."""

from __future__ import annotations

import pytest

from qa.web.http.rate_limiter import RateLimiter


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("a_minute", [1, 7, 60, 90])
def test_so_many_may_come_at_once_and_then_each_in_its_turn(a_minute: int) -> None:
    clock = Clock()
    limit = RateLimiter(a_minute, clock=clock)
    assert [limit.seconds_to_wait("a") for _ in range(a_minute)] == [0.0] * a_minute
    wait = limit.seconds_to_wait("a")
    assert wait == pytest.approx(60 / a_minute)
    assert limit.seconds_to_wait("b") == 0.0
    clock.now += wait * 0.9
    assert limit.seconds_to_wait("a") == pytest.approx(wait * 0.1)  # being refused costs nothing
    clock.now += wait * 0.1
    assert limit.seconds_to_wait("a") == 0.0
    assert limit.seconds_to_wait("a") > 0.0
    clock.now += 60
    assert [limit.seconds_to_wait("a") for _ in range(a_minute)] == [0.0] * a_minute


def test_no_more_addresses_are_known_than_allowed_and_the_one_that_keeps_asking_is() -> None:
    limit = RateLimiter(2, most=5, clock=Clock())
    assert [limit.seconds_to_wait("eager"), limit.seconds_to_wait("eager")] == [0.0, 0.0]
    for number in range(100):
        limit.seconds_to_wait(f"other {number}")
        assert limit.seconds_to_wait("eager") > 0.0
    # The last ones are still known, and so have one turn left of two; those before them are forgotten.
    assert [limit.seconds_to_wait(f"other {number}") for number in range(96, 100) for _ in range(2)] == [0.0, 30.0] * 4
    assert [limit.seconds_to_wait("other 0") for _ in range(2)] == [0.0, 0.0]
