"""Changing the encoder: the corpus is what it was until it is, at once, the same corpus with other vectors."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index import Corpus
from index.catalogue.pending_vectors import PendingVectors
from index.catalogue.store import Store
from index.encoders.base import DEFAULT_MODEL
from index.errors import CorpusDamaged, EncoderMismatch
from index.ingest import batches
from index.ingest.passages import recipe_named
from index.limits import Limits
from index.maintenance.reembed import reembed as reembed_folder
from index.unit_vectors import Vectors
from tests.support.articles import articles
from tests.support.doubles import HashEncoder
from tests.support.searching import dense

OLD, NEW = HashEncoder(), HashEncoder(48, name="other")
QUESTIONS = ("harbour record1", "orchard number9", "edition1")


class Failing(HashEncoder):
    """Stops after some calls, as a process does that is interrupted."""

    def __init__(self, calls: int) -> None:
        super().__init__(NEW.dimension, name=NEW.name)
        self.calls = calls

    def encode_sentences(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self.calls -= 1
        if self.calls < 0:
            raise KeyboardInterrupt
        return super().encode_sentences(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Corpus.open(tmp_path / "corpus", encoder=OLD, create=True) as corpus:
        corpus.add(articles(12))
        corpus.delete(["a3"])
    return tmp_path / "corpus"


def reembedded(folder: Path, encoder: HashEncoder, **callbacks: Any) -> bool:
    """Change the encoder three articles at a time."""
    return reembed_folder(folder, encoder, limits=Limits(batch_sentences=9), **callbacks)


def found(corpus: Corpus) -> list[list[tuple[str, float]]]:
    with corpus.view() as view:
        hits = [view.dense(question, 40) for question in QUESTIONS]
        return [[(view.rows([hit.number])[hit.number].text, hit.score) for hit in each] for each in hits]


def test_the_corpus_is_then_as_if_it_had_been_built_with_the_new_encoder(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, ...]] = []
    assert reembedded(folder, NEW, on_start=lambda *a: told.append(a), on_progress=lambda done: told.append((done,)))
    assert told == [(0, 11), (3,), (3,), (3,), (2,)]
    with Corpus.open(tmp_path / "fresh", encoder=NEW, create=True) as fresh:
        fresh.add(a for a in articles(12) if a.id != "a3")
        expected = found(fresh)
    with Corpus.open(folder, encoder=NEW) as corpus:
        assert corpus.notices == []
        assert found(corpus) == expected
        assert corpus.verify(sample=100).findings == []
        assert corpus.stats()["encoder"] == "other"
        corpus.add(articles(13)[12:])
        corpus.compact()
        assert corpus.verify(sample=100).findings == []


def test_the_old_encoder_is_then_refused_with_the_command_that_leads_back(folder: Path) -> None:
    reembedded(folder, NEW)
    with pytest.raises(EncoderMismatch, match="run `qa reembed --encoder hash`"):
        Corpus.open(folder, encoder=OLD)
    reembedded(folder, OLD)
    with Corpus.open(folder, encoder=OLD) as corpus:
        assert corpus.verify(sample=100).findings == []


def test_with_the_encoder_that_it_has_nothing_is_done(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "LOCK"}
    assert not reembedded(folder, OLD)
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_interrupted_it_goes_on_where_it_stopped_whatever_was_changed_meanwhile(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        reembedded(folder, Failing(calls=2))
    with Corpus.open(folder, encoder=OLD) as corpus:
        assert corpus.notices == []
        corpus.delete(["a0"])
        corpus.add(articles(14)[12:])
        assert corpus.verify(sample=100).findings == []
    told: list[tuple[int, int]] = []
    new = HashEncoder(48, name="other")
    reembedded(folder, new, on_start=lambda there, left: told.append((there, left)))
    assert told == [(5, 7)]  # six were done, of which one was deleted
    assert new.encoded < 7 * 4 + 1
    with Corpus.open(folder, encoder=NEW) as corpus:
        assert len(corpus.articles()) == 12
        assert corpus.verify(sample=100).findings == []


def test_a_gathering_for_another_encoder_is_given_up(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        reembedded(folder, Failing(calls=2))
    third = HashEncoder(32, name="third")
    told: list[tuple[int, int]] = []
    reembedded(folder, third, on_start=lambda there, left: told.append((there, left)))
    assert told == [(0, 11)]
    with Corpus.open(folder, encoder=third) as corpus:
        assert corpus.verify(sample=100).findings == []


def test_one_who_reads_meanwhile_sees_the_old_state_and_then_is_told_to_open_again(folder: Path) -> None:
    with Corpus.open(folder, encoder=OLD, writable=False) as reader:
        before = found(reader)
        with pytest.raises(KeyboardInterrupt):
            reembedded(folder, Failing(calls=2))
        assert found(reader) == before
        with reader.view() as view:
            reembedded(folder, NEW)
            assert [hit.score for hit in view.dense(QUESTIONS[0], 40)] == [score for _, score in before[0]]
        with pytest.raises(EncoderMismatch, match="open it again"):
            dense(reader, QUESTIONS[0], 5)


def test_vectors_that_are_not_all_there_do_not_take_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Corpus.open(folder, encoder=OLD, writable=False) as corpus, corpus.view() as view:
        first = view.sentences("a1")[0].number
    monkeypatch.setattr(PendingVectors, "missing", lambda self: [first])
    with pytest.raises(CorpusDamaged, match="new vectors for 3 of 33 sentences"):
        reembedded(folder, NEW)
    with Corpus.open(folder, encoder=OLD) as corpus:
        assert corpus.verify(sample=100).findings == []


def test_what_is_encoded_again_is_what_was_encoded_at_first(folder: Path) -> None:
    with Corpus.open(folder, encoder=OLD, writable=False) as corpus, corpus.view() as view:
        first = view.sentences("a1")[0].number
    store = Store(folder, writable=False)
    with closing(store), store.snapshot() as snapshot:
        numbers, item = batches.prepared_again(snapshot, first)
        again = batches.encoded([item], OLD, recipe=recipe_named(store.description.recipe))[0].vectors
        assert (snapshot.vectors(numbers) == again).all()


def test_a_corpus_gets_the_recipe_that_is_the_new_encoders_own_unless_another_was_chosen(tmp_path: Path) -> None:
    default = HashEncoder(48, name=f"{DEFAULT_MODEL}:int8")
    for recipe, before, after in ((None, "title-by-length/1", "title-short/1"), ("bare", "bare/1", "bare/1")):
        folder = tmp_path / before.partition("/")[0]
        with Corpus.create(folder, encoder=OLD, recipe=recipe) as corpus:
            corpus.add(articles(3))
            assert corpus.stats()["recipe"] == before
        assert reembed_folder(folder, default)
        with Corpus.open(folder, encoder=default) as corpus:
            assert corpus.stats()["recipe"] == after
            assert corpus.verify(sample=100).findings == []
