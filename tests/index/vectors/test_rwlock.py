"""Readers share, a writer is alone, and goes before new readers."""

from __future__ import annotations

import threading

from index.vectors.rwlock import SharedLock


def test_readers_hold_the_lock_together() -> None:
    lock = SharedLock()
    both = threading.Barrier(2, timeout=60)

    def read() -> None:
        with lock.shared():
            both.wait()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_a_writer_waits_for_readers_and_then_goes_before_new_ones() -> None:
    lock = SharedLock()
    order: list[str] = []
    waiting = threading.Event()

    def write() -> None:
        waiting.set()
        with lock.exclusive():
            order.append("writer")

    def read() -> None:
        with lock.shared():
            order.append("reader")

    writer, reader = threading.Thread(target=write), threading.Thread(target=read)
    with lock.shared():
        writer.start()
        waiting.wait(60)
        while not lock._writers_waiting:
            pass
        reader.start()
        assert order == []
    writer.join(60)
    reader.join(60)
    assert order == ["writer", "reader"]


def test_no_two_writers_and_no_reader_beside_one() -> None:
    lock = SharedLock()
    inside = [0]
    seen: list[int] = []

    def work(number: int) -> None:
        for turn in range(50):
            if (turn + number) % 3:
                with lock.shared():
                    seen.append(inside[0])
            else:
                with lock.exclusive():
                    inside[0] += 1
                    seen.append(inside[0] - 1)
                    inside[0] -= 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(seen) == {0}
