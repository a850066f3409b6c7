"""A corpus: what is added is found, what is replaced or deleted is gone, and every view is of one generation."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Article, Corpus, Filters
from index.catalogue.snapshot import Snapshot
from index.errors import (
    CorpusClosed,
    CorpusError,
    CorpusLocked,
    CorpusMissing,
    CorpusReadOnly,
    EncoderError,
    EncoderMismatch,
    InvalidArticle,
    UnknownArticle,
)
from index.ingest.batches import Outcome
from index.limits import Limits
from index.records import Hit
from index.unit_vectors import Vectors
from index.vectors.dense_search import DenseLeg, IndexVersion
from index.view import View
from tests.support.articles import article, articles
from tests.support.doubles import HashEncoder
from tests.support.examples import examples
from tests.support.searching import dense, lexical, sentences

ENCODER = HashEncoder()


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True) as corpus:
        yield corpus
        assert corpus.verify().findings == []


def texts(view: View, question: str, k: int = 3) -> list[str]:
    hits = view.dense(question, k)
    rows = view.rows([hit.number for hit in hits])
    return [rows[hit.number].text for hit in hits]


def nearest_by_numpy(view: View, question: str, k: int) -> list[tuple[float, int]]:
    numbers = [s.number for summary in view.articles() for s in view.sentences(summary.id)]
    scores = view.vectors(numbers) @ ENCODER.encode_question(question)
    return sorted((-round(float(score), 5), number) for score, number in zip(scores, numbers, strict=True))[:k]


def rounded(hits: list[Hit]) -> list[tuple[float, int]]:
    return [(-round(hit.score, 5), hit.number) for hit in hits]


def test_what_is_added_is_found_at_once_with_where_it_stands(corpus: Corpus) -> None:
    outcomes = corpus.add(articles(5))
    assert outcomes == [Outcome(f"a{n}", "added", 3) for n in range(5)]
    with corpus.view() as view:
        assert (view.article_count, view.sentence_count, view.generation) == (5, 15, 1)
        hit = view.dense("harbour number0 record1", 1)[0]
        sentence = view.rows([hit.number])[hit.number]
        assert sentence.text == "The harbour number0 keeps record1 in edition1."
        assert view.article("a0").text[sentence.start : sentence.end] == sentence.text
    assert lexical(corpus, "number3", 1)[0].number == sentences(corpus, "a3")[0].number
    assert corpus.article("a4") == replace(article(4), language="en")
    assert [summary.id for summary in corpus.articles(offset=1, limit=2)] == ["a1", "a2"]


def test_the_same_article_again_changes_nothing(corpus: Corpus) -> None:
    corpus.add(articles(3))
    encoded = ENCODER.encoded
    assert [outcome.status for outcome in corpus.add(articles(3))] == ["unchanged"] * 3
    assert (corpus.generation, ENCODER.encoded) == (1, encoded)


def test_a_replaced_article_is_found_in_its_new_words_only(corpus: Corpus) -> None:
    corpus.add(articles(3))
    numbers = {sentence.number for sentence in sentences(corpus, "a1")}
    assert corpus.add([article(1, version=2)]) == [Outcome("a1", "replaced", 3)]
    assert corpus.article("a1").revision == 2
    assert numbers.isdisjoint(sentence.number for sentence in sentences(corpus, "a1"))
    with corpus.view() as view:
        assert all("number1 " not in text or "edition2" in text for text in texts(view, "orchard number1", 9))
        assert view.document_frequency(["edition1", "edition2"]) == {"edition1": 6, "edition2": 3}


def test_a_change_of_the_title_alone_is_a_replacement(corpus: Corpus) -> None:
    corpus.add([article(0)])
    assert corpus.add([replace(article(0), title="Another title")])[0].status == "replaced"
    assert lexical(corpus, "another", 1)


def test_the_same_id_twice_in_one_call_stores_the_last(corpus: Corpus) -> None:
    outcomes = corpus.add([article(0), article(1), article(0, version=2)])
    assert [outcome.status for outcome in outcomes] == ["added", "added", "replaced"]
    assert "edition2" in corpus.article("a0").text


def test_what_is_deleted_is_gone_from_everything(corpus: Corpus) -> None:
    corpus.add(articles(4))
    gone = {sentence.number for sentence in sentences(corpus, "a2")}
    assert corpus.delete(["a2", "a2"]) == ["a2"]
    with corpus.view() as view:
        assert gone.isdisjoint(hit.number for hit in view.dense("railway number2", 20))
        assert view.lexical("number2", 5) == []
        assert view.rows(sorted(gone)) == {}
        assert view.neighbours(min(gone)) == []
        with pytest.raises(UnknownArticle, match="'a2'"):
            view.article("a2")
        with pytest.raises(UnknownArticle, match="'a2'"):
            view.sentences("a2")
        with pytest.raises(KeyError):
            view.vectors(sorted(gone))


def test_a_number_is_never_given_again(corpus: Corpus) -> None:
    corpus.add(articles(2))
    corpus.delete(["a1"])
    corpus.add([article(7)])
    assert [sentence.number for sentence in sentences(corpus, "a7")] == [7, 8, 9]


def test_deleting_an_unknown_article_deletes_nothing(corpus: Corpus) -> None:
    corpus.add(articles(2))
    with pytest.raises(UnknownArticle, match="'b', 'c'; nothing was deleted"):
        corpus.delete(["a0", "b", "c"])
    assert len(corpus.articles()) == 2
    assert corpus.delete([]) == []


def test_neighbours_stay_within_the_article_and_in_order(corpus: Corpus) -> None:
    corpus.add([article(0, sentences=4), article(1, sentences=4)])
    with corpus.view() as view:
        sentences = view.sentences("a1")
        assert view.neighbours(sentences[0].number) == [sentences[1]]
        assert view.neighbours(sentences[2].number, before=2, after=5) == [*sentences[:2], sentences[3]]
        assert view.neighbours(sentences[2].number, before=0, after=0) == []


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(article_ids=("a2", "a3")), {"a2", "a3"}),
        (Filters(sources=("Gazette",)), {"a1", "a3", "a5"}),
        (Filters(published_from="2024-01-05"), {"a4", "a5"}),
        (Filters(published_from="2024-01-02", published_to="2024-01-03", sources=("Courier",)), {"a2"}),
        (Filters(sources=("Nobody",)), set()),
    ],
)
def test_filters_hold_for_both_legs(corpus: Corpus, filters: Filters, ids: set[str]) -> None:
    corpus.add(articles(6))
    with corpus.view() as view:
        for hits in (view.dense("keeps record0", 50, filters=filters), view.lexical("keeps", 50, filters=filters)):
            assert {sentence.article_id for sentence in view.rows([hit.number for hit in hits]).values()} == ids


def test_a_view_keeps_its_generation_while_the_corpus_changes(corpus: Corpus) -> None:
    corpus.add(articles(6))
    with corpus.view() as before:
        expected = nearest_by_numpy(before, "number1 edition2", 18)
        corpus.add([article(1, version=2), article(8)])
        corpus.delete(["a3", "a4"])
        corpus.checkpoint()
        with corpus.view() as after:
            assert rounded(after.dense("number1 edition2", 30)) == nearest_by_numpy(after, "number1 edition2", 30)
            assert after.generation == before.generation + 2
        assert rounded(before.dense("number1 edition2", 18)) == expected
        assert before.document_frequency(["edition2"]) == {"edition2": 0}
        assert before.article("a3") == replace(article(3), language="en")


def test_a_view_too_old_for_a_rebuilt_index_is_taken_anew(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.add(articles(3))
    catch_up = DenseLeg.catch_up
    turns: list[int] = []

    def overtaken(leg: DenseLeg, snapshot: Snapshot) -> IndexVersion:
        version = catch_up(leg, snapshot)
        turns.append(version.generation)
        return replace(version, floor=version.floor + 99) if len(turns) == 1 else version

    monkeypatch.setattr(DenseLeg, "catch_up", overtaken)
    with corpus.view() as view:
        assert view.generation == 1
    assert len(turns) == 2


@pytest.mark.slow
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "delete", "checkpoint", "reopen", "repair"]), st.integers(0, 7)), max_size=9
    )
)
def test_after_any_history_both_legs_agree_with_the_articles_that_are_left(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    model: dict[str, Article] = {}
    corpus = Corpus.open(folder, encoder=ENCODER, create=True)
    for turn, (step, number) in enumerate(steps):
        if step == "add":
            given_article = article(number, version=turn)
            corpus.add([given_article])
            model[given_article.id] = given_article
        elif step == "delete" and f"a{number}" in model:
            corpus.delete([f"a{number}"])
            del model[f"a{number}"]
        elif step == "checkpoint":
            corpus.checkpoint()
        elif step == "repair":
            assert corpus.repair().ok
        elif step == "reopen":
            corpus.close()
            corpus = Corpus.open(folder, encoder=ENCODER)
    with corpus:
        assert corpus.verify().findings == []
        with corpus.view() as view:
            assert {s.id: view.article(s.id).text for s in view.articles()} == {a.id: a.text for a in model.values()}
            assert rounded(view.dense("number3 record1", 40)) == nearest_by_numpy(view, "number3 record1", 40)
            assert len(view.lexical("keeps", 100)) == view.sentence_count == 3 * len(model)


storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(text=storable, title=storable)
def test_every_stored_sentence_is_where_it_says(
    tmp_path_factory: pytest.TempPathFactory, text: str, title: str
) -> None:
    with Corpus.open(tmp_path_factory.mktemp("verbatim"), encoder=ENCODER, create=True) as corpus:
        try:
            corpus.add([Article("a", title, text)])
        except InvalidArticle:
            assert corpus.articles() == []
            return
        stored = corpus.article("a")
        assert (stored.text, stored.title) == (text, title)
        for sentence in sentences(corpus, "a"):
            assert text[sentence.start : sentence.end] == sentence.text
        assert corpus.verify().ok


@pytest.fixture
def small_batches(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus that stores two articles at a time."""
    with Corpus.open(tmp_path / "corpus", encoder=ENCODER, create=True, limits=Limits(batch_sentences=4)) as corpus:
        yield corpus
        assert corpus.verify().findings == []


