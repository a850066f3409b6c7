"""A corpus in parts reads as the same corpus in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import Corpus, Filters, View
from index.errors import CorpusDamaged, CorpusReadOnly, ShardLost, UnknownArticle
from index.records import Article
from index.shards import layout
from index.shards.corpus import ShardedCorpus, open_snapshot
from index.shards.fleet import LocalFleet
from tests.contracts.test_searcher import Silenced
from tests.support.divided import WORDS, articles, one_and_parts
from tests.support.doubles import HashEncoder

ENCODER = HashEncoder(64)
MADE = articles(60)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Corpus, Path]]:
    corpus, divided = one_and_parts(tmp_path_factory.mktemp("both"), MADE, ENCODER, parts=3)
    with corpus:
        yield corpus, divided


@pytest.fixture
def views(both: tuple[Corpus, Path]) -> Iterator[tuple[View, View]]:
    with both[0].view() as one, open_snapshot(both[1], encoder=ENCODER) as divided, divided.view() as parts:
        yield one, parts


@pytest.mark.parametrize("filters", [None, Filters(sources=("Paper 1",)), Filters(published_to="2024-04-30")])
@pytest.mark.parametrize("question", ["harbour council officials", "storm number 7", "report gate", "the", "zebra", ""])
def test_words_rank_as_in_one_corpus(views: tuple[View, View], question: str, filters: Filters | None) -> None:
    one, parts = (view.lexical(question, 30, filters=filters) for view in views)
    assert [hit.number for hit in parts] == [hit.number for hit in one]
    assert np.allclose([hit.score for hit in parts], [hit.score for hit in one], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("most_rows", [1, 5, 40])
def test_a_limit_on_rows_is_that_of_one_corpus(views: tuple[View, View], most_rows: int) -> None:
    one, parts = (view.lexical("harbour council storm number 7", 30, most_rows=most_rows) for view in views)
    assert [hit.number for hit in parts] == [hit.number for hit in one]


def test_every_reading_is_that_of_one_corpus(views: tuple[View, View]) -> None:
    one, parts = views
    ids = [article.id for article in MADE]
    numbers = list(range(1, one.sentence_count + 1))
    filters = Filters(sources=("Paper 2",))
    assert parts.searched() == one.searched()
    assert parts.searched(filters) == one.searched(filters)
    assert parts.unknown(["nobody", *ids]) == ["nobody"]
    assert parts.without_articles(["Paper 1", "Paper 9"]) == ["Paper 9"]
    assert parts.sources(limit=2) == one.sources(limit=2)
    assert parts.first_and_last_day() == one.first_and_last_day()
    assert parts.undated(filters) == one.undated(filters)
    assert parts.rows([*numbers, 10**6]) == one.rows(numbers)
    assert (parts.vectors(numbers[::-1]) == one.vectors(numbers[::-1])).all()
    assert parts.vectors([]).shape == (0, 64)
    assert parts.document_frequency(WORDS) == one.document_frequency(WORDS)
    assert parts.key_frequency(WORDS) == one.key_frequency(WORDS)
    assert parts.keys_near("harbor", edits=1) == one.keys_near("harbor", edits=1)
    assert [a.id for a in parts.articles(offset=7, limit=40)] == [a.id for a in one.articles(offset=7, limit=40)]
    assert len(parts.articles()) == len(ids)
    for article_id in ids:
        assert parts.article(article_id) == one.article(article_id)
        assert parts.sentences(article_id) == one.sentences(article_id)
    for number in numbers[::7]:
        assert parts.neighbours(number, before=2, after=3) == one.neighbours(number, before=2, after=3)
    with pytest.raises(UnknownArticle):
        parts.article("nobody")
    assert dict(parts.missing) == {}


def test_a_search_goes_on_without_a_silent_part_and_names_it(both: tuple[Corpus, Path]) -> None:
    corpus = ShardedCorpus(both[1], Silenced(LocalFleet(both[1]), {2}), ENCODER)
    with corpus, corpus.view() as view:
        assert view.lexical("harbour", 5)
        assert view.dense("harbour", 5)
        assert list(view.missing) == ["part-002"]
        assert view.article_count == sum(layout.part_of(one.id, 3) != 2 for one in MADE)
        assert view.without_articles(["Paper 9"]) == []
        silent = next(one.id for one in MADE if layout.part_of(one.id, 3) == 2)
        with pytest.raises(ShardLost, match="part-002"):
            view.article(silent)


def test_a_damaged_part_is_missing_and_never_wrong(tmp_path: Path) -> None:
    corpus, divided = one_and_parts(tmp_path, MADE, ENCODER, parts=2)
    corpus.close()
    with (divided / "part-001" / "catalogue.sqlite").open("ab") as file:
        file.write(b"x")
    with open_snapshot(divided, encoder=ENCODER) as opened, opened.view() as view:
        assert view.dense("harbour", 5)
        assert "shards.json" in view.missing["part-001"]
        assert [finding.file for finding in opened.verify().findings] == ["part-001"]
    (divided / "shards.json").write_text("{}")
    with pytest.raises(CorpusDamaged):
        open_snapshot(divided)


def test_it_is_never_changed(both: tuple[Corpus, Path]) -> None:
    with open_snapshot(both[1], encoder=ENCODER) as corpus:
        assert corpus.verify().ok
        assert corpus.stats()["parts"] == 3
        with pytest.raises(CorpusReadOnly):
            corpus.add([Article(text="One sentence stands here.")])
        with pytest.raises(CorpusReadOnly):
            corpus.delete([MADE[0].id])


def test_no_article_at_all(tmp_path: Path) -> None:
    corpus, divided = one_and_parts(tmp_path, [], ENCODER, parts=2)
    corpus.close()
    with open_snapshot(divided, encoder=ENCODER) as opened, opened.view() as view:
        assert view.dense("harbour", 5) == view.lexical("harbour", 5) == []
        assert view.searched() == (0, 0)
