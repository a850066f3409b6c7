"""A part that does not answer is left alone for a while, then tried by one question."""

from __future__ import annotations

from index.shards.fleet import Breaker


def test_a_silent_part_is_tried_again_after_longer_and_longer() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    assert breaker.is_open(1) is None
    breaker.missed(1, "is slow")
    assert breaker.is_open(1) == "is slow"
    assert breaker.is_open(0) is None
    now[0] = 0.6
    assert breaker.is_open(1) is None  # one question tries
    assert breaker.is_open(1) == "is slow"  # the others go on without it
    breaker.missed(1, "is slow")
    now[0] = 1.3
    assert breaker.is_open(1) == "is slow"
    now[0] = 1.7
    assert breaker.is_open(1) is None
    breaker.answered([1])
    assert breaker.is_open(1) is None
    breaker.missed(1, "is gone")
    now[0] = 2.3
    assert breaker.is_open(1) is None