def test_an_article_that_cannot_be_stored_stops_its_batch_and_leaves_earlier_ones(small_batches: Corpus) -> None:
    corpus = small_batches
    seen: list[Outcome] = []
    with pytest.raises(InvalidArticle, match="'bad'"):
        corpus.add([article(0), article(1), article(2), Article("bad", "", "...")], on_outcome=seen.append)
    assert [outcome.article_id for outcome in seen] == ["a0", "a1"]
    assert [summary.id for summary in corpus.articles()] == ["a0", "a1"]


def test_outcomes_are_reported_when_the_articles_are_there(small_batches: Corpus) -> None:
    seen: list[str] = []
    small_batches.add(articles(7), on_outcome=lambda outcome: seen.append(small_batches.article(outcome.article_id).id))
    assert seen == [one.id for one in articles(7)]


class WrongEncoder(HashEncoder):
    """Gives vectors that are not of unit length."""

    def encode_sentences(self, texts: object) -> Vectors:
        return super().encode_sentences(texts) * np.float32(3)  # type: ignore[arg-type, no-any-return]


def test_vectors_that_are_no_unit_vectors_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=WrongEncoder(), create=True) as corpus:
        with pytest.raises(EncoderError, match="not of unit length"):
            corpus.add([article(0)])
        assert (corpus.generation, corpus.articles()) == (0, [])


