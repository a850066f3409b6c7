"""The write-ahead log is kept empty, also while questions are asked without a gap between them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from index import Corpus
from index.limits import Limits
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder

ENCODER = HashEncoder()
SOON = 30  # seconds; it takes parts of one


def log_size(folder: Path) -> int:
    return (folder / "catalogue.sqlite-wal").stat().st_size


@contextmanager
def asked_without_a_gap(corpus: Corpus) -> Iterator[None]:
    """Have two threads read for as long as the block runs, each of which takes a new view before it leaves the last."""
    stop = threading.Event()
    busy = [threading.Event(), threading.Event()]

    def ask(is_busy: threading.Event) -> None:
        view = corpus.view()
        view.__enter__()
        is_busy.set()
        while not stop.wait(0.01):
            following = corpus.view()
            following.__enter__().lexical("keeps", 3)
            view.__exit__(None, None, None)
            view = following
        view.__exit__(None, None, None)

    threads = [threading.Thread(target=ask, args=(each,)) for each in busy]
    for thread in threads:
        thread.start()
    try:
        assert all(each.wait(SOON) for each in busy)
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def comes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_it_is_emptied_soon_after_the_last_change_while_two_ask_without_a_gap(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(5))
        with asked_without_a_gap(corpus):
            corpus.add([article(number) for number in range(5, 40)])
            corpus.delete(["a7"])
            assert comes_true(lambda: log_size(tmp_path) == 0)
            assert b"keeps record7" not in (tmp_path / "catalogue.sqlite-wal").read_bytes()
        assert corpus.verify().ok


def test_it_stays_small_while_changes_and_questions_go_on(tmp_path: Path) -> None:
    most = 300_000
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=Limits(log_bytes=most)) as corpus:
        corpus.add(articles(5))
        sizes = []
        with asked_without_a_gap(corpus):
            for number in range(5, 60):
                corpus.add([article(number)])
                sizes.append(log_size(tmp_path))
        steps = [after - before for before, after in pairwise(sizes)]
        assert max(sizes) <= most + max(steps)
        assert corpus.verify().ok


def test_one_who_reads_a_single_state_for_long_does_not_stop_changes(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=Limits(log_bytes=1)) as corpus:
        with corpus.view() as view:
            corpus.add(articles(4))
            assert view.article_count == 0
        assert comes_true(lambda: log_size(tmp_path) == 0)
        assert len(corpus.articles()) == 4


def test_a_corpus_that_is_closed_while_somebody_reads_leaves_its_log_to_the_next(tmp_path: Path) -> None:
    corpus = Corpus.open(tmp_path, encoder=ENCODER, create=True)
    with Corpus.open(tmp_path, encoder=ENCODER, writable=False) as reader, reader.view():
        corpus.add(articles(4))
        corpus.close()
        assert log_size(tmp_path) > 0
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert len(corpus.articles()) == 4
        corpus.delete(["a1"])
        assert log_size(tmp_path) == 0
