"""Changes queue, but an article is encoded before it takes its turn, and in parts however long it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Article, Corpus, Vectors
from index.ingest.batches import Outcome
from index.limits import Limits
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.searching import sentences

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
