"""The vector index changes its form and is saved in the background; nothing waits for it, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index import Corpus
from index.catalogue.snapshot import Snapshot
from index.errors import CorpusFull
from index.folder import manifest
from index.limits import Limits
from index.maintenance import background
from index.vectors import dense_search
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.searching import dense

ENCODER = HashEncoder()
LIMITS = Limits(flat_vectors=200)


class Gate:
    """Stands before a function; whoever calls it waits until the gate is opened."""

    def __init__(self, real: object) -> None:
        self.real = real
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, *arguments: object) -> object:
        self.reached.set()
        assert self.open.wait(60)
        return self.real(*arguments)  # type: ignore[operator]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate before a rebuilt index; with LIMITS an index above 200 vectors is rebuilt."""
    gate = Gate(dense_search.rebuilt)
    monkeypatch.setattr(dense_search, "rebuilt", gate)
    return gate


def ids(corpus: Corpus, question: str) -> set[str]:
    with corpus.view() as view:
        rows = view.rows([hit.number for hit in view.dense(question, 5)])
        return {sentence.article_id for sentence in rows.values()}


def test_a_corpus_that_outgrows_its_index_answers_and_takes_articles_while_another_is_built(
    tmp_path: Path, gate: Gate
) -> None:
    gate.open.set()
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus:
        corpus.add(articles(60))
        gate.open.clear()
        gate.reached.clear()
        corpus.add(articles(80)[60:])  # 240 sentences
        assert gate.reached.wait(60)
        assert corpus.stats()["index"] == "flat"
        assert "a75" in ids(corpus, "number75")
        corpus.add(articles(83)[80:])
        corpus.delete(["a75"])
        assert "a75" not in ids(corpus, "number75")
        assert "a81" in ids(corpus, "number81")
        gate.open.set()
        corpus.settle()
        assert corpus.stats()["index"] == "compact"
        assert "a75" not in ids(corpus, "number75")
        assert "a81" in ids(corpus, "number81")
        with corpus.view() as view:
            assert view.indexed in (82 * 3, 83 * 3)  # those of a75 may still be there
        assert corpus.verify(sample=50).ok
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert corpus.notices == []
        assert corpus.stats()["index"] == "compact"
        assert "a81" in ids(corpus, "number81")


def test_one_who_only_reads_changes_the_form_in_memory_too(tmp_path: Path, gate: Gate) -> None:
    gate.open.set()
    with (
        Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus,
        Corpus.open(tmp_path, encoder=ENCODER, writable=False, limits=LIMITS) as reader,
    ):
        corpus.add(articles(80))
        dense(reader, "keeps", 1)
        reader.settle()
        assert reader.stats()["index"] == "compact"
        assert len(dense(reader, "keeps", 5)) == 5


def test_closing_waits_for_the_work_and_a_full_disk_there_is_a_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise CorpusFull("no room")

    monkeypatch.setattr(background, "tail_is_long", lambda saved, state: True)
    monkeypatch.setattr(background, "save_vectors", full)
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus:
        corpus.add(articles(3))
        corpus.settle()
        assert corpus.notices == ["the vector index could not be rebuilt or saved: no room"]
        assert len(dense(corpus, "keeps", 100)) == 9


def test_work_that_is_under_way_is_not_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    gate = Gate(lambda *_: calls.append(1))
    monkeypatch.setattr(background, "tail_is_long", lambda saved, state: True)
    monkeypatch.setattr(background, "save_vectors", gate)
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus:
        for article in articles(4):
            corpus.add([article])
        assert gate.reached.wait(60)
        gate.open.set()
        corpus.settle()
        assert calls == [1]


def test_a_saved_index_has_what_was_added_while_it_was_built(
    tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate.open.set()
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus:
        corpus.add(articles(60))
        gate.open.clear()
        gate.reached.clear()
        monkeypatch.setattr(background, "tail_is_long", lambda saved, state: True)
        corpus.add(articles(70)[60:])
        assert gate.reached.wait(60)
        corpus.add(articles(72)[70:])
        generation = corpus.generation
        gate.open.set()
        corpus.settle()
        saved = manifest.read(tmp_path)
        assert saved.vectors is not None
        assert saved.vectors.generation == generation == saved.generation
        assert saved.vectors.count == 72 * 3


def test_snapshots_of_both_times_agree_with_the_index_that_took_over(tmp_path: Path, gate: Gate) -> None:
    gate.open.set()
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=LIMITS) as corpus:
        corpus.add(articles(60))
        with corpus.view() as before:
            expected = before.dense("harbour number8", 20)
            corpus.add(articles(80)[60:])
            corpus.settle()
            assert isinstance(before._snapshot, Snapshot)
            assert before.dense("harbour number8", 20) == expected