@pytest.mark.parametrize("recipe", ["bare", "title-sum", "title-prefix", "title-by-length"])
def test_a_recipe_is_kept_and_decides_what_a_vector_knows(tmp_path: Path, recipe: str) -> None:
    with Corpus.create(tmp_path, encoder=ENCODER, recipe=recipe) as corpus:
        corpus.add([Article("a", "Volcano", "It erupted."), Article("b", "", "It rained.")])
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert corpus.stats()["recipe"] == f"{recipe}/1"
        knows = dense(corpus, "volcano", 1)[0].score > 0.1
        assert knows == (recipe != "bare")
        assert corpus.verify().ok
    with pytest.raises(CorpusError, match="no recipe"):
        Corpus.create(tmp_path / "other", encoder=ENCODER, recipe="soup")


def test_a_folder_without_a_corpus_is_refused_and_left_alone(tmp_path: Path) -> None:
    for folder in (tmp_path / "nothing", tmp_path):
        with pytest.raises(CorpusMissing, match="no corpus in"):
            Corpus.open(folder, encoder=ENCODER, writable=False)
    with pytest.raises(CorpusMissing, match="no corpus in"):
        Corpus.open(tmp_path, encoder=ENCODER)
    with pytest.raises(EncoderError, match="a new corpus needs an encoder"):
        Corpus.open(tmp_path / "new", create=True)
    assert not (tmp_path / "nothing").exists()
    assert not (tmp_path / "new").exists()


def test_another_encoder_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add([article(0)])
    for other in (HashEncoder(32), HashEncoder(name="other")):
        with pytest.raises(EncoderMismatch, match="qa reembed"):
            Corpus.open(tmp_path, encoder=other)
    Corpus.open(tmp_path, encoder=ENCODER).close()


