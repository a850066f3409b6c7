"""Changes queue, but an article is encoded before it takes its turn, and in parts however long it is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Article, Corpus, Vectors
from index.errors import CorpusLocked, CorpusReadOnly
from index.ingest.batches import Outcome
from index.limits import Limits
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.searching import sentences

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds after which a thread is taken to hang


class SlowEncoder(HashEncoder):
    """Waits in the middle of encoding once ``open`` is cleared, and keeps the number of texts of each call."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.reached = threading.Event(), threading.Event()
        self.open.set()
        self.calls: list[int] = []

    def encode_sentences(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        if not self.open.is_set():
            self.reached.set()
            assert self.open.wait(PATIENCE)
        return super().encode_sentences(texts)


@pytest.fixture
def encoder() -> SlowEncoder:
    return SlowEncoder()


@pytest.fixture
def corpus(tmp_path: Path, encoder: SlowEncoder) -> Iterator[Corpus]:
    with Corpus.open(tmp_path, encoder=encoder, create=True, limits=Limits(batch_sentences=8)) as corpus:
        corpus.add(articles(3))
        yield corpus
        assert corpus.verify(sample=100).findings == []


def adding(corpus: Corpus, encoder: SlowEncoder, wanted: list[Article]) -> tuple[threading.Thread, list[Outcome]]:
    """Begin to add articles in a thread, and return when they are being encoded."""
    outcomes: list[Outcome] = []
    encoder.open.clear()
    thread = threading.Thread(target=lambda: outcomes.extend(corpus.add(wanted)))
    thread.start()
    assert encoder.reached.wait(PATIENCE)
    return thread, outcomes


def test_a_long_article_is_encoded_in_parts(corpus: Corpus, encoder: SlowEncoder) -> None:
    encoder.calls.clear()
    corpus.add([article(7, sentences=100)])
    assert len(sentences(corpus, "a7")) == 100
    assert max(encoder.calls) <= 8 + 1  # and its title
    assert len(encoder.calls) == 13


@pytest.mark.parametrize("count", [1, 40], ids=["one long article", "many short ones"])
def test_once_stopped_no_more_than_a_few_sentences_are_encoded_and_nothing_of_the_batch_is_stored(
    tmp_path: Path, encoder: SlowEncoder, count: int
) -> None:
    stop = threading.Event()
    with Corpus.open(tmp_path / "large", encoder=encoder, create=True) as corpus:
        corpus.add([article(0)])
        encoder.calls.clear()
        encoder.open.clear()
        wanted = [article(number, sentences=1000 // count) for number in range(1, count + 1)]
        with ThreadPoolExecutor(1) as adder:
            done = adder.submit(corpus.add, wanted, stop=stop)
            assert encoder.reached.wait(PATIENCE)
            stop.set()
            encoder.open.set()
            assert done.result(PATIENCE) == []
        assert len(encoder.calls) == 1
        assert encoder.calls[0] <= 64
        assert [one.id for one in corpus.articles()] == ["a0"]
        assert {one.status for one in corpus.add(wanted)} == {"added"}


def test_others_change_the_corpus_while_an_article_is_encoded(corpus: Corpus, encoder: SlowEncoder) -> None:
    thread, outcomes = adding(corpus, encoder, [article(9)])
    with ThreadPoolExecutor(1) as others:
        assert others.submit(corpus.delete, ["a0"]).result(PATIENCE) == ["a0"]
    encoder.open.set()
    thread.join(PATIENCE)
    assert [one.status for one in outcomes] == ["added"]
    assert [one.id for one in corpus.articles()] == ["a1", "a2", "a9"]


def test_what_was_unchanged_and_is_deleted_meanwhile_is_stored_again(corpus: Corpus, encoder: SlowEncoder) -> None:
    thread, outcomes = adding(corpus, encoder, [article(0), article(9)])
    corpus.delete(["a0"])
    encoder.open.set()
    thread.join(PATIENCE)
    assert [(one.article_id, one.status) for one in outcomes] == [("a0", "added"), ("a9", "added")]


def test_what_is_replaced_meanwhile_is_replaced_again_and_counted_on(corpus: Corpus, encoder: SlowEncoder) -> None:
    thread, outcomes = adding(corpus, encoder, [article(0, version=3)])
    encoder.open.set()
    corpus.add([article(0, version=2)])
    thread.join(PATIENCE)
    assert [one.status for one in outcomes] == ["replaced"]
    assert corpus.article("a0").revision == 3


def test_two_who_add_at_once_both_have_their_articles_stored(corpus: Corpus) -> None:
    parts = [[article(number) for number in range(start, 60, 3)] for start in (10, 11, 12)]
    with ThreadPoolExecutor(3) as adders:
        outcomes = [one for done in adders.map(corpus.add, parts) for one in done]
    assert {one.status for one in outcomes} == {"added"}
    assert len(corpus.articles()) == 53


def test_a_reader_takes_over_when_the_writer_has_ended(tmp_path: Path) -> None:
    writer = Corpus.open(tmp_path / "shared", encoder=HashEncoder(), create=True)
    writer.add(articles(3))
    with Corpus.open(tmp_path / "shared", encoder=HashEncoder(), writable=False) as reader:
        with pytest.raises(CorpusReadOnly):
            reader.add([article(3)])
        reader.write_when_free()
        with pytest.raises(CorpusLocked):
            reader.add([article(3)])
        writer.delete(["a0"])
        writer.close()
        assert [one.status for one in reader.add([article(3)])] == ["added"]
        reader.delete(["a1"])
        with pytest.raises(CorpusLocked):
            Corpus.open(tmp_path / "shared", encoder=HashEncoder())
        assert reader.verify(sample=100).findings == []
    with Corpus.open(tmp_path / "shared", encoder=HashEncoder()) as corpus:
        assert corpus.notices == []
        assert [one.id for one in corpus.articles()] == ["a2", "a3"]


FORKED = """
import os, sys, time
from index import Corpus
from index.errors import ForkedCorpus
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.searching import lexical
corpus = Corpus.open(sys.argv[1], encoder=HashEncoder(), create=True)
corpus.add(articles(3))
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.close(writing)
    for use in (lambda: lexical(corpus, "keeps", 3), lambda: corpus.delete(["a1"]), lambda: corpus.add(articles(4))):
        try:
            use()
        except ForkedCorpus as error:
            print("open it in the process that uses it" in str(error), flush=True)
    corpus.close()
    os.read(reading, 1)  # lives on until its parent is done
    os._exit(0)
corpus.delete(["a0"])
corpus.close()
with Corpus.open(sys.argv[1], encoder=HashEncoder()) as corpus:
    print(len(corpus.articles()), corpus.verify().ok, flush=True)
os.close(writing)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.slow
def test_a_corpus_that_was_open_at_a_fork_says_so_in_the_child_and_goes_on_in_the_parent(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKED, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE
    )
    assert sorted(done.stdout.split("\n")) == sorted(["True", "True", "True", "2 True", "0", ""]), done.stderr