def test_without_an_encoder_the_catalogue_can_be_read_and_articles_deleted(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(3))
    with Corpus.open(tmp_path) as corpus:
        assert len(lexical(corpus, "number1", 5)) == 3
        assert corpus.stats()["index"] is None
        with pytest.raises(EncoderError, match="opened without an encoder"):
            dense(corpus, "anything", 3)
        with pytest.raises(EncoderError, match="opened without an encoder"):
            corpus.add([article(9)])
        corpus.delete(["a0"])
        assert corpus.verify().ok
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert (corpus.notices, len(dense(corpus, "harbour", 20))) == ([], 6)
    with Corpus.open(tmp_path) as corpus:
        corpus.checkpoint()
        corpus.compact()
        assert corpus.repair().ok


def test_a_corpus_opened_for_reading_refuses_every_change(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(2))
        with Corpus.open(tmp_path, encoder=ENCODER, writable=False) as reader:
            for change in (
                lambda: reader.add([article(5)]),
                lambda: reader.delete(["a0"]),
                reader.repair,
                reader.checkpoint,
                reader.compact,
            ):
                with pytest.raises(CorpusReadOnly, match="opened for reading"):
                    change()
            assert reader.verify().ok
        with pytest.raises(CorpusLocked):
            Corpus.open(tmp_path, encoder=ENCODER)


@pytest.mark.slow
def test_a_reader_sees_what_another_process_adds_and_deletes(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(4))
    code = (
        "import sys; from index import Corpus\n"
        "from tests.support.doubles import HashEncoder; from tests.support.articles import article\n"
        "with Corpus.open(sys.argv[1], encoder=HashEncoder()) as corpus:\n"
        "    corpus.add([article(1, version=2), article(20)]); corpus.delete(['a3'])"
    )
    with Corpus.open(tmp_path, encoder=ENCODER, writable=False) as reader:
        assert len(dense(reader, "keeps", 50)) == 12
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
        with reader.view() as view:
            assert view.generation == 3
            assert rounded(view.dense("number1 edition2", 50)) == nearest_by_numpy(view, "number1 edition2", 50)
        assert len(lexical(reader, "number3", 5)) == 0


def test_a_reader_too_far_behind_for_the_log_rebuilds(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=Limits(deletions_kept=2)) as corpus:
        corpus.add(articles(8))
        with Corpus.open(tmp_path, encoder=ENCODER, writable=False) as reader:
            for number in range(5):
                corpus.delete([f"a{number}"])
            with reader.view() as view:
                assert rounded(view.dense("number6", 50)) == nearest_by_numpy(view, "number6", 50)
                assert view.sentence_count == 9


def test_deleted_vectors_are_dropped_from_memory_when_they_are_many(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=Limits(tombstones=5)) as corpus:
        corpus.add(articles(10))
        corpus.delete([f"a{number}" for number in range(4)])
        assert rounded(dense(corpus, "number6", 1))
        corpus.settle()
        with corpus.view() as view:
            assert rounded(view.dense("number6", 50)) == nearest_by_numpy(view, "number6", 50)
            assert view.indexed == 18


def test_opening_uses_the_saved_index_and_what_came_after_it(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True) as corpus:
        corpus.add(articles(3))
    saved = sorted(path.name for path in tmp_path.glob("vectors*"))
    assert saved == ["vectors-1.faiss"]
    with Corpus.open(tmp_path) as corpus:  # without an encoder the index is not saved on closing
        corpus.delete(["a1"])
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert corpus.notices == []
        with corpus.view() as view:
            assert rounded(view.dense("number2", 9)) == nearest_by_numpy(view, "number2", 9)
    assert [path.name for path in tmp_path.glob("vectors*")] == ["vectors-2.faiss"]


def test_a_long_tail_is_saved_while_adding(tmp_path: Path) -> None:
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=Limits(unsaved_sentences=0)) as corpus:
        corpus.add(articles(2))
        corpus.settle()
        assert (tmp_path / "vectors-1.faiss").exists()


def test_a_large_corpus_answers_as_numpy_does(tmp_path: Path) -> None:
    limits = Limits(flat_vectors=300, scored_directly=30)
    with Corpus.open(tmp_path, encoder=ENCODER, create=True, limits=limits) as corpus:
        corpus.add(articles(250))
        assert corpus.stats()["index"] == "flat"
        corpus.checkpoint()
        assert corpus.stats()["index"] == "compact"
        corpus.add([article(5, version=2)])
        corpus.delete(["a6"])
        with corpus.view() as view:
            for question in ("railway number50 record1", "orchard edition2", "glacier number99"):
                assert rounded(view.dense(question, 5)) == nearest_by_numpy(view, question, 5)
            few, many = Filters(article_ids=("a1", "a5")), Filters(sources=("Gazette",))
            assert len(view.dense("orchard", 50, filters=few)) == 6
            hits = view.dense("orchard edition2", 20, filters=many)
            assert {s.article_id for s in view.rows([hit.number for hit in hits]).values()} <= {
                f"a{n}" for n in range(1, 250, 2)
            }
            assert view.dense("orchard", 5, filters=Filters(sources=("Nobody",))) == []
    with Corpus.open(tmp_path, encoder=ENCODER) as corpus:
        assert (corpus.stats()["index"], corpus.notices) == ("compact", [])
        assert corpus.verify().ok


@pytest.mark.slow
def test_many_threads_search_while_one_adds_replaces_and_deletes(corpus: Corpus) -> None:
    corpus.add(articles(20))
    stop = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        while not stop.is_set():
            with corpus.view() as view:
                hits = view.dense("orchard number1", 6)
                rows = view.rows([hit.number for hit in hits])
                editions = {row.text.split()[-1] for row in rows.values() if "number1 " in row.text}
                lexical = view.lexical("number1", 9)
                if len(rows) != 6 or len(editions) != 1 or len(lexical) != 3:
                    wrong.append((view.generation, editions, len(lexical)))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in range(2, 22):
        corpus.add([article(1, version=version), article(30 + version)])
        corpus.delete([f"a{30 + version}"])
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not wrong


def test_a_snapshot_is_a_corpus_of_its_own_and_of_one_generation(corpus: Corpus, tmp_path: Path) -> None:
    corpus.add(articles(4))
    corpus.snapshot(tmp_path / "copies" / "copy")
    corpus.delete(["a0"])
    with Corpus.open(tmp_path / "copies" / "copy", encoder=ENCODER, writable=False) as copy:
        assert (len(copy.articles()), copy.generation, copy.notices) == (4, 1, [])
        assert copy.verify().ok
    with pytest.raises(CorpusError, match="exists"):
        corpus.snapshot(tmp_path / "copies" / "copy")
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["copy"]


def test_after_compaction_no_byte_of_a_deleted_article_is_left(corpus: Corpus) -> None:
    secret = "xylophonequartz"
    corpus.add([*articles(3), Article("secret", secret, f"The {secret} was hidden.")])
    corpus.delete(["secret"])
    corpus.compact()
    for path in corpus.folder.iterdir():
        assert secret.encode() not in path.read_bytes(), path.name
    assert len(dense(corpus, "report", 50)) == 9


def test_closing_twice_does_nothing(tmp_path: Path) -> None:
    corpus = Corpus.open(tmp_path, encoder=ENCODER, create=True)
    corpus.close()
    corpus.close()


def test_a_question_may_be_given_as_its_vector(corpus: Corpus) -> None:
    corpus.add(articles(3))
    assert dense(corpus, ENCODER.encode_question("harbour"), 4) == dense(corpus, "harbour", 4)
    assert dense(corpus, "harbour", 0) == []
    with pytest.raises(EncoderError, match="rows of 64"):
        dense(corpus, np.ones(3, np.float32), 4)


USES: dict[str, Callable[[Corpus], object]] = {
    "add": lambda corpus: corpus.add([Article(text="The crane was sold.")]),
    "put": lambda corpus: corpus.put([]),
    "compared": lambda corpus: list(corpus.compared([Article(text="The crane was sold.")])),
    "delete": lambda corpus: corpus.delete(["a"]),
    "articles": lambda corpus: corpus.articles(),
    "article": lambda corpus: corpus.article("a"),
    "generation": lambda corpus: corpus.generation,
    "stats": lambda corpus: corpus.stats(),
    "verify": lambda corpus: corpus.verify(),
    "repair": lambda corpus: corpus.repair(),
    "checkpoint": lambda corpus: corpus.checkpoint(),
    "compact": lambda corpus: corpus.compact(),
    "snapshot": lambda corpus: corpus.snapshot(corpus.folder.with_name("copy")),
}


@pytest.mark.parametrize("is_temporary", [False, True], ids=["folder", "temporary"])
@pytest.mark.parametrize("use", USES)
def test_a_closed_corpus_says_so_and_changes_nothing(use: str, is_temporary: bool, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    corpus = Corpus.temporary(encoder=ENCODER) if is_temporary else Corpus.create(folder, encoder=ENCODER)
    corpus.add([replace(article(0), id="a")])
    corpus.close()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CorpusClosed, match="was closed; open it again"):
        USES[use](corpus)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
